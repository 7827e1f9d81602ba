"""A second grader of written answers, blind to the first, and how the two settle what stands.

The second's points are kept in the review's own file; the gradebook has the first's until the two
have settled something else, and then in the way of all that is given.
"""

from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING, Literal

from msgspec import Struct, structs

from autograder.findings import text
from autograder.gradebook.by_hand import ByHand
from autograder.instructors.review.agreement import Pair, agreements_of
from autograder.instructors.review.answers import WrittenAnswer, WrittenQuestion
from autograder.instructors.review.bank import as_said
from autograder.instructors.review.seen import Given, Mark, Refused, must_be_points
from autograder.instructors.review.shown import points as in_words
from autograder.instructors.review.store import (
    Place,
    ReviewStore,
    SecondMark,
    SecondMarks,
    Settlement,
)
from autograder.instructors.review.writing import GiftWriter

if TYPE_CHECKING:
    from autograder.instructors.review.load import AnswerReader


class Settle(Struct, frozen=True, forbid_unknown_fields=True):
    """Whose points are to stand for an answer of both, as it was seen; or other `points`.

    `over` says whether to replace what the first gave, or to say first that it would be.
    """

    notebook: str
    cell: str
    alias: str
    etag: str
    whose: Literal["first", "second", "other"]
    points: float | None = None
    over: Literal["ask", "replace"] = "ask"


class Unsettle(Struct, frozen=True, forbid_unknown_fields=True):
    """An answer that the first's points are to stand for again."""

    notebook: str
    cell: str
    alias: str
    etag: str


def as_second(question: WrittenQuestion, marks: SecondMarks) -> WrittenQuestion:
    """Return a question as the second grader sees it: with their own points and no others."""
    place = question.place
    answers = (_as_second(each, marks.get((place, each.student))) for each in question.answers)
    return replace(question, answers=tuple(answers))


def _as_second(answer: WrittenAnswer, mark: SecondMark | None) -> WrittenAnswer:
    by_hand = ByHand()
    if mark is not None:
        by_hand = ByHand(mark.points, mark.comment or None, mark.answer != answer.text)
    # Not as the first has made it: whether they graded an empty answer is theirs to know.
    begun = mark is not None or answer.standing.tests is None
    return replace(answer, begun=begun, standing=replace(answer.standing, by_hand=by_hand))


class SecondGrader:
    """Keeps what a second grader gives, and writes what two have settled."""

    def __init__(self, reader: "AnswerReader", store: ReviewStore, writer: GiftWriter) -> None:
        self._reader, self._store, self._writer = reader, store, writer

    def written(self, salt: str) -> tuple[WrittenQuestion, ...]:
        """Return the questions as the second grader sees them."""
        marks = self._marks()
        return tuple(as_second(each, marks) for each in self._reader.written(salt))

    def mark(self, mark: Mark, salt: str) -> Given:
        """Keep the second grader's points and comment for an answer; raises Refused."""
        with self._writer.alone():  # the two must not settle in between
            return self._mark(mark, salt)

    def _mark(self, mark: Mark, salt: str) -> Given:
        place = mark.notebook, mark.cell
        question = _question(self._reader.written(salt), place)
        must_be_points(mark.points, mark.comment, question.max_points)
        answer = next((each for each in question.answers if each.alias == mark.alias), None)
        before = self._marks().get((place, answer.student)) if answer else None
        if answer is None or _as_second(answer, before).etag != mark.etag:
            raise Refused("changed", text("review.other-answer"))
        if before and before.answer == answer.text and Pair(answer, before).settlement:
            raise Refused("changed", text("two-graders.is-settled"))
        after = SecondMark(answer.text, mark.points, as_said(mark.comment))
        self._swap((place, answer.student), before, after)
        return Given(1)

    def settle(self, settle: Settle, salt: str) -> Given:
        """Let points stand for an answer that both have graded; raises Refused."""
        with self._writer.alone():
            return self._settle(settle, salt)

    def _settle(self, settle: Settle, salt: str) -> Given:
        place = settle.notebook, settle.cell
        pair, most = self._seen(place, settle.alias, settle.etag, salt)
        if pair.settlement:
            raise Refused("changed", text("two-graders.is-settled"))
        chosen = {"first": pair.first, "second": pair.second.points, "other": settle.points}
        points = chosen[settle.whose]
        if points is None:
            raise Refused("invalid", text("two-graders.no-points"))
        must_be_points(points, "", most)
        if points != pair.first and settle.over == "ask":
            given = {"first": in_words(pair.first), "points": in_words(points)}
            said = text("two-graders.over", **given)
            raise Refused("by-hand", said)
        after = structs.replace(pair.second, settled=Settlement(pair.first, points))
        whose = place, pair.answer.student
        # Noted first, as the first's points are then nowhere else; void until the gradebook has it.
        self._swap(whose, pair.second, after)
        try:
            self._stand(pair, points)
        except Exception:
            self._swap(whose, after, pair.second)
            raise
        return Given(1)

    def unsettle(self, unsettle: Unsettle, salt: str) -> Given:
        """Let what the first gave stand again; raises Refused."""
        place = unsettle.notebook, unsettle.cell
        with self._writer.alone():
            pair, _ = self._seen(place, unsettle.alias, unsettle.etag, salt)
            if not pair.settlement:
                raise Refused("changed", text("two-graders.not-settled"))
            self._stand(pair, pair.first)
            # Only now: until then the note alone has what the first gave.
            after = structs.replace(pair.second, settled=None)
            self._swap((place, pair.answer.student), pair.second, after)
        return Given(1)

    def _seen(self, place: Place, alias: str, etag: str, salt: str) -> tuple[Pair, float]:
        """Return the pair that a page has seen, and the question's points; raises Refused."""
        question = _question(self._reader.written(salt), place)
        (agreement,) = agreements_of([question], self._marks())
        for pair in agreement.pairs:
            if pair.answer.alias == alias and pair.etag == etag:
                return pair, question.max_points
        raise Refused("changed", text("review.other-answer"))

    def _stand(self, pair: Pair, points: float) -> None:
        """Let points stand in the gradebook; raises Refused."""
        stands = pair.answer.standing
        if stands.by_hand.points != points:
            self._writer.put_one(stands, structs.replace(stands.by_hand, points=points))

    def _swap(self, whose: tuple[Place, str], before: SecondMark | None, after: SecondMark) -> None:
        if not self._store.swap_second_mark(self._reader.assignment, whose, before, after):
            raise Refused("changed", text("review.other-answer"))

    def _marks(self) -> SecondMarks:
        return self._store.second_marks(self._reader.assignment)


def _question(questions: Iterable[WrittenQuestion], place: Place) -> WrittenQuestion:
    for each in questions:
        if each.place == place:
            return each
    raise Refused("changed", text("review.no-question"))
