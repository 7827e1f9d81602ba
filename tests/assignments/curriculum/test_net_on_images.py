"""The numbers of net-on-images: of the images that ship, by the reference."""

import math
import re
from functools import cache
from typing import Any, NamedTuple

import numpy as np
import pytest
import scipy.special
from numpy.typing import NDArray

from autograder.data import load_fashion_mnist
from autograder.judging.reference import load_reference
from tests.assignments.curriculum.test_numbers import text_of

NAME = "net-on-images"
SAID = (
    r"\\log 10 = 2\.303",
    r"Yours is 2\.301, and 2\.29 to 2\.42 for the seeds 0 to 4",
    r"With a deviation of 1 it is over 70",
    r"With yours 0\.784 of the validation images are right after one epoch",
    r"79,510 parameters",
    r"0\.890 and 0\.834 with 6,000 images, at 1\.000 and 0\.778 with 300",
    r"\| 0 \| healthy \| 2\.3 to 2\.5 \| 0\.42 \S 0\.08 \| 0\.87 \| 0\.83 \|",
    r"\| 3 \| batches not shuffled \| 2\.4 to 2\.7 \| 0\.6 \S 1\.0 \|",
    r"\| 4 \| start too large \| 81 to 99 \| 6\.3 \S 0\.8 \|",
    r"\| 5 \| reg too strong \| 35 to 36 \| 1\.9 \S 0\.05 \|",
    r"u = -0\.726\$ and rate = 0\.188",
    r"0\.84 \\cdot 0\.16 / 1000\} = 0\.012",
    r"Over 0\.82 is within reach",
)
Matrix = NDArray[np.float64]
Net = tuple[Matrix, Matrix, Matrix, Matrix]
H, SIZE = 100, 100


class Data(NamedTuple):
    """Rows and classes, for training, validation and test."""

    X: Matrix
    y: NDArray[np.int64]
    X_val: Matrix
    y_val: NDArray[np.int64]
    X_test: Matrix
    y_test: NDArray[np.int64]


@cache
def clothes() -> Data:
    """Return centred pixels, divided by 255."""
    rows = load_fashion_mnist().rows()
    train, val, test = (X[:, :-1] / 255 for X in (rows.X_train, rows.X_val, rows.X_test))
    return Data(train, rows.y_train, val, rows.y_val, test, rows.y_test)


@cache
def reference() -> dict[str, Any]:
    """Return the notebook's functions."""
    return load_reference(NAME)


@pytest.fixture
def right(in_root: None) -> dict[str, Any]:  # noqa: ARG001 - found from the current folder
    """Return the reference."""
    return reference()


def started(seed: int = 0, deviation: float | None = None) -> Net:
    """Return a new net, all of its weights with this deviation if one is given."""
    W1, b1, W2, b2 = reference()["start_net"](784, H, 10, seed)
    if deviation is None:
        return W1, b1, W2, b2
    return deviation * W1 / W1.std(), b1, deviation * W2 / W2.std(), b2


def share(net: Any, X: Matrix, y: NDArray[np.int64]) -> float:
    """Return the share of rows whose class the net says."""
    return float(np.mean(reference()["classes_of"](*net, X) == y))


def trained(net: Net, *, rate: float = 0.2, reg: float = 1e-4, epochs: int = 5) -> list[Any]:
    """Return what train_net does on all images."""
    given = *net, *clothes()[:4], rate, reg, epochs, SIZE, 0
    with np.errstate(all="ignore"):
        return list(reference()["train_net"](*given))


@cache
def chosen(reg: float) -> list[Any]:
    """Return the training whose hidden units and mistakes the notebook shows."""
    return trained(started(), reg=reg, epochs=20)


@pytest.mark.parametrize("number", SAID)
def test_number_stands_in_the_notebook(root: Any, number: str) -> None:
    """Does the student read this number?"""
    assert re.search(number, text_of(root, NAME))


def test_the_first_loss(right: dict[str, Any]) -> None:
    """Is it near log 10 for the usual start and small weights, and far above it for large ones?"""
    X, y = clothes().X, clothes().y
    losses = [right["net_loss"](*started(seed), X, y, 0.0)[0] for seed in range(5)]
    assert losses[0] == pytest.approx(2.301, abs=0.002)
    assert min(losses) > 2.28 and max(losses) < 2.43
    assert right["net_loss"](*started(deviation=1.0), X, y, 0.0)[0] > 70
    assert right["net_loss"](*started(deviation=0.01), X, y, 0.0)[0] == pytest.approx(
        2.30, abs=0.01
    )
    assert sum(each.size for each in started()) == 79_510


