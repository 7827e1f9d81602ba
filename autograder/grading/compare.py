"""Compare results with the reference, within what rounding allows."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from autograder.grading.cases import Case

# A wrong value that is a multiple of the right one on every input, and what that looks like.
MULTIPLES: tuple[tuple[float, str], ...] = (
    (0.0, "it is 0 on every input: has it been written?"),
    (-1.0, "it has the wrong sign"),
    (2.0, "it is twice too large"),
    (0.5, "it is half of what it should be"),
)


@dataclass(frozen=True)
class Pair:
    """The student's and the reference's value (a number or an array) on one case."""

    case: Case
    yours: NDArray[Any]
    right: NDArray[Any]

    @property
    def agree(self) -> bool:
        """Whether the two are the same within the case's tolerance."""
        return same(self.yours, self.right, self.case.tolerance)


def same(a: ArrayLike, b: ArrayLike, tolerance: float, least: float = 1e-3) -> bool:
    """Return whether two arrays differ by at most `tolerance` times the larger one's size.

    The size is the largest entry, at least `least`: small entries beside large ones need not have
    all their digits. False when either holds nan or inf.
    """
    left, right = np.asarray(a, dtype=np.float64), np.asarray(b, dtype=np.float64)
    if left.shape != right.shape or not (np.isfinite(left).all() and np.isfinite(right).all()):
        return False
    size = max(float(np.abs(left).max(initial=0.0)), float(np.abs(right).max(initial=0.0)), least)
    return bool(np.abs(left - right).max(initial=0.0) <= tolerance * size)
