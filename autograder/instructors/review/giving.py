"""Give a comment or points to a group, and refuse what would lose somebody's words.

Whoever gives says which members they saw, and in which state. If the group is no longer that, for
whatever reason, nothing is written and the answer says what has changed, by name.
"""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from msgspec import Struct, structs

from autograder.course.folders import CourseError
from autograder.findings import text
from autograder.gradebook.by_hand import ByHand, Change
from autograder.instructors.review.answers import Answer, ClassAnswers, Question
from autograder.instructors.review.bank import as_said, keep_comment
from autograder.instructors.review.groups import Group, groups_of, title_of
from autograder.instructors.review.offers import own_words
from autograder.instructors.review.seen import (
    Given,
    Mark,
    Refused,
    group_seen,
    must_be_points,
)
from autograder.instructors.review.store import Place
from autograder.instructors.review.writing import GiftWriter

if TYPE_CHECKING:
    from autograder.instructors.review.load import AnswerReader

# What to do with members to whom a person gave something before: say who they are, leave them as
# they are, or give it to them, too.
Over = Literal["ask", "keep", "replace"]


class Gift(Struct, frozen=True, forbid_unknown_fields=True):
    """What is to be given: to which group, as it was seen (`members`: etags by student)."""

    notebook: str
    cell: str
    members: dict[str, str]
    comment: str = ""
    points: float | None = None
    over: Over = "ask"


class GiftToMany(Struct, frozen=True, forbid_unknown_fields=True):
    """What is to be given to several groups of a question at once, each as it was seen."""

    notebook: str
    cell: str
    groups: tuple[dict[str, str], ...]
    comment: str = ""
    points: float | None = None
    over: Over = "ask"

    @property
    def to_one(self) -> Gift:
        """The same for one group, whose members are not said."""
        return Gift(self.notebook, self.cell, {}, self.comment, self.points, self.over)


class OfferToGroup(Struct, frozen=True, forbid_unknown_fields=True):
    """A comment that was offered to a group, as it was seen: `key` is that of the group."""

    notebook: str
    cell: str
    key: str
    comment: str


class Offers(Struct, frozen=True, forbid_unknown_fields=True):
    """Comments that were offered, each for a group of its own."""

    groups: tuple[OfferToGroup, ...]


