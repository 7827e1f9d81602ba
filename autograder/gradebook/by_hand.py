"""What a person gave by hand to one cell of a student's, and what is to be given instead."""

from dataclasses import dataclass

from msgspec import Struct


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

    def reversed(self) -> "Change":
        """Return the change back."""
        return Change(self.student, self.grade, self.comment, self.after, self.before)


@dataclass(frozen=True)
class Standing:
    """A student's cell in the gradebook: its rows, the test's points, what a person gave."""

    student: str
    grade: str
    comment: str
    tests: float | None
    by_hand: ByHand
