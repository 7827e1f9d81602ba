"""What a person gave by hand to one cell of a student's, and what is to be given instead."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Literal

from msgspec import Struct, structs

Kind = Literal["points", "comment"]
KINDS: tuple[Kind, ...] = ("points", "comment")


class ByHand(Struct, frozen=True):
    """Points and comment of a person, None where there are none; `waits` for one to look."""

    points: float | None = None
    comment: str | None = None
    waits: bool = False


class Change(Struct, frozen=True):
    """A student's cell: rows of its grade and comment ('' without one), what was, what is to be."""

    student: str
    grade: str
    comment: str
    before: ByHand
    after: ByHand

    @property
    def gave(self) -> ByHand:
        """What was given, None for what stayed as a person or another change had left it."""
        before, after = self.before, self.after
        points = (before.points, before.waits) != (after.points, after.waits)
        comment = before.comment != after.comment
        return ByHand(after.points if points else None, after.comment if comment else None)

    @property
    def kinds(self) -> tuple[Kind, ...]:
        """Which of points and comment were given."""
        return tuple(kind for kind in KINDS if getattr(self.gave, kind) is not None)

    def stands_in(self, now: ByHand, kind: Kind) -> bool:
        """Return whether the points, or the comment, that were given are still there."""
        return bool(getattr(self.gave, kind) == getattr(now, kind))

    def is_back_in(self, now: ByHand, kind: Kind) -> bool:
        """Return whether what was there before is there again."""
        return bool(getattr(self.before, kind) == getattr(now, kind))

    def back_from(self, now: ByHand, kinds: Collection[Kind]) -> "Change":
        """Return the change back: of what was given in these kinds, all else stays as it is `now`.

        Work that was graded anew since waits for a person, whatever was there before.
        """
        after = now
        if "points" in kinds:
            waits = self.before.waits or now.waits
            after = structs.replace(after, points=self.before.points, waits=waits)
        if "comment" in kinds:
            after = structs.replace(after, comment=self.before.comment)
        return Change(self.student, self.grade, self.comment, now, after)


@dataclass(frozen=True)
class Standing:
    """A student's cell in the gradebook: its rows, the test's points, what a person gave."""

    student: str
    grade: str
    comment: str
    tests: float | None
    by_hand: ByHand