class Giver:
    """Gives to the groups of one assignment."""

    def __init__(self, reader: "AnswerReader", writer: GiftWriter) -> None:
        self._reader, self._writer = reader, writer
        self._root: Path = reader.course.root

    def give(self, gift: Gift) -> Given:
        """Give it to all members at once; raises Refused."""
        return self._give(gift, [gift.members])

    def give_many(self, gift: GiftToMany) -> Given:
        """Give it to all members of several groups, or to nobody; raises Refused."""
        if not gift.groups:
            raise Refused("invalid", text("review.no-group"))
        return self._give(gift.to_one, gift.groups)

    def _give(self, gift: Gift, seen: Sequence[Mapping[str, str]]) -> Given:
        found = self._reader.answers()
        question = found.question((gift.notebook, gift.cell))
        if question is None:
            raise Refused("changed", text("review.no-question"))
        _must_be_valid(gift, question)
        groups = [group_seen(found, question, each) for each in seen]
        members = tuple({m.student: m for group in groups for m in group.members}.values())
        _must_take_comments(gift, members)
        ours = self._writer.given_to(question.place)
        theirs = [each for each in members if _is_a_persons(each, gift, ours)]
        names = [each.student for each in theirs]
        if theirs and gift.over == "ask":
            said = text("review.by-hand", count=len(names), names=names)
            raise Refused("by-hand", said, names)
        left = names if gift.over == "keep" else []
        changes = [_change(each, gift) for each in members if each.student not in left]
        if not changes:
            raise Refused("invalid", text("review.nobody-left"))
        title = title_of(groups[0]) if len(groups) == 1 else text("review.several")
        self._writer.give([(question.place, title, changes)])
        return Given(len(changes), tuple(left), self._banked(gift, question, groups))

    def give_offered(self, offers: Offers) -> Given:
        """Give each group what was offered to it, to all groups or to none; raises Refused.

        Whoever has a comment already, of a person or of a group, keeps it.
        """
        if not offers.groups:
            raise Refused("invalid", text("review.no-group"))
        found = self._reader.answers()
        parts = []
        for offer, question, group in _groups_offered(found, offers):
            gift = Gift(offer.notebook, offer.cell, {}, offer.comment)
            _must_be_valid(gift, question)
            free = [each for each in group.members if not each.standing.by_hand.comment]
            _must_take_comments(gift, free)
            if free:
                changes = [_change(each, gift) for each in free]
                parts.append((gift, question, group, changes))
        if not parts:
            raise Refused("invalid", text("review.nobody-left"))
        gifts = [(each[1].place, title_of(each[2]), each[3]) for each in parts]
        self._writer.give(gifts, together=True)
        given = sum(len(changes) for *_, changes in parts)
        notes = [note for part in parts for note in self._banked(*part[:2], [part[2]])]
        return Given(given, notes=tuple(dict.fromkeys(notes)))

    def mark(self, mark: Mark, salt: str) -> Given:
        """Give one written answer its points and comment; raises Refused."""
        place = mark.notebook, mark.cell
        known = (each for each in self._reader.written(salt) if each.place == place)
        question = next(known, None)
        if question is None:
            raise Refused("changed", text("review.no-question"))
        must_be_points(mark.points, mark.comment, question.max_points)
        answer = next((each for each in question.answers if each.alias == mark.alias), None)
        if answer is None or answer.etag != mark.etag:
            raise Refused("changed", text("review.other-answer"))
        stands, said = answer.standing, as_said(mark.comment)
        if said and not stands.comment:
            raise Refused("invalid", text("review.no-comment-here"))
        after = ByHand(mark.points, said or None if stands.comment else None)
        with self._writer.alone():
            self._writer.put_one(stands, after)
        return Given(1, notes=self._keep(mark.cell, said, ""))

    def _banked(self, gift: Gift, question: Question, groups: Sequence[Group]) -> tuple[str, ...]:
        """Keep the comment for next time; what was given stays given if that fails."""
        said, mistake = as_said(gift.comment), groups[0].mistake if len(groups) == 1 else ""
        if mistake and said == own_words(groups[0], self._reader.words()):
            return ()  # they are offered in any case
        return self._keep(question.place[1], said, mistake)

    def _keep(self, question: str, said: str, mistake: str) -> tuple[str, ...]:
        if not said:
            return ()
        try:
            keep_comment(self._root, self._reader.assignment, question, said, mistake)
        except CourseError as error:
            return (str(error),)
        return ()


def _groups_offered(
    found: ClassAnswers, offers: Offers
) -> Iterator[tuple[OfferToGroup, Question, Group]]:
    """Yield each offer with its question and group; raises Refused if one is no longer there."""
    known: dict[Place, dict[str, Group]] = {}
    for offer in offers.groups:
        place = offer.notebook, offer.cell
        question = found.question(place)
        if question is None:
            raise Refused("changed", text("review.no-question"))
        if place not in known:
            known[place] = {group.key: group for group in groups_of(found, question)}
        group = known[place].get(offer.key)
        if group is None:
            raise Refused("changed", text("review.offers-changed"))
        yield offer, question, group


def _must_be_valid(gift: Gift, question: Question) -> None:
    if not as_said(gift.comment) and gift.points is None:
        raise Refused("invalid", text("review.nothing-given"))
    must_be_points(gift.points, gift.comment, question.max_points)


def _must_take_comments(gift: Gift, members: Sequence[Answer]) -> None:
    without = [each.student for each in members if not each.standing.comment]
    if as_said(gift.comment) and without:
        raise Refused("invalid", text("review.no-comment", names=without), without)


def _is_a_persons(answer: Answer, gift: Gift, ours: Mapping[str, ByHand]) -> bool:
    """Return whether what a person gave to this student alone would be written over."""
    has, known = answer.standing.by_hand, ours.get(answer.student, ByHand())
    points = gift.points is not None and has.points is not None and has.points != known.points
    comment = bool(as_said(gift.comment) and has.comment and has.comment != known.comment)
    return points or comment


def _change(answer: Answer, gift: Gift) -> Change:
    stands = answer.standing
    after = stands.by_hand
    if gift.points is not None:
        after = structs.replace(after, points=gift.points, waits=False)
    if as_said(gift.comment):
        after = structs.replace(after, comment=as_said(gift.comment))
    return Change(answer.student, stands.grade, stands.comment, stands.by_hand, after)
