"""The losses that these tests go by are right themselves."""

import numpy as np
import pytest

from autograder.checks import numerical_gradient
from tests.checks.losses import LOSSES, in_a_loop, normal


@pytest.mark.parametrize("name", LOSSES)
def test_gradients_are_those_of_the_losses(name: str) -> None:
    """Do plain central differences, entry by entry, give the same gradient?"""
    W, X, y = normal(seed=3)
    numeric = numerical_gradient(lambda point: LOSSES[name](point, X, y, 0.3)[0], W)
    np.testing.assert_allclose(LOSSES[name](W, X, y, 0.3)[1], numeric, atol=1e-8)


@pytest.mark.parametrize("name", LOSSES)
def test_loops_and_matrices_agree(name: str) -> None:
    """Does the loss of each example alone add up to that of all?"""
    W, X, y = normal(seed=4)
    loss, dW = LOSSES[name](W, X, y, 0.3)
    looped, gradient = in_a_loop(LOSSES[name])(W, X, y, 0.3)
    assert looped == pytest.approx(loss)
    np.testing.assert_allclose(gradient, dW)


def test_values_worked_out_by_hand() -> None:
    """Are the losses of scores (0, 1) with class 0 true log(1 + e), 2 and 4?"""
    W, X, y = np.array([[0.0, 1.0]]), np.array([[1.0]]), np.array([0])
    values = {name: loss(W, X, y, 0.0)[0] for name, loss in LOSSES.items()}
    assert values == {
        "softmax": pytest.approx(np.log(1 + np.exp(1.0))),
        "hinge": 2.0,
        "squared hinge": 4.0,
    }
