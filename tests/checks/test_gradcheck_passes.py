"""Right gradients pass, whatever the input."""

from collections.abc import Callable

import numpy as np
import pytest

from autograder.checks import gradcheck
from tests.checks.losses import (
    LOSSES,
    Array,
    Input,
    Labels,
    hinge,
    nearly_whole,
    normal,
    pixels,
    softmax,
    whole,
)
from tests.checks.mistakes import added
from tests.support.depth import seeds

REGS = (0.0, 0.1, 1000.0)
SCALES = (1e-6, 1e-2, 1.0, 100.0)


@pytest.mark.parametrize("draw", [normal, pixels, whole, nearly_whole])
@pytest.mark.parametrize("name", LOSSES)
def test_right_code_passes(name: str, draw: Callable[..., Input]) -> None:
    """Does the right gradient pass at every seed, with all sizes of reg and of W?"""
    failed = []
    for seed in seeds(24, 120):
        W, X, y = draw(seed, scale=SCALES[seed % 4])
        verdict = gradcheck(LOSSES[name], W, X, y, REGS[seed % 3], seed=seed)
        if not verdict:
            failed.append(f"seed {seed}: {verdict}")
    assert not failed


@pytest.mark.parametrize("reg", REGS)
@pytest.mark.parametrize("draw", [normal, pixels])
def test_evaluations(draw: Callable[..., Input], reg: float) -> None:
    """Does a pass of a smooth loss cost at most 60 calls of it, and does the verdict say so?"""
    calls = 0

    def counted(W: Array, X: Array, y: Labels, reg: float) -> object:
        nonlocal calls
        calls += 1
        return softmax(W, X, y, reg)

    verdict = gradcheck(counted, *draw(0), reg)
    assert verdict.passed
    assert verdict.evaluations == calls <= 60


def test_hinge_exactly_at_its_kinks() -> None:
    """Does a hinge pass where margins are exactly 0, with either choice at the kink?"""
    W, X, y = np.array([[1.0, 0.0, 0.0]]), np.array([[1.0], [2.0]]), np.array([0, 0])

    def either(W: Array, X: Array, y: Labels, reg: float) -> object:
        margins = np.asarray(X @ W - (X @ W)[np.arange(2), y][:, None] + 1)
        margins[np.arange(2), y] = -1
        slopes = np.asarray(margins >= 0, dtype=np.float64)
        slopes[np.arange(2), y] = -slopes.sum(axis=1)
        return margins.clip(0).sum() / 2 + reg * np.sum(W * W) / 2, X.T @ slopes / 2 + reg * W

    assert (X @ W - (X @ W)[[0, 1], y][:, None] + 1)[0].tolist() == [1.0, 0.0, 0.0]
    assert gradcheck(LOSSES["hinge"], W, X, y, 0.1)
    assert gradcheck(either, W, X, y, 0.1)


def test_evaluations_near_kinks() -> None:
    """Are the calls at both points counted when a kink is near?"""
    calls = 0

    def counted(W: Array, X: Array, y: Labels, reg: float) -> object:
        nonlocal calls
        calls += 1
        return hinge(W, X, y, reg)

    W, X, y = np.array([[1.0, 0.0]]), np.array([[1.0]]), np.array([0])
    verdict = gradcheck(counted, W, X, y, 0.0)
    assert verdict.passed
    assert verdict.evaluations == calls > 16


def test_so_many_kinks_that_some_are_near() -> None:
    """Does a hinge of 10 000 examples pass beside a kink, and fail when an entry is off?"""
    wrong = added((1, 2), 0.01)(hinge)
    for seed in (0, 1, 12, 19, 26):  # seeds with a kink within a step of a random point
        W, X, y = normal(seed, N=10_000, D=3, C=4)
        verdict = gradcheck(hinge, W, X, y, 0.1, seed=seed)
        assert verdict.passed
        assert verdict.evaluations > 16
        verdict = gradcheck(wrong, W, X, y, 0.1, seed=seed)
        assert verdict.worst is not None
        assert (verdict.passed, verdict.worst.index) == (False, (1, 2))


@pytest.mark.parametrize("name", LOSSES)
@pytest.mark.parametrize("kind", [np.float32, np.int64])
def test_other_types_of_weights(name: str, kind: type) -> None:
    """Do weights in single precision or in whole numbers pass, and reach the loss as float64?"""
    W, X, y = whole(5)
    seen = set()

    def watched(W: Array, X: Array, y: Labels, reg: float) -> object:
        seen.add(W.dtype)
        return LOSSES[name](W, X, y, reg)

    assert gradcheck(watched, (W + 0.25).astype(kind), X, y, 0.1)
    assert seen == {np.dtype(np.float64)}


def test_one_example_one_feature_two_classes() -> None:
    """Does the smallest problem there is pass?"""
    W, X, y = normal(0, N=1, D=1, C=2)
    assert all(gradcheck(loss, W, X, y, 0.1) for loss in LOSSES.values())


def test_pass_shows_an_entry() -> None:
    """Does a pass hold the largest entry of the gradient, measured, and no residual?"""
    W, X, y = normal(7)
    dW = softmax(W, X, y, 0.1)[1]
    verdict = gradcheck(softmax, W, X, y, 0.1)
    assert verdict.worst is not None
    assert verdict.worst.index == np.unravel_index(np.abs(dW).argmax(), dW.shape)
    assert verdict.worst.analytic == dW[verdict.worst.index]
    assert verdict.worst.relative_error < 1e-6
    assert verdict.residual is None
    assert verdict.problem is None
    assert verdict.name == "softmax"
