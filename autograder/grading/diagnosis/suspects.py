"""Who would have answered as the student did: the right function, and the wrong ones."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from autograder.grading.diagnosis.seen import Seen
from autograder.grading.mistakes.wrong import Wrong

Function = Callable[..., Any]


@dataclass(frozen=True)
class Match:
    """A wrong function, and the parts in which it answers as the student does."""

    wrong: Wrong
    parts: frozenset[int]

    @property
    def names(self) -> tuple[str, ...]:
        """The names of its mistakes."""
        return self.wrong.names


def agreeing_parts(seen: Sequence[Seen], function: Function, count: int) -> frozenset[int]:
    """Return the parts, of `count`, in which a function answers as the student on all calls."""
    alive = set(range(count))
    for each in seen:
        if not alive:
            break
        theirs = each.of(function)
        alive = {part for part in alive if each.agrees(theirs, part)}
    return frozenset(alive)


def matches(seen: Sequence[Seen], suspects: Iterable[Wrong], count: int) -> list[Match]:
    """Return those who agree with the student in some part."""
    found = []
    for wrong in suspects:
        parts = agreeing_parts(seen, wrong.function, count)
        if parts:
            found.append(Match(wrong, parts))
    return found


def only_in(part: int, found: Sequence[Match], fine: Sequence[Seen], count: int) -> tuple[str, ...]:
    """Return the names of the one mistake that explains a part and is not to be seen in others.

    `fine` are the calls with what the right function makes of them. If each that explains the part
    is to be seen in others, too, it may be any of those.
    """
    suspects = [match for match in found if part in match.parts]
    others = set(range(count)) - {part}
    pure = [
        match for match in suspects if others <= agreeing_parts(fine, match.wrong.function, count)
    ]
    return only(match.names for match in pure or suspects)


def only(found: Iterable[tuple[str, ...]]) -> tuple[str, ...]:
    """Return the names if there are no others, else none: a mistake is named when it is sure."""
    names = {tuple(sorted(each)) for each in found}
    return names.pop() if len(names) == 1 else ()
