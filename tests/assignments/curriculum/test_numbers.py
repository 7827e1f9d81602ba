"""The numbers of curriculum sections 3 and 4: computed by the reference, said in a notebook."""

import json
import re
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from autograder.checks import gradcheck
from autograder.data import load_fashion_mnist, spiral
from autograder.judging.reference import load_reference


def text_of(root: Path, name: str) -> str:
    """Return all that a student reads in a notebook, without LaTeX's thin marks."""
    path = root / "assignments" / name / f"{name}.ipynb"
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    return "\n".join("".join(cell["source"]) for cell in cells)


SAID = {
    "softmax-loss": (
        r"\\log C",
        r"0\.909",
        r"0\.154",
        r"0\.095",
        r"1\.869",
        r"0\.982",
        r"14\.68 s against 0\.242 s",
        r"60 times",
        r"5,000 examples with 3,073 features",
        r"demonstration_size\(5000, 3073, 10",
        r"300 points",
        r"least loss is at c = 1\.1 without regularization, at 0\.7 with reg = 0\.01",
        r"at 0\.5 with 0\.03: the same 160 points right",
        r"should be 2\.3026 and is 0\.0587",
        r"6,000 images for training, and 1,000 others",
        r"about 10 % of the answers are right",
        r"One step, and more than six of ten are right",
        r"demonstration_size\(6000, 60, graded",
        r"zero - 1e-6 \* slope",
        r"trained - 1e-5 \* slope",
        r"-\\frac1N \\sum_i x_i\\,\(y_i - p_i\)\^\\top",
    ),
    "svm-loss": (
        r"C - 1 = 9",
        r"\\Delta = 1",
        r"Fifty points of two classes, two features and a 1",
        r"svm_loss_vectorized\(moving, spots_1, kinds, 0\.05\)",
        r"\(10, -2, 3\)",
        r"\(10, 9, 9\)",
        r"\(10, -100, -100\)",
        r"\(10, -10, -10\)\$ costs 0\.00",
        r"\(10, 9, 9\)\$ costs 0\.55",
        r"0\.0009, 0\.55",
        r"The hinge loss is 0 for all three",
        r"The loss is 0\.5\.",
        r"At c = 0\.5 the lead is 1",
        r"The start is 1 too high",
        r"demonstration_size\(5000, 3073, 10",
    ),
}


@pytest.mark.parametrize(("name", "number"), [(n, each) for n in SAID for each in SAID[n]])
def test_number_stands_in_the_notebook(root: Path, name: str, number: str) -> None:
    """Does the student read this number?"""
    assert re.search(number, text_of(root, name))


@pytest.mark.parametrize("version", ["softmax_loss_naive", "softmax_loss_vectorized"])
def test_softmax_starts_at_log_C(softmax: dict[str, Any], version: str) -> None:  # noqa: N802
    """Is the softmax loss of images log 10 = 2.3026 at tiny weights?"""
    rows = load_fashion_mnist().rows()
    W = 1e-6 * np.random.default_rng(0).normal(size=(785, 10))
    loss, _ = softmax[version](W, rows.X_val[:20], rows.y_val[:20], 0.0)
    assert loss == pytest.approx(np.log(10), abs=0.01)
    assert np.log(10) == pytest.approx(2.3026, abs=5e-5)
    assert 20 * np.log(10) == pytest.approx(46, abs=0.1)  # what an undivided sum would show


def test_two_examples_by_hand(softmax: dict[str, Any]) -> None:
    """Are the probabilities and losses of the two examples those in the text?"""
    X = np.array([[1.0, 0.0, 2.0], [0.0, 1.0, 1.0]])
    W = np.array([[1.0, -1.0, 0.0], [0.0, 2.0, 1.0], [0.5, 0.0, -0.5]])
    naive = softmax["softmax_loss_naive"]
    losses = [naive(W, X[i : i + 1], np.array([t]), 0.0)[0] for i, t in ((0, 0), (1, 2))]
    assert losses == pytest.approx([0.095, 1.869], abs=5e-4)
    assert np.exp(-np.array(losses)) == pytest.approx([0.909, 0.154], abs=5e-4)
    assert naive(W, X, np.array([0, 2]), 0.0)[0] == pytest.approx(0.982, abs=5e-4)


@pytest.mark.parametrize("reg", [0.0, 0.1, 10.0])
@pytest.mark.parametrize(
    "version",
    [
        "softmax_loss_naive",
        "softmax_loss_vectorized",
        "svm_loss_naive",
        "svm_loss_vectorized",
        "squared_hinge_loss",
    ],
)
def test_gradient_check(
    softmax: dict[str, Any], svm: dict[str, Any], version: str, reg: float
) -> None:
    """Does each reference pass the gradient check with reg 0 and with reg > 0?"""
    rows = load_fashion_mnist().rows()
    W = 1e-3 * np.random.default_rng(1).normal(size=(785, 10))
    function = {**softmax, **svm}[version]
    assert gradcheck(function, W, rows.X_val[:20], rows.y_val[:20], reg)


