"""Groups and questions as pages have them: with what was given, what is offered, their picture."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from autograder.findings import text
from autograder.gradebook.by_hand import ByHand
from autograder.instructors.review.answers import Answer, Question
from autograder.instructors.review.bank import Comment
from autograder.instructors.review.behaviour import Residual
from autograder.instructors.review.groups import Group, title_of
from autograder.instructors.review.offers import Offer
from autograder.instructors.review.store import Giving, given_to

_LEVELS = (0.02, 0.2, 0.5)  # of a residual's largest entry: how strongly a cell is coloured


@dataclass(frozen=True)
class Cell:
    """A cell of a residual's picture: its sign, 0 for none, and from 1 to 3 how strong it is."""

    sign: int
    level: int


@dataclass(frozen=True)
class ShownGroup:
    """A group on its page; `givings` are what was given to members and not taken back.

    `since` is the name that was learned for it after the class was graded, `called` its title in
    the language in force, and `variants` the letters of those that its members have.
    """

    number: int
    group: Group
    comments: tuple[Comment, ...] = ()
    givings: tuple[Giving, ...] = ()
    since: str = ""
    called: str = ""
    offer: Offer | None = None
    variants: tuple[str, ...] = ()

    @property
    def can_be_named(self) -> bool:
        """Whether a mistake can be made of it: nothing has a name for it, and there are values."""
        lost = self.group.kind in ("wrong", "alone") and self.group.by_values
        return lost and not self.named and not self.since

    @property
    def title(self) -> str:
        """What it is called."""
        return self.called or title_of(self.group)

    @property
    def named(self) -> bool:
        """Whether grading has a name for what its members do."""
        return bool(self.group.names)

    @property
    def waits(self) -> bool:
        """Whether a member that lost points has nothing from a person yet."""
        return self.group.waits

    @property
    def free(self) -> tuple[Answer, ...]:
        """The members without a comment: to whom goes what is offered."""
        return tuple(each for each in self.group.members if not each.standing.by_hand.comment)

    @property
    def kept(self) -> tuple[Answer, ...]:
        """The members who have a comment already, and keep it."""
        return tuple(each for each in self.group.members if each.standing.by_hand.comment)

    @property
    def members(self) -> str:
        """The members and their state, as JSON."""
        return json.dumps({each.student: each.etag for each in self.group.members})

    @property
    def by_hand(self) -> tuple[tuple[str, ByHand], ...]:
        """What a person gave to members, and no group was given: to whom, and what."""
        ours, found = given_to(self.givings), []
        for each in self.group.members:
            has, known = each.standing.by_hand, ours.get(each.student, ByHand())
            points = has.points if has.points != known.points else None
            comment = (has.comment if has.comment != known.comment else None) or None
            if points is not None or comment:
                found.append((each.student, ByHand(points, comment)))
        return tuple(found)

    @cached_property
    def picture(self) -> tuple[tuple[Cell, ...], ...]:
        """The residual as rows of cells, none without one."""
        return _cells(self.group.residual) if self.group.residual else ()


def _cells(residual: Residual) -> tuple[tuple[Cell, ...], ...]:
    most = float(abs(residual.numbers).max())
    return tuple(
        tuple(_cell(float(value) / most) for value in row) for row in residual.numbers.tolist()
    )


def _cell(share: float) -> Cell:
    level = sum(abs(share) > each for each in _LEVELS)
    return Cell((share > 0) - (share < 0) if level else 0, level)


@dataclass(frozen=True)
class ShownQuestion:
    """A question as the index has it; `number` is that of its page."""

    number: int
    question: Question
    groups: tuple[Group, ...]

    @property
    def wrong(self) -> tuple[Group, ...]:
        """The groups that lost points, or stand alone."""
        return tuple(each for each in self.groups if each.kind in ("wrong", "alone"))

    @property
    def right(self) -> int:
        """How many answers have all points."""
        return sum(len(g.members) for g in self.groups if g.kind in ("right", "doubtful"))

    @property
    def unnamed(self) -> int:
        """How many groups have no name."""
        return sum(not each.names for each in self.wrong)

    @property
    def waiting(self) -> int:
        """How many groups wait for a comment."""
        return sum(each.waits for each in self.groups)

    @property
    def compared(self) -> bool:
        """Whether values were compared in every group but those of the stub."""
        return all(each.by_values for each in self.groups if each.kind != "idle")

    @property
    def file(self) -> str:
        """The name of its page in a folder."""
        return f"question-{self.number}.html"


@dataclass(frozen=True)
class OfferedQuestion:
    """A question in which something is offered to `groups`."""

    question: Question
    groups: Sequence[ShownGroup]

    @property
    def size(self) -> int:
        """How many groups there are."""
        return len(self.groups)


def points_in_words(group: Group, most: float) -> str:
    """Return the points that the tests gave the members, of the most that there are."""
    low, high = group.points
    code = "review.points-same" if low == high else "review.points-range"
    return text(code, low=low, high=high, most=most)


def points(value: float) -> str:
    """Return a number of points in words: one point, and more points."""
    rounded = round(value, 2)
    return text("review.one-point" if rounded == 1 else "review.some-points", points=rounded)


def count(code: str, number: float, **values: object) -> str:
    """Return a text of the catalogue for so many, which has one of its own for a single one."""
    return text(f"{code}-one" if number == 1 else code, count=number, **values)
