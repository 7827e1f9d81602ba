"""What a person gave by hand to one cell of a student's, and what is to be given instead."""

from dataclasses import dataclass

from msgspec import Struct, structs


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

    def stands_in(self, now: ByHand) -> bool:
        """Return whether what was given is still there."""
        gave = self.gave
        return gave.points in (None, now.points) and gave.comment in (None, now.comment)

    def back_from(self, now: ByHand) -> "Change":
        """Return the change back: of what was given alone, all else stays as it is `now`."""
        gave, after = self.gave, now
        if gave.points is not None:
            after = structs.replace(after, points=self.before.points, waits=self.before.waits)
        if gave.comment is not None:
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