@pytest.mark.parametrize("name", ["softmax", "svm"])
def test_naive_and_vectorized_are_the_same(
    softmax: dict[str, Any], svm: dict[str, Any], name: str
) -> None:
    """Is the difference of the two versions 0 to rounding, at CIFAR-10's size?"""
    rng = np.random.default_rng(2)
    X, y = rng.normal(size=(200, 3073)), rng.integers(0, 10, size=200)
    W = 1e-2 * rng.normal(size=(3073, 10))
    both = {**softmax, **svm}
    loss, dW = both[f"{name}_loss_naive"](W, X, y, 0.1)
    fast_loss, fast_dW = both[f"{name}_loss_vectorized"](W, X, y, 0.1)
    assert abs(loss - fast_loss) < 1e-12
    assert np.linalg.norm(dW - fast_dW) < 1e-12


def test_the_articles_ratio() -> None:
    """Is the article's 14.68 s against 0.242 s the 60 times that the text says?"""
    assert int(14.68 / 0.242) == 60


def test_risk_gradient(softmax: dict[str, Any]) -> None:
    """Is dW both the sum of outer products and its matrix form?"""
    rng = np.random.default_rng(3)
    X, y, W = rng.normal(size=(7, 4)), rng.integers(0, 3, size=7), rng.normal(size=(4, 3))
    p = np.exp(X @ W) / np.exp(X @ W).sum(axis=1, keepdims=True)
    Y = np.eye(3)[y]
    outer = -sum(np.outer(X[i], Y[i] - p[i]) for i in range(7)) / 7
    _, dW = softmax["softmax_loss_vectorized"](W, X, y, 0.0)
    np.testing.assert_allclose(dW, outer, atol=1e-14)
    np.testing.assert_allclose(dW, X.T @ (p - Y) / 7, atol=1e-14)


def test_regularization_has_a_gradient_on_the_spiral(softmax: dict[str, Any]) -> None:
    """Do the 300 points' loss and dW change with reg by half the squares and by W?"""
    points, arms = spiral()
    assert points.shape == (300, 2)
    X = np.hstack([points, np.ones((300, 1))])
    W = np.random.default_rng(4).normal(size=(3, 3))
    plain, plain_dW = softmax["softmax_loss_naive"](W, X, arms, 0.0)
    loss, dW = softmax["softmax_loss_naive"](W, X, arms, 1e-3)
    assert loss - plain == pytest.approx(0.5 * 1e-3 * np.sum(W**2))
    np.testing.assert_allclose(dW - plain_dW, 1e-3 * W, atol=1e-15)


def test_regularization_moves_the_least_loss(softmax: dict[str, Any]) -> None:
    """Along c times W, is the loss least at 1.1, with reg = 0.01 at 0.7, with 0.03 at 0.5?"""
    points, arms = spiral()
    X = np.hstack([points, np.ones((300, 1))])
    W = np.array([[1.19, 1.07, -2.26], [-2.64, 3.08, -0.44], [-0.05, -0.01, 0.06]])
    scales = np.linspace(0.0, 2.0, 21)
    for reg, least in ((0.0, 1.1), (0.01, 0.7), (0.03, 0.5)):
        losses = [softmax["softmax_loss_vectorized"](c * W, X, arms, reg)[0] for c in scales]
        assert scales[np.argmin(losses)] == pytest.approx(least)
        assert losses[0] == pytest.approx(np.log(3))
    assert np.sum((X @ W).argmax(axis=1) == arms) == 160


@pytest.mark.parametrize(
    ("name", "start", "seen"), [("softmax-loss", 0.0587, [1]), ("svm-loss", 9.998, [1, 0])]
)
def test_found_code_shows_its_slips(root: Path, name: str, start: float, seen: list[int]) -> None:
    """Is the published-looking loss wrong at tiny W, and which gradient checks does it pass?"""
    cells = json.loads((root / "solutions" / name / f"{name}.ipynb").read_text(encoding="utf-8"))
    (code,) = ("".join(c["source"]) for c in cells["cells"] if c["id"] == "found-loss")
    names: dict[str, Any] = {"np": np}
    exec(code, names)  # noqa: S102 - a cell of ours
    found = names[f"found_{name.replace('-', '_')}"]
    rows = load_fashion_mnist().rows()
    X, y = rows.X_val[:20], rows.y_val[:20]
    W = 1e-6 * np.random.default_rng(0).normal(size=(785, 10))
    assert found(W, X, y, 0.0)[0] == pytest.approx(start, abs=5e-5)
    strengths = [1.0] if name == "softmax-loss" else [0.0, 1000.0]
    W = 1e-3 * np.random.default_rng(1).normal(size=(785, 10))
    assert [int(gradcheck(found, W, X, y, reg).passed) for reg in strengths] == seen


