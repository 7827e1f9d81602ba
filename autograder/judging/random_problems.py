"""Hidden inputs: random problems of many shapes, none of them at a kink of the hinge."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from autograder.findings import Code, Finding

# Margins closer to 0 than this could change sign by rounding in float32, for right code too.
_CLEARANCE = 1e-3
# Of a loss that is the square of one margin as small as that clearance, float32 keeps few digits.
_VIOLATED = 0.25


@dataclass(frozen=True)
class Problem:
    """One input of a loss function, with a name for messages.

    W (D, C) and X (N, D) of one float type, y (N,) int64, reg >= 0. What comes of a `remark` is
    only told: no mistake is found by it.
    """

    label: Finding
    W: NDArray[Any]
    X: NDArray[Any]
    y: NDArray[np.int64]
    reg: float = 0.0
    remark: bool = False

    @property
    def tolerance(self) -> float:
        """The relative error that right code may have on this input."""
        return 1e-3 if self.X.dtype == np.float32 else 1e-5

    def but(self, **changes: Any) -> "Problem":  # noqa: ANN401 - the dataclass's own fields
        """Return the problem with some fields changed."""
        return replace(self, **changes)


def draw_problems(rng: np.random.Generator) -> list[Problem]:
    """Return problems that tell N, D and C apart; C is never 10 and reg is 0."""
    small = int(rng.integers(5, 8))
    return [
        draw(rng, Finding(Code.SMALL_PROBLEM), small, 4, 3),
        draw(rng, Finding(Code.ONE_EXAMPLE), 1, int(rng.integers(3, 7)), 4),
        draw(rng, Finding(Code.TWO_CLASSES), int(rng.integers(6, 10)), 3, 2),
        draw(rng, Finding(Code.MANY_CLASSES), 4, int(rng.integers(5, 8)), 11),
        draw(rng, Finding(Code.MANY_EXAMPLES), 17, int(rng.integers(5, 9)), 7),
        draw(rng, Finding(Code.MANY_FEATURES), 5, 40, 6),
        one_class(draw(rng, Finding(Code.ONE_CLASS), 6, 5, 4)),
        as_float32(draw(rng, Finding(Code.FLOAT32), 8, 6, 5)),
        near_kinks(rng),
    ]


def draw(rng: np.random.Generator, label: Finding, N: int, D: int, C: int) -> Problem:
    """Return a random problem with scores of a few units that no right code can disagree on.

    It is redrawn until no margin is near 0 and some margin is violated: a hinge loss of 0 would
    let many a wrong one pass.
    """
    while True:
        X = rng.normal(size=(N, D))
        W = rng.normal(size=(D, C)) * (1.5 / np.sqrt(D))
        y = rng.integers(0, C, size=N, dtype=np.int64)
        if _clear_of_kinks(W, X) and _violates(W, X, y):
            return Problem(label, W, X, y)


def draw_any(rng: np.random.Generator, label: Finding, N: int, D: int, C: int) -> Problem:
    """Return a random problem of any size, in which margins may lie close to 0."""
    W, X = rng.normal(size=(D, C)) * (1.5 / np.sqrt(D)), rng.normal(size=(N, D))
    return Problem(label, W, X, rng.integers(0, C, size=N, dtype=np.int64))


# Such a margin is exact in single precision, and smaller than any step of a difference.
_TINY_MARGIN = 2.0**-22


def near_kinks(rng: np.random.Generator) -> Problem:
    """Return a problem in which some margins are all but 0, on either side, and exact.

    Each example has a feature of its own, of a size that is a power of 2, and scores that are
    exact in single precision: right code sees the sign of each margin, a smoothed hinge doesn't.
    """
    N, C = 4, 5
    y = rng.integers(0, C, size=N, dtype=np.int64)
    true = rng.integers(1, 8, size=(N, 1)) / 4.0
    margins = rng.choice([-1.0, 1.0], size=(N, C)) * rng.integers(1, 9, size=(N, C)) / 4.0
    tiny = rng.permuted(np.tile([1.0, -1.0, 0.0], (N, 2))[:, : C - 1], axis=1) * _TINY_MARGIN
    others = np.ones((N, C), dtype=bool)
    others[np.arange(N), y] = False
    margins[others] = np.where(tiny.ravel() != 0.0, tiny.ravel(), margins[others])
    scores = true + margins - 1.0
    scores[np.arange(N), y] = true[:, 0]
    sizes = 2.0 ** rng.integers(-3, 4, size=N)
    return Problem(Finding(Code.NEAR_KINKS), scores / sizes[:, np.newaxis], np.diag(sizes), y)


def exact(problem: Problem) -> Problem:
    """Return the problem with scores that stay exact in single precision with 20,000 added."""
    return problem.but(W=np.round(problem.W * 16.0) / 16.0, X=np.round(problem.X * 8.0) / 8.0)


def with_class_moved(problem: Problem, number: int, shift: float, weight: float = 1.0) -> Problem:
    """Return the problem with one more feature, which adds an amount to all scores of a class.

    The larger its `weight`, the smaller is it in X.
    """
    row = np.zeros((1, problem.W.shape[1]), dtype=problem.W.dtype)
    row[0, number] = weight
    column = np.full((len(problem.X), 1), shift / weight, dtype=problem.X.dtype)
    return problem.but(W=np.vstack([problem.W, row]), X=np.hstack([problem.X, column]))


def _clear_of_kinks(W: NDArray[Any], X: NDArray[Any]) -> bool:
    """Return whether all differences of scores keep away from 1, whichever class is true."""
    scores = X @ W
    gaps = np.abs(np.abs(scores[:, :, None] - scores[:, None, :]) - 1.0)
    return bool(gaps.min() > _CLEARANCE)


def _violates(W: NDArray[Any], X: NDArray[Any], y: NDArray[np.int64]) -> bool:
    """Return whether some wrong class comes well within 1 of the true one."""
    scores = X @ W
    margins = scores - np.take_along_axis(scores, y[:, np.newaxis], axis=1) + 1.0
    np.put_along_axis(margins, y[:, np.newaxis], 0.0, axis=1)
    return bool(margins.max() > _VIOLATED)


def one_class(problem: Problem) -> Problem:
    """Return the problem with every example in the class of the first."""
    return problem.but(y=np.full_like(problem.y, problem.y[0]))


def as_float32(problem: Problem) -> Problem:
    """Return the problem with W and X in single precision."""
    return problem.but(W=problem.W.astype(np.float32), X=problem.X.astype(np.float32))


def with_shifts(problem: Problem, shifts: Sequence[float] | NDArray[Any]) -> Problem:
    """Return the problem with one more feature that adds shifts[i] to every score of row i."""
    column = np.asarray(shifts, dtype=problem.X.dtype).reshape(-1, 1)
    ones = np.ones((1, problem.W.shape[1]), dtype=problem.W.dtype)
    return problem.but(W=np.vstack([problem.W, ones]), X=np.hstack([problem.X, column]))
