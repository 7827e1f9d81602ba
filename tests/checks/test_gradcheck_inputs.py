"""What the gradient checker promises about its arguments, its seed and unusable losses."""

from typing import Any

import numpy as np
import pytest

from autograder.checks import gradcheck
from tests.checks.losses import LOSSES, Array, Labels, normal, pixels, softmax
from tests.checks.mistakes import (
    NOT_FINITE,
    NOT_IMPLEMENTED,
    OTHER,
    UNREADABLE,
    Mistake,
    added,
    label,
)


def vandal(W: Array, X: Array, y: Labels, reg: float) -> Any:
    """Compute the softmax loss and overwrite everything that was given."""
    answer = softmax(W, X, y, reg)
    W.fill(7.0)
    X.fill(7.0)
    y.fill(0)
    return answer


def test_inputs_are_left_alone() -> None:
    """Are W, X and y unchanged even if the loss overwrites its arguments, and is it told?"""
    given = normal(0)
    copies = [array.copy() for array in given]
    verdict = gradcheck(vandal, *given, 0.1)
    assert (verdict.passed, verdict.finding) == (False, "inputs changed")
    assert "W, X and y changed" in str(verdict)
    for array, copy in zip(given, copies, strict=True):
        np.testing.assert_array_equal(array, copy)


def test_weights_returned_as_the_gradient() -> None:
    """Is a dW that shares its memory with W, as 0.5 * sum(W * W) may return, no confusion?"""

    def itself(W: Array, _X: Array, _y: Labels, _reg: float) -> Any:
        return float(np.vdot(W, W)) / 2, W

    assert gradcheck(itself, *normal(1), 0.0)


@pytest.mark.parametrize("wrong", [added((1, 2), 0.3)(softmax), softmax], ids=["wrong", "right"])
@pytest.mark.parametrize("large", [True, False])
def test_equal_seeds_give_equal_verdicts(wrong: Any, large: bool) -> None:
    """Does nothing but the seed decide, neither an earlier call nor numpy's own generator?"""
    given = pixels(0) if large else normal(0)
    first = gradcheck(wrong, *given, 0.1, seed=5)
    np.random.seed(1)  # noqa: NPY002 - what a student's cell may do
    second = gradcheck(wrong, *given, 0.1, seed=5)
    assert str(first) == str(second)
    assert first.worst == second.worst
    assert first.evaluations == second.evaluations
    np.testing.assert_array_equal(np.asarray(first.residual), np.asarray(second.residual))


def test_the_seed_decides_the_directions() -> None:
    """Is the loss asked at other points when the seed is another?"""

    def points(seed: int) -> list[Array]:
        asked: list[Array] = []

        def watched(W: Array, X: Array, y: Labels, reg: float) -> Any:
            if W.shape == (4, 3):  # one feature more for large scores
                asked.append(W.copy())
            return softmax(W, X, y, reg)

        gradcheck(watched, *normal(0), 0.1, seed=seed)
        return asked

    np.testing.assert_array_equal(points(3), points(3))
    assert not np.array_equal(points(3), points(4))


@pytest.mark.parametrize("mistake", UNREADABLE, ids=label)
def test_unreadable_results_are_a_problem(mistake: Mistake) -> None:
    """Does a result that can't be read end it after one call, with one sentence?"""
    verdict = gradcheck(mistake.make(softmax), *normal(0), 0.1)
    assert not verdict.passed
    assert verdict.problem is not None
    assert mistake.words in verdict.problem
    assert "\n" not in verdict.problem
    assert verdict.evaluations == 1
    assert verdict.worst is None


@pytest.mark.parametrize(
    ("mistake", "words"),
    [
        (NOT_FINITE[0], "the loss is nan"),
        (NOT_FINITE[1], "the loss is inf"),
        (NOT_FINITE[2], "dW holds 12 entries"),
        (NOT_FINITE[3], "dW holds 1 entries"),
    ],
    ids=label,
)
def test_nan_and_inf_are_a_problem(mistake: Mistake, words: str) -> None:
    """Does a loss or dW that isn't finite end it after one call, with one sentence?"""
    verdict = gradcheck(mistake.make(softmax), *normal(0), 0.1)
    assert verdict.problem is not None
    assert words in verdict.problem
    assert not verdict.passed
    assert verdict.evaluations == 1


def test_a_stub_is_not_implemented_yet() -> None:
    """Does a stub give the words that every check says of it?"""
    assert gradcheck(NOT_IMPLEMENTED(softmax), *normal(0), 0.1).problem == "not implemented yet"


@pytest.mark.parametrize("beside", [np.nan, np.inf, None])
def test_a_loss_that_is_finite_at_the_point_alone(beside: float | None) -> None:
    """Is a loss that is nan or missing a tiny step away a problem of its own, not 0 errors?"""
    W, X, y = normal(0)

    def brittle(W_now: Array, X: Array, y: Labels, reg: float) -> Any:
        loss, dW = softmax(W_now, X, y, reg)
        return (loss if np.array_equal(W, W_now) else beside), dW

    verdict = gradcheck(brittle, W, X, y, 0.1)
    assert not verdict.passed
    assert verdict.problem is not None
    assert "a tiny step away" in verdict.problem


def test_a_loss_that_keeps_something_between_calls() -> None:
    """Is a loss that adds up in a global, or that is random, told as such, and nothing else?"""
    rng = np.random.default_rng(0)
    total = 0.0

    def adding(W: Array, X: Array, y: Labels, reg: float) -> Any:
        nonlocal total
        total += softmax(W, X, y, reg)[0]
        return total, softmax(W, X, y, reg)[1]

    def noisy(W: Array, X: Array, y: Labels, reg: float) -> Any:
        loss, dW = softmax(W, X, y, reg)
        return loss + rng.normal(scale=1e-3), dW

    for loss in (adding, noisy):
        verdict = gradcheck(loss, *normal(0), 0.1)
        assert not verdict.passed
        assert verdict.problem is not None
        assert "same arguments" in verdict.problem
        assert verdict.evaluations == 2


@pytest.mark.parametrize("mistake", [m for m in OTHER if m.name == "1/N missing in both"])
@pytest.mark.parametrize("name", LOSSES)
def test_it_compares_a_loss_with_its_own_gradient_only(name: str, mistake: Mistake) -> None:
    """Does a wrong loss with the gradient that fits it pass, as it must?"""
    assert gradcheck(mistake.make(LOSSES[name]), *normal(0), 0.1)


def test_a_loss_without_a_name() -> None:
    """Is a callable without a name called 'gradient' in the verdict?"""

    class Nameless:
        def __call__(self, W: Array, X: Array, y: Labels, reg: float) -> Any:
            return softmax(W, X, y, reg)

    assert str(gradcheck(Nameless(), *normal(0), 0.1)).startswith("gradient: ")
