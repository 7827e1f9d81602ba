"""What was seen of the student's function: calls that others can be given, and what came."""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from autograder.checks.calls import Outcome, copies_of
from autograder.grading.cases import Case
from autograder.grading.compare import same

Parts = tuple[NDArray[np.float64], ...]
Read = Callable[[Outcome], Parts | str]

# Others' rounding, too, may differ from the reference's.
_LEEWAY = 10.0


@dataclass(frozen=True)
class Seen:
    """One call: its arguments, what came of it by parts or in words, and how others' are read.

    `arguments` are for the reference, in double precision; `tolerance` is relative; `case` is there
    for a loss.
    """

    arguments: tuple[Any, ...]
    yours: Parts | str
    read: Read
    tolerance: float
    case: Case | None = None

    def of(self, function: Callable[..., Any]) -> Parts | str:
        """Return what comes of the same call of another function, one of the kit's own."""
        try:
            return self.read(Outcome(function(*copies_of(self.arguments))))
        except Exception as error:  # a mistake may well end in one
            return self.read(Outcome(error=error))

    def agrees(self, theirs: Parts | str, part: int) -> bool:
        """Return whether a part of what came of another function is as the student's."""
        return self.like(self.yours, theirs, part)

    def like(self, one: Parts | str, other: Parts | str, part: int) -> bool:
        """Return whether two functions' results of this call are alike in a part."""
        if isinstance(one, str) or isinstance(other, str):
            return _kind(one) == _kind(other)
        a, b = one[part], other[part]
        if a.size == b.size == 1:  # a number in an array of one entry is a number
            a, b = a.ravel(), b.ravel()
        if not (np.isfinite(a).all() and np.isfinite(b).all()):
            return bool(np.isfinite(a).all() == np.isfinite(b).all())
        return same(a, b, _LEEWAY * self.tolerance)

    def at_strength(self, factor: float) -> "Seen":
        """Return the same with other functions' regularization `factor` times as strong."""
        if self.case is None or factor == 1.0:
            return self
        return replace(self, arguments=(*self.arguments[:3], factor * self.case.reg))


def _kind(came: Parts | str) -> str:
    """Return words without what differs from call to call: numbers, and an error's message."""
    if not isinstance(came, str):
        return "parts"
    return re.sub(r"[\d\s(),]+", " ", came.split(":")[0])
