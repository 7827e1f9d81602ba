"""The group that a page has seen, or what has changed since; and what became of a request."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from msgspec import Struct

from autograder.findings import text
from autograder.instructors.review.answers import ClassAnswers, Question
from autograder.instructors.review.groups import Group, groups_of
from autograder.instructors.review.offers import LONGEST

Why = Literal["invalid", "changed", "by-hand", "busy"]


class Refused(Exception):  # noqa: N818 - what became of it
    """Nothing was written: why, in words, and whom it is about."""

    def __init__(self, why: Why, said: str, students: Sequence[str] = ()) -> None:
        super().__init__(said)
        self.why, self.students = why, tuple(students)


@dataclass(frozen=True)
class Given:
    """What was given or taken back: to how many; `left` are those who keep what they had.

    `notes` say what else is to be known.
    """

    count: int
    left: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


class Mark(Struct, frozen=True, forbid_unknown_fields=True):
    """Points and a comment for one written answer, as it was seen; `alias` says whose it is."""

    notebook: str
    cell: str
    alias: str
    etag: str
    points: float
    comment: str = ""


def group_seen(found: ClassAnswers, question: Question, seen: Mapping[str, str]) -> Group:
    """Return the group that was seen; raises Refused, with what has changed, if it is another."""
    gone = [each for each in seen if each not in question.answers]
    other = [
        each
        for each, etag in seen.items()
        if each in question.answers and question.answers[each].etag != etag
    ]
    groups = [
        group for group in groups_of(found, question) if not seen.keys().isdisjoint(group.students)
    ]
    joined = [name for group in groups for name in group.students if name not in seen]
    parts = (
        ("review.other", other),
        ("review.gone", gone),
        ("review.joined", joined),
        ("review.apart", list(seen) if len(groups) > 1 else []),
    )
    said = [text(code, names=names, count=len(names)) for code, names in parts if names]
    if said or not groups:
        names = dict.fromkeys((*other, *gone, *joined))
        raise Refused("changed", " ".join([*said, text("review.reload")]), tuple(names))
    return groups[0]


def must_be_points(points: float | None, comment: str, most: float) -> None:
    """Raise Refused for points that a question doesn't have, or an endless comment."""
    if len(comment) > LONGEST:
        raise Refused("invalid", text("review.too-long", most=LONGEST))
    if points is not None and not 0.0 <= points <= most:
        raise Refused("invalid", text("review.points", most=most))
