"""A loss doesn't know what its classes are called: why no variant has another order of them."""

import numpy as np
import pytest

from tests.judging.harness import cells, namespace_of

FUNCTIONS = (
    ("softmax-loss", "softmax-loss-vectorized", "softmax_loss_vectorized"),
    ("svm-loss", "svm-loss-vectorized", "svm_loss_vectorized"),
    ("svm-loss", "squared-hinge-loss", "squared_hinge_loss"),
)


@pytest.mark.parametrize(("assignment", "cell", "function"), FUNCTIONS)
def test_another_order_of_classes(assignment: str, cell: str, function: str) -> None:
    """Has the right solution the same loss, and dW its columns in the other order?"""
    rng = np.random.default_rng(0)
    W, X, y = rng.normal(size=(4, 5)), rng.normal(size=(7, 4)), rng.integers(0, 5, size=7)
    order = np.array([3, 0, 4, 1, 2])
    loss = namespace_of(cells(assignment)[cell])[function]
    value, dW = loss(W, X, y, 0.3)
    other, other_dW = loss(W[:, order], X, np.argsort(order)[y], 0.3)
    assert other == pytest.approx(value)
    np.testing.assert_allclose(other_dW, dW[:, order])
    assert loss(W[:, order], X, y, 0.3)[0] != pytest.approx(value)  # with y as it was