@pytest.mark.parametrize("version", ["svm_loss_naive", "svm_loss_vectorized", "squared_hinge_loss"])
def test_hinge_starts_at_the_number_of_wrong_classes(svm: dict[str, Any], version: str) -> None:
    """Is the hinge loss of images C - 1 = 9 at tiny weights?"""
    rows = load_fashion_mnist().rows()
    W = 1e-6 * np.random.default_rng(0).normal(size=(785, 10))
    loss, _ = svm[version](W, rows.X_val[:20], rows.y_val[:20], 0.0)
    assert loss == pytest.approx(9.0, abs=0.05)


@pytest.mark.parametrize(
    ("scores", "hinge", "entropy"),
    [
        ((10, -2, 3), 0.0, 0.0009),
        ((10, 9, 9), 0.0, 0.55),
        ((10, -100, -100), 0.0, 0.0),
        ((10, -10, -10), 0.0, 0.00),
    ],
)
def test_score_vectors(
    svm: dict[str, Any],
    softmax: dict[str, Any],
    scores: tuple[float, ...],
    hinge: float,
    entropy: float,
) -> None:
    """Are hinge loss and cross-entropy of the score vectors those in the text?"""
    s = np.array(scores, dtype=float)
    assert svm["hinge_loss"](s, 0) == hinge
    loss, _ = softmax["softmax_loss_naive"](s[None, :], np.ones((1, 1)), np.array([0]), 0.0)
    assert loss == pytest.approx(entropy, abs=5e-3 if entropy == 0.55 else 5e-5)
    assert loss >= 0 if scores[1] == -100 else loss > 0  # it underflows only at a gap of 110


def test_worked_hinge_example(svm: dict[str, Any]) -> None:
    """Do scores (3, 1, 2.5) with class 0 true cost 0.5?"""
    assert svm["hinge_loss"](np.array([3.0, 1.0, 2.5]), 0) == 0.5


def test_without_regularization_large_weights_are_as_good(svm: dict[str, Any]) -> None:
    """Is W not unique: does every larger multiple of a perfect W have loss 0, too?"""
    W, X, y = np.array([[2.0, 0.0, 0.0]]), np.ones((1, 1)), np.array([0])
    losses = [svm["svm_loss_vectorized"](c * W, X, y, 0.0)[0] for c in (1, 2, 10)]
    assert losses == [0.0, 0.0, 0.0]
    costs = [svm["svm_loss_vectorized"](c * W, X, y, 0.1)[0] for c in (1, 2, 10)]
    assert costs == sorted(costs) and costs[0] > 0


@pytest.mark.usefixtures("in_root")
def test_one_step_pays() -> None:
    """Do images go from one in ten to six in ten in a step, and to eight in ten in sixty?"""
    rows = load_fashion_mnist().rows()
    loss = load_reference("softmax-loss")["softmax_loss_vectorized"]
    W = np.zeros((rows.X_train.shape[1], 10))

    def share_right(weights: Any) -> float:
        return float(np.mean((rows.X_val @ weights).argmax(axis=1) == rows.y_val))

    start, dW = loss(W, rows.X_train, rows.y_train, 0.0)
    assert start == pytest.approx(np.log(10.0))
    assert share_right(W) == pytest.approx(0.1, abs=0.01)
    stepped = W - 1e-6 * dW
    assert loss(stepped, rows.X_train, rows.y_train, 0.0)[0] == pytest.approx(2.1315, abs=1e-4)
    assert share_right(stepped) > 0.605  # 0.625; the standard error of 1,000 images is 0.015
    for _ in range(60):
        W = W - 1e-5 * loss(W, rows.X_train, rows.y_train, 0.0)[1]
    assert share_right(W) > 0.789  # 0.809


@pytest.mark.usefixtures("in_root")
def test_the_margin_moves() -> None:
    """Do most of fifty points pay at first, few in the end, and is the margin wider then?"""
    clouds, kinds = np.random.default_rng(3), np.repeat([0, 1], 25)
    spots = clouds.normal(size=(50, 2)) + np.where(kinds == 1, 1.5, -1.5)[:, np.newaxis]
    rows, loss = np.hstack([spots, np.ones((50, 1))]), load_reference("svm-loss")
    W = np.array([[1.0, -1.0], [-0.6, 0.6], [0.0, 0.0]])
    found = []
    for _ in range(2):
        slope = W[:, 1] - W[:, 0]
        leads = (rows @ slope) * np.where(kinds == 1, 1.0, -1.0)
        found.append((int((leads < 1.0).sum()), 2.0 / float(np.linalg.norm(slope[:2]))))
        for _ in range(1000):
            W = W - 0.1 * loss["svm_loss_vectorized"](W, rows, kinds, 0.05)[1]
    (first, narrow), (last, wide) = found
    assert first == 44
    assert narrow == pytest.approx(0.857, abs=1e-3)
    assert last <= 7
    assert wide == pytest.approx(1.39, abs=0.05)
