"""Facts that hold for any right loss, and what a function that breaks one has usually done."""

from collections.abc import Callable, Generator, Sequence
from functools import partial
from typing import Any

import numpy as np

from autograder.checks.gradients.gradcheck import gradcheck
from autograder.checks.gradients.slopes import random_direction
from autograder.checks.loss_result import LossResult
from autograder.checks.numerical import Float64Array
from autograder.checks.small_problems import (
    Asking,
    LossFunction,
    Problem,
    Reduction,
    Results,
    call_all,
    close,
    losses,
    small_problem,
)
from autograder.findings import Code, Finding
from autograder.findings import Finding as Found
from autograder.findings.effort import loops_over_examples, measured_all
from autograder.findings.outcome import attempt

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
    why = verdict.why
    likely = Finding.of(Code.LIKELY, seen=why.seen, cause=why.cause) if why else "."
    entry = Finding.of(Code.WORST_ENTRY, entry=str(verdict.worst)) if verdict.worst else ""
    return Finding.of(Code.DW_DOES_NOT_FIT, likely=likely, entry=entry)


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
        return Finding.of(Code.NO_FINITE_PAIR, reg=_REG)
    if np.allclose(amounts[1], 0.0):
        return Finding.of(Code.DW_IGNORES_REG, reg=_REG)
    return Finding.of(Code.DW_REG_DIFFERS, reg=_REG)


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
    with_reg: LossResult | Finding, without: LossResult | Finding
) -> tuple[float, Float64Array] | None:
    if isinstance(with_reg, Finding) or isinstance(without, Finding):
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
    results = [each for each in found if not isinstance(each, Finding) and each.finite]
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
    results = [each for each in found if not isinstance(each, Finding)]
    if len(results) < len(found):
        return False
    here, here_plain, *sides = results
    if not all(result.finite for result in results):
        return False
    above, above_plain, below, below_plain = (side.loss for side in sides)
    numeric = ((above - above_plain) - (below - below_plain)) / (2 * _STEP)
    analytic = float(np.sum((here.gradient - here_plain.gradient) * direction))
    return close(numeric, analytic)


# Scores of 2000 in single precision are off by 1e-4; what is not safe is off by far more.
_FAR_APART = 5e-3


def right_over_examples(_: LossFunction, reduction: Reduction = "mean") -> Asking:
    """Does listing every example twice leave the loss as it was, or double it if it is a sum?"""
    problem = small_problem()
    once, twice = losses((yield [problem, problem.twice()]))
    stays, doubles = close(once, twice), close(twice, 2 * once)
    if doubles if reduction == "sum" else stays:
        return None
    if doubles:
        return Found(Code.TWICE_DOUBLES)
    seen = Found.of(Code.TWICE_CHANGES, once=once, twice=twice)
    return Found.of(Code.HINTED, seen=seen, hint=Found(Code.A_MEAN)) if stays else seen


def each_example_counts(_: LossFunction) -> Asking:
    """Does the loss of two examples equal the mean of their own losses, or their sum?"""
    pair = small_problem(seed=2, N=2)
    alone = [pair.but(X=pair.X[i : i + 1], y=pair.y[i : i + 1]) for i in (0, 1)]
    both, *singles = losses((yield [pair, *alone]))
    if close(both, sum(singles) / 2) or close(both, sum(singles)):
        return None
    which = [i + 1 for i in (0, 1) if close(both, singles[i]) or close(2 * both, singles[i])]
    if len(which) == 1:
        return Found.of(Code.ONE_OF_TWO_COUNTS, example=which[0])
    return Found(Code.NOT_THE_MEAN)


def regularization_in_loss(_: LossFunction, factors: Sequence[float] = (0.5,)) -> Asking:
    """Does the loss grow with reg by the course's convention?

    `factors` may stand before reg and the sum of squares.
    """
    problem = small_problem()
    reg = 0.7
    without, with_reg = losses((yield [problem, problem.but(reg=reg)]))
    grown = with_reg - without
    square = float(np.sum(problem.W**2))
    if any(close(grown, factor * reg * square) for factor in factors):
        return None
    if close(grown, 0.0):
        return Found.of(Code.REG_CHANGES_NOTHING, reg=reg)
    if close(grown, reg * square) or close(grown, 0.5 * reg * square):
        twice = close(grown, reg * square)
        return Found(Code.REG_TERM_TWICE if twice else Code.REG_TERM_HALF)
    return Found(Code.REG_TERM_OTHER)


def inputs_unchanged(function: LossFunction) -> Asking:
    """Does the function leave W, X and y as they were?"""
    yield []
    problem = small_problem().but(reg=0.7)
    arguments = problem.copies()
    attempt(function, *arguments)
    changed = [
        name
        for name, before, after in zip("WXy", problem.copies()[:3], arguments[:3], strict=True)
        if not np.array_equal(before, after)
    ]
    if not changed:
        return None
    return Found.of(Code.WORK_ON_A_COPY, names=tuple(changed))


def matrices_only(function: LossFunction) -> Asking:
    """Does the work in Python stay the same when there are more examples?"""
    yield []
    calls = [small_problem(N=N).copies() for N in (6, 36)]
    short, long = (effort.lines for _, effort in measured_all(function, calls))
    if not loops_over_examples(short, long, 30):
        return None
    return Found.of(Code.STILL_A_LOOP, more=30, steps=long - short)


def rows_far_apart(_: LossFunction) -> Asking:
    """Do large scores, a different size in each row, give the same finite loss?"""
    problem = small_problem()
    W = np.vstack([problem.W, np.ones(problem.W.shape[1])])  # adds one amount to a row's scores
    sizes = (1000, -1000)
    zero = np.zeros((problem.X.shape[0], 1))
    shifts = np.linspace(-2000, 2000, problem.X.shape[0])[:, None]
    columns = [zero, *(zero + size for size in sizes), shifts]
    expected, *near, spread = losses(
        (yield [problem.but(W=W, X=np.hstack([problem.X, column])) for column in columns])
    )
    for size, shifted in zip(sizes, near, strict=True):
        if not abs(shifted - expected) <= _FAR_APART:
            return Found.of(Code.YOUR_LARGE_SCORES, size=size, loss=shifted)
    if not abs(spread - expected) <= _FAR_APART:
        return Found.of(Code.YOUR_ROWS_APART, loss=spread)
    return None
