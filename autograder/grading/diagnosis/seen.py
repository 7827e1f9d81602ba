"""What was seen of the student's function: calls that others can be given, and what came."""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from autograder.checks.calls import Outcome, attempt, copies_of
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
        """Return what comes of the same call of another function."""
        with np.errstate(all="ignore"):
            return self.read(attempt(function, *copies_of(self.arguments)))

    def agrees(self, theirs: Parts | str, part: int) -> bool:
        """Return whether a part of what came of another function is as the student's."""
        if isinstance(self.yours, str) or isinstance(theirs, str):
            return self._kind(self.yours) == self._kind(theirs)
        mine, other = self.yours[part], theirs[part]
        if not (np.isfinite(mine).all() and np.isfinite(other).all()):
            return bool(np.isfinite(mine).all() == np.isfinite(other).all())
        return same(mine, other, _LEEWAY * self.tolerance)

    def at_strength(self, factor: float) -> "Seen":
        """Return the same with other functions' regularization `factor` times as strong."""
        if self.case is None or factor == 1.0:
            return self
        return replace(self, arguments=(*self.arguments[:3], factor * self.case.reg))

    @staticmethod
    def _kind(came: Parts | str) -> str:
        """Return words without what differs from call to call: numbers, and an error's message."""
        if not isinstance(came, str):
            return "parts"
        return re.sub(r"[\d\s(),]+", " ", came.split(":")[0])
