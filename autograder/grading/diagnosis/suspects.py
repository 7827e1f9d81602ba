"""Who would have answered as the student did: the right function, and the wrong ones."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from autograder.grading.diagnosis.seen import Parts, Seen

Function = Callable[..., Any]
Names = tuple[str, ...]


class Line:
    """The calls that were seen, to compare functions with; each function is called once for each.

    `count` is the number of parts of a result, 0 if there never was one. Small calls with
    regularization come first: they tell most functions apart, at once.
    """

    def __init__(self, seen: Sequence[Seen]) -> None:
        self._seen = sorted(seen, key=_cost)
        self._came: dict[tuple[int, int], Parts | str] = {}
        parts = [each.yours for each in seen if not isinstance(each.yours, str)]
        self.count = max(map(len, parts), default=0)

    def agrees(self, function: Function, parts: Iterable[int]) -> bool:
        """Return whether a function answers as the student did, in these parts of all calls."""
        wanted = tuple(parts)
        return all(
            each.agrees(self._of(function, k), part)
            for k, each in enumerate(self._seen)
            for part in wanted
        )

    def alike(self, one: Function, other: Function, part: int) -> bool:
        """Return whether two functions answer alike in a part of all calls."""
        return all(
            each.like(self._of(one, k), self._of(other, k), part)
            for k, each in enumerate(self._seen)
        )

    def _of(self, function: Function, k: int) -> Parts | str:
        key = id(function), k
        if key not in self._came:
            self._came[key] = self._seen[k].of(function)
        return self._came[key]


def _cost(seen: Seen) -> tuple[bool, int]:
    case = seen.case
    return (not case.reg, case.X.shape[0] * case.W.shape[1]) if case else (True, 0)


def only(found: Iterable[Names]) -> Names:
    """Return the names if there are no others, else none: a mistake is named when it is sure."""
    names = {tuple(sorted(each)) for each in found}
    return names.pop() if len(names) == 1 else ()
