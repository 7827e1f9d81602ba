"""Planted mistakes fail, and the verdict points at them."""

from collections.abc import Callable

import pytest

from autograder.checks import GradientError, gradcheck
from tests.checks.losses import (
    LOSSES,
    Array,
    Input,
    nearly_whole,
    normal,
    pixels,
    softmax,
    whole,
)
from tests.checks.mistakes import WRONG_GRADIENT, Mistake, added, cases, gradient, label
from tests.support.depth import seeds

SMALL, LARGE = (4, 3), (785, 10)


@pytest.mark.parametrize(("name", "mistake"), cases(WRONG_GRADIENT), ids=label)
def test_every_planted_mistake_fails(name: str, mistake: Mistake) -> None:
    """Does each mistake in the gradient fail on every input, thirty of them at night?"""
    wrong = mistake.make(LOSSES[name])
    for seed in seeds(2, 30):
        W, X, y = normal(seed)
        assert not gradcheck(wrong, W, X, y, 0.7, seed=seed)


@pytest.mark.parametrize(
    "index", [(0, 0), (0, 2), (1, 1), (2, 0), (3, 2)], ids=lambda index: f"entry{index}"
)
@pytest.mark.parametrize("name", LOSSES)
@pytest.mark.parametrize("draw", [normal, whole, nearly_whole])
def test_small_gradient_points_at_the_entry(
    draw: Callable[..., Input], name: str, index: tuple[int, int]
) -> None:
    """With all entries measured, is the planted one the worst, and its two values right?"""
    wrong = added(index)(LOSSES[name])
    for seed in seeds(3, 40):
        W, X, y = draw(seed // 2)
        verdict = gradcheck(wrong, W, X, y, 0.1, seed=seed)
        assert not verdict.passed
        assert verdict.worst is not None
        assert verdict.worst.index == index
        assert verdict.worst.analytic - verdict.worst.numeric == pytest.approx(0.1, rel=1e-3)
        assert verdict.residual is not None
        assert verdict.residual.shape == SMALL
        assert verdict.residual[index] == pytest.approx(0.1, rel=1e-3)


@pytest.mark.parametrize(("drawn", "index"), [(10, (2, 1)), (20, (0, 2)), (21, (1, 0))])
def test_entries_that_cross_a_kink_alone(drawn: int, index: tuple[int, int]) -> None:
    """Is the planted entry found where only a step along one entry, no direction, meets a kink?"""
    W, X, y = nearly_whole(drawn)
    for seed in range(5):
        verdict = gradcheck(added(index)(LOSSES["hinge"]), W, X, y, 0.1, seed=seed)
        assert verdict.worst is not None
        assert (verdict.passed, verdict.worst.index) == (False, index)
        assert verdict.worst.analytic - verdict.worst.numeric == pytest.approx(0.1, rel=1e-3)


@pytest.mark.parametrize(
    "index", [(0, 0), (0, 9), (400, 5), (391, 9), (392, 0), (784, 0), (784, 9)], ids=str
)
@pytest.mark.parametrize("name", LOSSES)
def test_large_gradient_points_at_the_entry(name: str, index: tuple[int, int]) -> None:
    """With pixels and 7850 entries, is the planted one found by halving, in few calls?"""
    wrong = added(index, 5.0)(LOSSES[name])
    for seed in seeds(2, 5):
        W, X, y = pixels(seed)
        verdict = gradcheck(wrong, W, X, y, 0.1, seed=seed)
        assert not verdict.passed
        assert verdict.worst is not None
        assert verdict.worst.index == index
        assert verdict.residual is None
        assert verdict.evaluations < 1000


@pytest.mark.parametrize(("shape", "measured"), [((20, 20), True), ((401, 1), False)])
def test_where_measuring_ends_and_halving_begins(shape: tuple[int, int], measured: bool) -> None:
    """Are 400 entries measured one by one, but not 401?"""
    W, X, y = normal(1, D=shape[0], C=shape[1])
    index = (shape[0] - 1, shape[1] - 1)
    verdict = gradcheck(added(index)(softmax), W, X, y, 0.0)
    assert verdict.worst is not None
    assert verdict.worst.index == index
    assert (verdict.residual is not None) is measured


@pytest.mark.parametrize("shape", [SMALL, LARGE], ids=str)
@pytest.mark.parametrize("sign", [1.0, -1.0])
def test_two_errors_that_cancel_each_other(shape: tuple[int, int], sign: float) -> None:
    """Are two entries, wrong by opposite or by equal amounts, found at every seed?"""

    def two_off(dW: Array, *_: object) -> Array:
        changed = dW.copy()
        changed[1, 0] += 0.1
        changed[2, 2] += sign * 0.1
        return changed

    wrong = gradient(two_off)(softmax)
    W, X, y = normal(2, D=shape[0], C=shape[1])
    for seed in seeds(5, 100 if shape == SMALL else 20):
        verdict = gradcheck(wrong, W, X, y, 0.0, seed=seed)
        assert not verdict.passed
        assert verdict.worst is not None
        assert verdict.worst.index in ((1, 0), (2, 2))


@pytest.mark.parametrize("name", LOSSES)
def test_large_gradient_points_into_a_wrong_column(name: str) -> None:
    """Does halving end inside the column that is wrong?"""

    def column_off(dW: Array, *_: object) -> Array:
        changed = dW.copy()
        changed[:, 4] *= 1.5
        return changed

    verdict = gradcheck(gradient(column_off)(LOSSES[name]), *pixels(3), 0.0)
    assert verdict.worst is not None
    assert verdict.worst.index[1] == 4
    assert verdict.worst.relative_error == pytest.approx(1 / 3, rel=1e-3)


@pytest.mark.parametrize("name", LOSSES)
def test_large_gradient_points_at_a_missing_bias(name: str) -> None:
    """Does halving end in the last row when the bias got no gradient?"""

    def no_bias(dW: Array, *_: object) -> Array:
        changed = dW.copy()
        changed[-1] = 0.0
        return changed

    verdict = gradcheck(gradient(no_bias)(LOSSES[name]), *normal(3, D=200, C=5), 0.0)
    assert verdict.worst is not None
    assert verdict.worst.index[0] == 199
    assert verdict.worst.analytic == 0.0


def test_raises_when_asked_to() -> None:
    """Is the failure an exception, with the verdict's text, if and only if asked for?"""
    W, X, y = normal(0)
    wrong = added((2, 1))(softmax)
    verdict = gradcheck(wrong, W, X, y, 0.0)
    with pytest.raises(GradientError) as caught:
        gradcheck(wrong, W, X, y, 0.0, raise_on_failure=True)
    assert str(caught.value) == str(verdict)
    assert isinstance(caught.value, AssertionError)
    assert gradcheck(softmax, W, X, y, 0.0, raise_on_failure=True).passed


def test_a_problem_raises_when_asked_to() -> None:
    """Is a loss that can't be called an exception, too?"""
    with pytest.raises(GradientError, match="returned None"):
        gradcheck(lambda *_: None, *normal(0), 0.0, raise_on_failure=True)
