"""Hidden inputs: random problems of many shapes, none of them at a kink of the hinge."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

# Margins closer to 0 than this could change sign by rounding in float32, for right code too.
_CLEARANCE = 1e-3


@dataclass(frozen=True)
class Case:
    """One input of a loss function, with a name that a message can use.

    W (D, C) and X (N, D) of one float type, y (N,) int64, reg >= 0.
    """

    label: str
    W: NDArray[Any]
    X: NDArray[Any]
    y: NDArray[np.int64]
    reg: float = 0.0

    @property
    def tolerance(self) -> float:
        """The relative error that right code may have on this input."""
        return 1e-3 if self.X.dtype == np.float32 else 1e-5

    def but(self, **changes: Any) -> "Case":  # noqa: ANN401 - the dataclass's own fields
        """Return the case with some fields changed."""
        return replace(self, **changes)


def draw_cases(rng: np.random.Generator) -> list[Case]:
    """Return cases that tell N, D and C apart; C is never 10 and reg is 0."""
    small = int(rng.integers(5, 8))
    return [
        draw(rng, "a small problem", small, 4, 3),
        draw(rng, "N = 1", 1, int(rng.integers(3, 7)), 4),
        draw(rng, "two classes", int(rng.integers(6, 10)), 3, 2),
        draw(rng, "more classes than examples", 4, int(rng.integers(5, 8)), 11),
        draw(rng, "more examples than features", 17, int(rng.integers(5, 9)), 7),
        draw(rng, "more features than examples", 5, 40, 6),
        one_class(draw(rng, "all examples of one class", 6, 5, 4)),
        as_float32(draw(rng, "float32", 8, 6, 5)),
    ]


def draw(rng: np.random.Generator, label: str, N: int, D: int, C: int) -> Case:
    """Return a random case with scores of a few units that no right code can disagree on.

    It is redrawn until no margin is near 0 and some margin is violated: a hinge loss of 0 would
    let many a wrong one pass.
    """
    while True:
        X = rng.normal(size=(N, D))
        W = rng.normal(size=(D, C)) * (1.5 / np.sqrt(D))
        y = rng.integers(0, C, size=N, dtype=np.int64)
        if _clear_of_kinks(W, X) and _violates(W, X, y):
            return Case(label, W, X, y)


def _clear_of_kinks(W: NDArray[Any], X: NDArray[Any]) -> bool:
    """Return whether all differences of scores keep away from 1, whichever class is true."""
    scores = X @ W
    gaps = np.abs(np.abs(scores[:, :, None] - scores[:, None, :]) - 1.0)
    return bool(gaps.min() > _CLEARANCE)


def _violates(W: NDArray[Any], X: NDArray[Any], y: NDArray[np.int64]) -> bool:
    """Return whether some wrong class comes within 1 of the true one."""
    scores = X @ W
    margins = scores - np.take_along_axis(scores, y[:, np.newaxis], axis=1) + 1.0
    np.put_along_axis(margins, y[:, np.newaxis], 0.0, axis=1)
    return bool(margins.max() > 0)


def one_class(case: Case) -> Case:
    """Return the case with every example in the class of the first."""
    return case.but(y=np.full_like(case.y, case.y[0]))


def as_float32(case: Case) -> Case:
    """Return the case with W and X in single precision."""
    return case.but(W=case.W.astype(np.float32), X=case.X.astype(np.float32))


def with_shifts(case: Case, shifts: Sequence[float] | NDArray[Any]) -> Case:
    """Return the case with one more feature that adds shifts[i] to every score of row i."""
    column = np.asarray(shifts, dtype=case.X.dtype).reshape(-1, 1)
    ones = np.ones((1, case.W.shape[1]), dtype=case.W.dtype)
    return case.but(W=np.vstack([case.W, ones]), X=np.hstack([case.X, column]))
