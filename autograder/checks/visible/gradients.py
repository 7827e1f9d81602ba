"""Does the gradient fit the loss, and if not, what has usually happened.

The numerical gradient comes from the student's own loss, so nothing here knows the right one.
"""

from collections.abc import Callable, Generator, Sequence
from functools import partial
from typing import Any

import numpy as np

from autograder.checks.gradcheck import gradcheck
from autograder.checks.gradients.slopes import random_direction
from autograder.checks.numerical import Float64Array
from autograder.checks.results import LossResult
from autograder.checks.visible.asking import Asking, Results
from autograder.checks.visible.problem import (
    LossFunction,
    Problem,
    call_all,
    close,
    small_problem,
)

Fits = Generator[Sequence[Problem], Results, bool]

_REG = 0.7
_STEP = 0.05
# A central difference over scores of about 1 is right to 1e-10 with such a step.
_TINY, _NEAR = 1e-5, 1e-8


def gradient_fits_loss(function: LossFunction) -> Asking:
    """Does dW agree with finite differences of the loss (without regularization)?"""
    if (yield from _fits_in_two_places(small_problem())):
        return None
    given = small_problem().copies()
    verdict = gradcheck(function, *given, large_scores=False)
    if verdict:
        return None
    if verdict.problem:
        return verdict.problem
    likely = f": {verdict.why.seen}. Likely: {verdict.why.cause}" if verdict.why else "."
    return f"dW does not fit your loss{likely} Worst entry {verdict.worst}"


def regularization_in_gradient(function: LossFunction) -> Asking:
    """Does what reg adds to dW fit what it adds to the loss?

    The part without reg is subtracted, so a mistake there is not blamed on regularization.
    """
    problem = small_problem().but(reg=_REG)
    if (yield from _fits_along_a_line(problem)):
        return None

    added = _Added(function, problem)
    if gradcheck(added, problem.W, quick=True):
        return None
    amounts = added(problem.W)
    if amounts is None or not np.all(np.isfinite(amounts[1])):
        return f"with reg = {_REG} there is no finite loss and gradient to compare"
    if np.allclose(amounts[1], 0.0):
        return f"dW is the same with reg = {_REG} as with reg = 0: the loss changes, dW must too"
    return f"from reg = 0 to {_REG} dW changes, but not as the loss does: compare the two reg terms"


class _Added:
    """What reg adds to loss and dW, as a function of W; None where there is nothing to add."""

    def __init__(self, function: LossFunction, problem: Problem) -> None:
        self._function, self._problem = function, problem

    def __call__(self, W: Float64Array) -> tuple[float, Float64Array] | None:
        return self._at([W])[0]

    def run_many(self, calls: Sequence[Sequence[Float64Array]]) -> list[Callable[[], Any]]:
        """Return what gives the value, for each call: see attempt_all."""
        return [partial(_itself, value) for value in self._at([W for (W,) in calls])]

    def _at(self, points: Sequence[Float64Array]) -> list[tuple[float, Float64Array] | None]:
        problems = [self._problem.but(W=W, reg=reg) for W in points for reg in (_REG, 0.0)]
        found = call_all(self._function, *problems)
        return [_difference(*pair) for pair in zip(found[::2], found[1::2], strict=True)]


def _itself(value: object) -> object:
    return value


def _difference(
    with_reg: LossResult | str, without: LossResult | str
) -> tuple[float, Float64Array] | None:
    if isinstance(with_reg, str) or isinstance(without, str):
        return None
    with np.errstate(invalid="ignore"):  # inf minus inf
        return with_reg.loss - without.loss, with_reg.gradient - without.gradient


def _fits_in_two_places(problem: Problem) -> Fits:
    """Return whether dW fits along one direction at W and elsewhere, and then still at W.

    What doesn't fit so easily, at a kink for one, is for the checker.
    """
    rng = np.random.default_rng(0)
    places = (problem.W, problem.W + random_direction(problem.W.shape, rng))
    directions = [random_direction(W.shape, rng) for W in places]
    moved = [W + h * d for W, d in zip(places, directions, strict=True) for h in (_TINY, -_TINY)]
    found = yield [problem.but(W=W) for W in (*places, *moved, problem.W)]
    results = [each for each in found if not isinstance(each, str) and each.finite]
    if len(results) < len(found):
        return False
    here, there, *sides, again = results
    slopes = [(a.loss - b.loss) / (2 * _TINY) for a, b in zip(sides[::2], sides[1::2], strict=True)]
    claims = [
        float(np.sum(at.gradient * d)) for at, d in zip((here, there), directions, strict=True)
    ]
    same = here.loss == again.loss and np.array_equal(here.gradient, again.gradient)
    return same and all(
        abs(a - b) <= _NEAR * max(1.0, abs(b)) for a, b in zip(claims, slopes, strict=True)
    )


def _fits_along_a_line(problem: Problem) -> Fits:
    """Return whether what reg adds fits along one direction, in which every entry counts.

    A central difference is exact for the usual term, a parabola; other terms are for the checker.
    """
    direction = random_direction(problem.W.shape, np.random.default_rng(0))
    points = (problem.W, problem.W + _STEP * direction, problem.W - _STEP * direction)
    found = yield [problem.but(W=W, reg=reg) for W in points for reg in (problem.reg, 0.0)]
    results = [each for each in found if not isinstance(each, str)]
    if len(results) < len(found):
        return False
    here, here_plain, *sides = results
    if not all(result.finite for result in results):
        return False
    above, above_plain, below, below_plain = (side.loss for side in sides)
    numeric = ((above - above_plain) - (below - below_plain)) / (2 * _STEP)
    analytic = float(np.sum((here.gradient - here_plain.gradient) * direction))
    return close(numeric, analytic)
