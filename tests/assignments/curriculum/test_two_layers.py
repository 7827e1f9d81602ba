"""The numbers of two-layer-net: computed by the reference, said in the notebook."""

import re
from typing import Any

import numpy as np
import pytest

from autograder.checks import gradcheck, numerical_gradient
from autograder.data import load_fashion_mnist, spiral
from autograder.judging.reference import load_reference
from tests.assignments.curriculum.test_numbers import text_of

SAID = (
    r"it is \$\(5, 3, -1\)\$",
    r"\$\(-2, 0\.5, 3\)\$ becomes \$\(0, 0\.5, 3\)\$",
    r"300 points, step size 1, reg = 0\.001",
    r"got 160 of them right, and 162 in ten times as many steps",
    r"The loss began at 1\.5, above log 3",
    r"Linear softmax got 0\.832 on validation",
    r"demonstration_size\(6000, 10, 100, graded",
    r"it ends at 0\.845, with 0\.898 of its training images right",
    r"other random starts end between 0\.833 and 0\.847",
    r"100 hidden units, start with random weights and biases of 0, and take 1,000 steps",
    r"demonstration_size\(1000, graded=\(100,\)\)",
    r"0\.5 \* rng\.normal\(size=\(2, H\)\), np\.zeros\(H\)",
    r"should get over 90 % right",
)
PARAMETERS = ("W1", "b1", "W2", "b2")


@pytest.fixture
def net(in_root: None) -> dict[str, Any]:  # noqa: ARG001 - found from the current folder
    """Return the reference of two-layer-net."""
    return load_reference("two-layer-net")


@pytest.mark.parametrize("number", SAID)
def test_number_stands_in_the_notebook(root: Any, number: str) -> None:
    """Does the student read this number?"""
    assert re.search(number, text_of(root, "two-layer-net"))


def test_the_worked_row(net: dict[str, Any]) -> None:
    """Does (1, 2) come out as (5, 3, -1), and (-2, 0.5, 3) as (0, 0.5, 3)?"""
    W = np.array([[1.0, 0.0, -1.0], [2.0, 1.0, 0.0]])
    Y = net["affine_forward"](np.array([[1.0, 2.0]]), W, np.array([0.0, 1.0, 0.0]))
    assert Y.tolist() == [[5.0, 3.0, -1.0]]
    assert net["relu_forward"](np.array([-2.0, 0.5, 3.0])).tolist() == [0.0, 0.5, 3.0]


def test_each_layer_goes_back_as_it_came(net: dict[str, Any]) -> None:
    """Are the ways back the numerical gradients of the ways forward?"""
    rng = np.random.default_rng(0)
    given = [rng.normal(size=shape) for shape in ((4, 3), (3, 2), (2,))]
    dout = rng.normal(size=(4, 2))
    for k, found in enumerate(net["affine_backward"](dout, *given)):

        def moved(x: Any, k: int = k) -> float:
            changed = [*given[:k], x, *given[k + 1 :]]
            return float(np.sum(net["affine_forward"](*changed) * dout))

        assert np.allclose(found, numerical_gradient(moved, given[k]))
    Z = given[0][:, :2]
    right = numerical_gradient(lambda Z: float(np.sum(net["relu_forward"](Z) * dout)), Z)
    assert np.allclose(net["relu_backward"](dout, Z), right)


def test_rows_of_the_scores_gradient_sum_to_0(net: dict[str, Any]) -> None:
    """Does the same amount for all scores of an example change nothing?"""
    S = np.random.default_rng(0).normal(size=(5, 3))
    assert np.allclose(net["loss_of_scores"](S, np.array([0, 1, 2, 2, 0]))[1].sum(axis=1), 0.0)


@pytest.mark.parametrize("name", PARAMETERS)
def test_gradcheck_passes_for_each_parameter(net: dict[str, Any], name: str) -> None:
    """Does the kit's checker agree with backpropagation, regularization included?"""
    rng = np.random.default_rng(0)
    shapes = ((2, 5), (5,), (5, 3), (3,))
    start = {each: rng.normal(size=shape) for each, shape in zip(PARAMETERS, shapes, strict=True)}
    X, y = rng.normal(size=(8, 2)), rng.integers(0, 3, size=8)

    def moved(x: Any) -> tuple[float, Any]:
        found = net["two_layer_loss"](**(start | {name: x}), X=X, y=y, reg=0.1)
        return found[0], found[1 + PARAMETERS.index(name)]

    assert gradcheck(moved, start[name]).passed


def test_from_zero_only_the_last_bias_moves(net: dict[str, Any]) -> None:
    """Are dW1, db1 and dW2 all 0 where all weights and biases are?"""
    points, arms = spiral(points_per_class=20, classes=2)
    points, arms = points[:30], arms[:30]  # not as many of each class
    zeros = [np.zeros(shape) for shape in ((2, 5), (5,), (5, 2), (2,))]
    _, dW1, db1, dW2, db2 = net["two_layer_loss"](*zeros, points, arms, 0.0)
    assert not np.any(dW1) and not np.any(db1) and not np.any(dW2)
    assert np.any(db2)


def test_the_net_solves_the_spiral(net: dict[str, Any]) -> None:
    """Do the notebook's 1,000 steps get 297 of the 300 points right, and start at log 3?"""
    points, arms = spiral()
    rng, H = np.random.default_rng(0), 100
    start = 0.5 * rng.normal(size=(2, H)), np.zeros(H), 0.5 * rng.normal(size=(H, 3)), np.zeros(3)
    losses, W1, b1, W2, b2 = net["train"](*start, points, arms, step=1.0, reg=1e-3, steps=1000)
    scores = net["affine_forward"](
        net["relu_forward"](net["affine_forward"](points, W1, b1)), W2, b2
    )
    assert np.sum(scores.argmax(axis=1) == arms) == 297
    assert losses[-1] < 0.5 < losses[0]


def test_the_net_reads_images(net: dict[str, Any]) -> None:
    """Do ten epochs of the notebook's cell give about 0.845 on the validation images?"""
    rows, order = load_fashion_mnist().rows(), np.random.default_rng(0)
    pixels, layers = (
        rows.X_train[:, :-1] / 255,
        [
            np.sqrt(2 / 784) * order.normal(size=(784, 100)),
            np.zeros(100),
            np.sqrt(2 / 100) * order.normal(size=(100, 10)),
            np.zeros(10),
        ],
    )
    for _ in range(10):
        for batch in np.array_split(order.permutation(6000), 60):
            _, *layers = net["train"](
                *layers, pixels[batch], rows.y_train[batch], step=0.2, reg=1e-3, steps=1
            )
    hidden = np.maximum(0.0, rows.X_val[:, :-1] / 255 @ layers[0] + layers[1])
    share = np.mean((hidden @ layers[2] + layers[3]).argmax(axis=1) == rows.y_val)
    assert share == pytest.approx(0.845, abs=0.02)
