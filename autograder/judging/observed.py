"""What was seen of the student's function: calls that others can be given, to compare them."""

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from autograder.findings import Code, Finding
from autograder.findings.outcome import Outcome, copies_of
from autograder.judging.compare import largest, same
from autograder.judging.random_problems import Problem

Function = Callable[..., Any]
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
        finite = math.isfinite(largest(a)), math.isfinite(largest(b))
        return same(a, b, _LEEWAY * self.tolerance) if all(finite) else finite[0] == finite[1]

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
    return part.code != Code.PLACE and not part.code.startswith("hint-")


class Comparison:
    """The calls that were seen, to compare functions with; each function is called once for each.

    `count` is the number of parts of a result, 0 if there never was one; `numbers` that of calls
    whose results are finite. Small calls with
    regularization come first, as they tell most functions apart; then always the one that has just
    told two apart, as it mostly does so again.
    """

    def __init__(self, seen: Sequence[ObservedCall]) -> None:
        self._seen = sorted(seen, key=_cost)
        self._order = list(range(len(seen)))
        self._came: dict[tuple[Function, int], Parts | Finding] = {}
        parts = [each.yours for each in seen if not isinstance(each.yours, Finding)]
        self.count = max(map(len, parts), default=0)
        self.numbers = sum(all(np.isfinite(part).all() for part in each) for each in parts)

    def agrees(self, function: Function, parts: Iterable[int]) -> bool:
        """Return whether a function answers as the student did, in these parts of all calls."""
        wanted = tuple(parts)
        return self._in_all(
            lambda call: all(self.agrees_in(function, part, call) for part in wanted)
        )

    def alike(self, one: Function, other: Function, part: int) -> bool:
        """Return whether two functions answer alike in a part of all calls."""
        return self._in_all(lambda call: self.alike_in(one, other, part, call))

    def agrees_in(self, function: Function, part: int, call: int) -> bool:
        """Return the same for a part of one call, by its number."""
        return self._seen[call].agrees(self._of(function, call), part)

    def alike_in(self, one: Function, other: Function, part: int, call: int) -> bool:
        """Return the same for a part of one call, by its number."""
        return self._seen[call].like(self._of(one, call), self._of(other, call), part)

    def first_of_each(self) -> list[int]:
        """Return the first call with regularization, and the first one without, where there are."""
        by_kind: dict[bool, int] = {}
        for call, each in enumerate(self._seen):
            by_kind.setdefault(bool(each.problem and each.problem.reg), call)
        return list(by_kind.values())

    def _in_all(self, holds: Callable[[int], bool]) -> bool:
        for place, call in enumerate(self._order):
            if not holds(call):
                self._order.insert(0, self._order.pop(place))
                return False
        return True

    def _of(self, function: Function, call: int) -> Parts | Finding:
        key = function, call
        if key not in self._came:
            self._came[key] = self._seen[call].of(function)
        return self._came[key]


def _cost(seen: ObservedCall) -> tuple[bool, int]:
    problem = seen.problem
    return (not problem.reg, problem.X.shape[0] * problem.W.shape[1]) if problem else (True, 0)