def test_the_gradient_of_the_given_loss(right: dict[str, Any]) -> None:
    """Are the gradients of net_loss those of its loss, by differences?"""
    rng = np.random.default_rng(0)
    net = [rng.normal(size=shape) for shape in ((3, 5), (5,), (5, 4), (4,))]
    given = rng.normal(size=(7, 3)), rng.integers(0, 4, size=7), 0.3
    _, *gradients = right["net_loss"](*net, *given)
    for k, gradient in enumerate(gradients):
        direction = rng.normal(size=net[k].shape)
        ahead, behind = (
            right["net_loss"](*net[:k], net[k] + step * direction, *net[k + 1 :], *given)[0]
            for step in (1e-6, -1e-6)
        )
        assert (ahead - behind) / 2e-6 == pytest.approx(
            float(np.sum(gradient * direction)), rel=1e-6
        )


def test_one_epoch_by_start(right: dict[str, Any]) -> None:
    """Does the usual start learn most, a tiny one little, and a start at 0 nothing?"""
    X, y, X_val, y_val = clothes()[:4]
    batches = right["mini_batches"](len(y), SIZE, 0)
    starts = {name: started(deviation=name) for name in (0.01, 0.0001)}
    starts |= {1.0: started(), 0.0: (*(0 * each for each in started()),)}  # type: ignore[dict-item]
    shares = {}
    for name, net in starts.items():
        losses, *after = right["one_epoch"](*net, X, y, 0.2, 1e-4, batches)
        shares[name] = share(after, X_val, y_val)
    assert len(losses) == 60
    assert losses[-1] == pytest.approx(math.log(10), abs=0.03)
    assert shares[1.0] == pytest.approx(0.784, abs=0.02)
    assert shares[1.0] > shares[0.01] + 0.03 > shares[0.0001] + 0.2
    assert shares[0.0] == pytest.approx(0.1)


def test_twenty_images_by_heart(right: dict[str, Any]) -> None:
    """Are all 20 right after 100 steps, with a loss of 0.034?"""
    X, y, X_val, y_val = clothes()[:4]
    given = X[:20], y[:20], X_val, y_val, 0.1, 0.0, 100, 20, 0
    losses, on_few, *_ = right["train_net"](*started(), *given)
    assert losses[-1] == pytest.approx(0.034, abs=0.02)
    assert on_few[-1] == 1.0


def test_more_images_close_the_gap(right: dict[str, Any]) -> None:
    """Is the gap wide with 300 images, narrow with 6,000?"""
    X, y, X_val, y_val = clothes()[:4]
    _, on_train, on_val, *net = trained(started(), epochs=10)
    assert on_train[-1] == pytest.approx(0.890, abs=0.02)
    assert on_val[-1] == pytest.approx(0.834, abs=0.02)
    assert share(net, X_val, y_val) == max(on_val) > 0.82
    few = right["train_net"](*started(), X[:300], y[:300], X_val, y_val, 0.2, 1e-4, 200, SIZE, 0)
    assert few[1][-1] == 1.0
    assert few[2][-1] == pytest.approx(0.778, abs=0.02)


def test_six_trainings_are_told_apart(right: dict[str, Any]) -> None:
    """Is each of the six recognised by the rules, and are its numbers those of the table?"""
    losses: dict[int, NDArray[np.float64]] = {}
    kinds: dict[int, dict[str, Any]] = {
        0: {},
        1: {"rate": 2.0},
        2: {"rate": 0.0005},
        5: {"reg": 0.3},
    }
    for number, settings in kinds.items():
        losses[number] = check_one(right, number, trained(started(), **settings))
    losses[4] = check_one(right, 4, trained(started(deviation=1.0)))
    losses[3] = check_one(right, 3, in_order(right))
    first = {number: float(each[0]) for number, each in losses.items()}
    last = {number: each[-60:] for number, each in losses.items()}
    assert losses[1][10] > 100
    assert max(first[k] for k in (0, 1, 2, 3)) < 2.8
    assert first[4] > 50 and first[5] == pytest.approx(35.4, abs=0.5)
    assert last[0].mean() == pytest.approx(0.42, abs=0.03) and last[0].std() < 0.12
    assert last[3].std() > 0.5 and last[4].std() < 1.2
    assert 1.85 < last[5].mean() < 2.0 and 1.9 < last[2].mean() < 2.3


def check_one(right: dict[str, Any], number: int, training: list[Any]) -> NDArray[np.float64]:
    """Return the losses of a training that must be recognised as this illness."""
    losses, on_train, on_val = (np.array(each) for each in training[:3])
    with np.errstate(all="ignore"):
        assert right["diagnose"](losses, on_train, on_val, 10) == number
    return np.asarray(losses)


