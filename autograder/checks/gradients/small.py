"""A small problem of our own, on which any loss of scores can be looked at entry by entry."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from autograder.checks.gradients.findings import Part, whole_agrees
from autograder.checks.gradients.parts import step_for
from autograder.checks.gradients.target import Caller, Target, reach_of_scores
from autograder.checks.numerical import Float64Array

REG = 0.7
# Its hinge margins are met by some classes and not by others, also for the last example, and not by
# the same ones at 2 W; no probability is below 0.004.
_SEED = 12


@dataclass(frozen=True)
class Small:
    """Rows that are linearly independent (N < D), so that X.T @ S tells S; N, D and C differ."""

    W: Float64Array
    X: Float64Array
    y: NDArray[np.int64]


def small_problem(number: int = 0) -> Small:
    """Return W (9, 4), X (6, 9) with a last column of ones, and y (6,)."""
    rng = np.random.default_rng(_SEED + number)
    X = np.hstack([rng.normal(size=(6, 8)), np.ones((6, 1))])
    return Small(rng.normal(size=(9, 4)) / 1.5, X, np.array([0, 1, 2, 3, 0, 2]))


def on_small_problem(caller: Caller, data: Target, rng: np.random.Generator) -> Part | None:
    """Return the loss's data part there, None if it can't be called with these shapes.

    It shows what the input at hand may hide: an example that happens to have no loss, for one. The
    rounding error is that of `data`, relative to it, so that float32 inside is no fault.
    """
    problem = small_problem()
    small = Caller(caller.function, (problem.X, problem.y, 0.0))
    result = small.call(problem.W)
    caller.evaluations += 1
    if isinstance(result, str) or not result.finite:
        return None
    share = max(data.noise / max(1.0, abs(data.start)), 4 * float(np.finfo(np.float64).eps))
    target = Target(
        lambda points: _counted(caller, small, points),
        problem.W,
        result.gradient,
        result.loss,
        reach_of_scores(problem.X),
        noise=share * max(1.0, abs(result.loss)),
        step=step_for(share),
        precision=data.precision,
    )
    return whole_agrees(Part("small", target, small), rng)


def _counted(caller: Caller, small: Caller, points: Sequence[Float64Array]) -> list[float]:
    caller.evaluations += len(points)
    return small.values(points)
