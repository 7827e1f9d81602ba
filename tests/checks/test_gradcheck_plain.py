"""The gradient checker on any function of one array, and on functions that can't be trusted."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes

from autograder.checks import gradcheck
from tests.checks.losses import Array, Labels, normal, softmax

shapes = array_shapes(min_dims=0, max_dims=3, max_side=5)
seeds = st.integers(0, 2**32 - 1)


def quartic(x: Array) -> tuple[float, Array]:
    """Return the sum of x^4 / 4 + sin x, and its gradient."""
    return float(np.sum(x**4 / 4 + np.sin(x))), x**3 + np.cos(x)


@given(shape=shapes, seed=seeds, scale=st.sampled_from([1e-3, 1.0, 30.0]))
def test_any_shape_passes(shape: tuple[int, ...], seed: int, scale: float) -> None:
    """Does a smooth function of an array of any shape and size pass, in at most 64 evaluations?"""
    x = scale * np.random.default_rng(seed).normal(size=shape)
    verdict = gradcheck(quartic, x, seed=seed)
    assert verdict.passed, str(verdict)
    assert verdict.evaluations <= 64


@given(shape=array_shapes(min_dims=1, max_dims=3, max_side=5), seed=seeds, data=st.data())
def test_one_wrong_entry_is_found(shape: tuple[int, ...], seed: int, data: st.DataObject) -> None:
    """Is one entry that is off by 1 % of the largest found, wherever it is?"""
    index = data.draw(st.tuples(*(st.integers(0, size - 1) for size in shape)))
    x = np.random.default_rng(seed).normal(size=shape)

    def wrong(point: Array) -> tuple[float, Array]:
        value, gradient = quartic(point)
        gradient[index] += 0.01 * np.abs(gradient).max()
        return value, gradient

    verdict = gradcheck(wrong, x, seed=seed)
    assert verdict.worst is not None
    assert (verdict.passed, verdict.worst.index) == (False, index)


@pytest.mark.parametrize(
    ("change", "name"),
    [
        (lambda g: 0 * g, "zero"),
        (lambda g: -g, "sign"),
        (lambda g: 3 * g, "factor"),
        (lambda g: g.T, "transposed"),
        (lambda g: np.where(np.arange(4) == 1, 2 * g, g), "one column"),
        (lambda g: np.where(np.arange(4) == 1, 2 * g.T, g.T).T, "one row"),
    ],
)
def test_wrong_gradient_is_named(change: Any, name: str) -> None:
    """Is the residual of a function of one array named, too?"""
    x = np.random.default_rng(0).normal(size=(4, 4))
    verdict = gradcheck(lambda point: (quartic(point)[0], change(quartic(point)[1])), x)
    assert verdict.why is not None
    assert (verdict.passed, verdict.why.name) == (False, name)


@pytest.mark.parametrize("slope", [-1.0, -0.3, 0.0, 1.0])
def test_any_slope_passes_at_a_kink(slope: float) -> None:
    """Does every slope from -1 to 1 pass as the gradient of |x| at 0?"""

    def absolute(x: Array) -> tuple[float, Array]:
        return float(np.sum(np.abs(x))), np.where(x == 0, slope, np.sign(x))

    verdict = gradcheck(absolute, np.array([0.0, 2.0, -3.0]))
    assert verdict.passed, str(verdict)


@pytest.mark.parametrize("slope", [-1.5, 1.01, 7.0])
def test_no_other_slope_passes_at_a_kink(slope: float) -> None:
    """Does a slope outside of those of the two sides fail?"""

    def absolute(x: Array) -> tuple[float, Array]:
        return float(np.abs(x[0])), np.array([slope])

    assert not gradcheck(absolute, np.zeros(1)).passed


def test_single_precision_inside_passes() -> None:
    """Does a loss that computes in float32 pass, and fail when an entry is off by a tenth?"""
    W, X, y = normal(3, N=20, D=6, C=4)

    def single(W: Array, X: Array, y: Labels, reg: float) -> Any:
        loss, dW = softmax(*(a.astype(np.float32).astype(float) for a in (W, X)), y, reg)  # type: ignore[call-arg,arg-type]
        return np.float32(loss), dW.astype(np.float32)

    def wrong(W: Array, X: Array, y: Labels, reg: float) -> Any:
        loss, dW = single(W, X, y, reg)
        dW[1, 1] += 0.1 * np.abs(dW).max()
        return loss, dW

    for seed in range(20):
        verdict = gradcheck(single, W, X, y, 0.1, seed=seed)
        assert verdict.passed, str(verdict)
        assert not gradcheck(wrong, W, X, y, 0.1, seed=seed).passed


def test_an_array_that_is_used_again_is_told() -> None:
    """Is a function found out that writes each gradient into the same array?"""
    kept = np.empty(3)

    def reuses(x: Array) -> tuple[float, Array]:
        kept[:] = x
        return float(np.sum(x * x)) / 2, kept

    assert gradcheck(reuses, np.array([1.0, 2.0, 3.0])).finding == "aliased"


def test_a_function_that_draws_is_told() -> None:
    """Is a gradient that differs from call to call a finding?"""
    rng = np.random.default_rng(0)
    verdict = gradcheck(lambda x: (float(np.sum(x)), rng.normal(size=3)), np.ones(3))
    assert verdict.finding == "not repeatable"
    assert "another dW" in str(verdict)


def test_two_arguments_are_none_of_both() -> None:
    """Does a call that is neither f, x nor a loss say what is expected?"""
    with pytest.raises(TypeError, match="f and x, or a loss with W, X, y and reg"):
        gradcheck(quartic, np.ones(3), np.ones(3))


def test_a_loss_that_is_none_of_scores_passes() -> None:
    """Does a squared error, which depends on the scores' sum too, pass with large scores?"""

    def squared_error(W: Array, X: Array, y: Labels, reg: float) -> Any:
        gap = X @ W - np.eye(W.shape[1])[y]
        loss = 0.5 * np.sum(gap**2) / len(X) + 0.5 * reg * np.sum(W * W)
        return loss, X.T @ gap / len(X) + reg * W

    verdict = gradcheck(squared_error, *normal(2), 0.3)
    assert verdict.passed, str(verdict)