def in_order(right: dict[str, Any]) -> list[Any]:
    """Return a training on batches that are sorted by class."""
    X, y, X_val, y_val = clothes()[:4]
    order, net = np.argsort(y, kind="stable"), list(started())
    losses, on_train, on_val = list[float](), list[float](), list[float]()
    for _ in range(5):
        new, *net = right["one_epoch"](*net, X, y, 0.2, 1e-4, np.split(order, 60))
        losses, on_train = [*losses, *new], [*on_train, share(net, X, y)]
        on_val.append(share(net, X_val, y_val))
    return [losses, on_train, on_val]


def test_a_setting_by_its_logarithm(right: dict[str, Any]) -> None:
    """Has seed 0 the rate of the text, and lie nine tenths of uniform rates above 0.1?"""
    rate, reg = right["random_setting"](0)
    assert math.log10(rate) == pytest.approx(-0.726, abs=5e-4)
    assert rate == pytest.approx(0.188, abs=5e-4)
    assert 1e-5 < reg < 0.1
    assert pytest.approx(0.9, abs=0.01) == (1 - 0.1) / (1 - 0.01)
    assert math.sqrt(0.84 * 0.16 / 1000) == pytest.approx(0.012, abs=5e-4)


def roughness(W1: Matrix) -> float:
    """Return the mean squared difference of neighbours, over that of noise."""
    images = W1.T.reshape(-1, 28, 28)
    return float(np.mean((images[:, 1:] - images[:, :-1]) ** 2) / (2 * images.var()))


def test_smooth_pictures(right: dict[str, Any]) -> None:  # noqa: ARG001
    """Does strong regularization smooth the first layer, and cost accuracy?"""
    weak, strong = chosen(1e-3), chosen(3e-2)
    assert roughness(started()[0]) == pytest.approx(1.0, abs=0.05)
    assert roughness(weak[3]) > 0.6 and roughness(strong[3]) < 0.3
    assert max(weak[2]) == pytest.approx(0.856, abs=0.02)
    assert max(weak[2]) > max(strong[2]) + 0.02


def test_shirts_come_last(right: dict[str, Any]) -> None:
    """Are shirts the worst class, and is of the sure answers nearly each right, but not all?"""
    X, y = clothes().X_test, clothes().y_test
    W1, b1, W2, b2 = chosen(1e-3)[3:]
    M = right["confusion_matrix"](y, right["classes_of"](W1, b1, W2, b2, X), 10)
    names = load_fashion_mnist().class_names
    assert np.trace(M) / 1000 == pytest.approx(0.862, abs=0.02)
    assert names[int(np.argmin(np.diag(M)))] == "Shirt"
    assert [names[k] for k in right["largest_confusions"](M, 1)[0]] == ["Shirt", "Pullover"]
    P = scipy.special.softmax(np.maximum(0, X @ W1 + b1) @ W2 + b2, axis=1)
    surest = right["sure_mistakes"](P, y, 3)
    assert P[surest].max(axis=1)[0] > 0.99
    assert not np.any(P[surest].argmax(axis=1) == y[surest])
    assert 0.94 < np.mean(P.argmax(axis=1)[P.max(axis=1) > 0.9] == y[P.max(axis=1) > 0.9]) < 0.99


def test_the_worked_examples(right: dict[str, Any]) -> None:
    """Are the classes, the matrix, the pairs and the mistakes of the text right?"""
    W1, W2 = np.array([[1.0, -1.0]]), np.array([[1.0, 0.0], [0.0, 2.0]])
    x = np.array([[3.0], [-3.0]])
    assert right["classes_of"](W1, np.zeros(2), W2, np.zeros(2), x).tolist() == [0, 1]
    assert (np.maximum(0, x @ W1) @ W2).tolist() == [[3.0, 0.0], [0.0, 6.0]]
    y, guess = np.array([0, 0, 1, 2, 2]), np.array([0, 1, 1, 2, 0])
    M = right["confusion_matrix"](y, guess, 3)
    assert M.tolist() == [[1, 1, 0], [0, 1, 0], [1, 0, 1]]
    pairs = right["largest_confusions"](np.array([[9, 3, 0], [1, 8, 0], [2, 0, 7]]), 2)
    assert pairs.tolist() == [[0, 1], [2, 0]]
    P = np.array([[0.9, 0.1], [0.2, 0.8], [0.7, 0.3]])
    assert right["sure_mistakes"](P, np.ones(3, dtype=int), 9).tolist() == [0, 2]
