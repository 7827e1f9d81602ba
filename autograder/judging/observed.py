"""What was seen of the student's function: calls that others can be given, and what came."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from autograder.findings import Code, Finding
from autograder.findings.outcome import Outcome, copies_of
from autograder.judging.compare import same
from autograder.judging.random_problems import Problem

Parts = tuple[NDArray[np.float64], ...]
Read = Callable[[Outcome], Parts | Finding]

# Others' rounding, too, may differ from the reference's.
_LEEWAY = 10.0


@dataclass(frozen=True)
class ObservedCall:
    """One call: its arguments, what came of it by parts or as a finding, and how others' are read.

    `arguments` are for the reference, in double precision; `tolerance` is relative; `problem` is
    there for a loss.
    """

    arguments: tuple[Any, ...]
    yours: Parts | Finding
    read: Read
    tolerance: float
    problem: Problem | None = None

    def of(self, function: Callable[..., Any]) -> Parts | Finding:
        """Return what comes of the same call of another function, one of the kit's own."""
        try:
            return self.read(Outcome(function(*copies_of(self.arguments))))
        except Exception as error:  # a mistake may well end in one
            return self.read(Outcome(error=error))

    def agrees(self, theirs: Parts | Finding, part: int) -> bool:
        """Return whether a part of what came of another function is as the student's."""
        return self.like(self.yours, theirs, part)

    def like(self, one: Parts | Finding, other: Parts | Finding, part: int) -> bool:
        """Return whether two functions' results of this call are alike in a part."""
        if isinstance(one, Finding) or isinstance(other, Finding):
            return _kind(one) == _kind(other)
        a, b = one[part], other[part]
        if a.size == b.size == 1:  # a number in an array of one entry is a number
            a, b = a.ravel(), b.ravel()
        if not (np.isfinite(a).all() and np.isfinite(b).all()):
            return bool(np.isfinite(a).all() == np.isfinite(b).all())
        return same(a, b, _LEEWAY * self.tolerance)

    def at_strength(self, factor: float) -> "ObservedCall":
        """Return the same with other functions' regularization `factor` times as strong."""
        if self.problem is None or factor == 1.0:
            return self
        return replace(self, arguments=(*self.arguments[:3], factor * self.problem.reg))


def _kind(came: Parts | Finding) -> object:
    """Return a finding without what differs from call to call: numbers, and an error's message."""
    if not isinstance(came, Finding):
        return "parts"
    parts = [each for each in came.values.values() if isinstance(each, Finding)]
    return came.code, came.values.get("kind"), [_kind(part) for part in parts if _says_what(part)]


def _says_what(part: Finding) -> bool:
    """Return whether a part tells what came, and not where: another line does as well."""
    return part.code != Code.PLACE
