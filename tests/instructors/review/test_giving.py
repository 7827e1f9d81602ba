"""What is given to a group reaches every member, can be taken back, and writes over nobody."""

import json
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from typing import Any

import pytest
from msgspec import structs

from autograder.batch.lock import lock_course
from autograder.gradebook.course import Course
from autograder.instructors.review.bank import read_comments
from autograder.instructors.review.families import families_of
from autograder.instructors.review.giving import Gift, GiftToMany, Giver
from autograder.instructors.review.groups import groups_of
from autograder.instructors.review.load import AnswerReader
from autograder.instructors.review.seen import Refused
from autograder.instructors.review.server import Review
from autograder.instructors.review.shown import ShownGroup
from autograder.instructors.review.store import ReviewStore
from autograder.instructors.review.writing import GiftWriter
from tests.instructors.reports.class_report.made import ASSIGNMENT, FACETS, MadeClass

STUDENTS = ("ada", "ben", "cyd")
TESTS = sum(FACETS.values()) - FACETS["loss"]
Hand = tuple[float | None, str | None]
NOTHING: Hand = (None, None)


@pytest.fixture(autouse=True)
def three(made: MadeClass) -> None:
    """Let three students make the same mistake, and a fourth none."""
    for student in STUDENTS:
        made.grade(student, ["loss"])
    made.grade("dan")


def seen(review: Review, student: str = "ada", **more: Any) -> Gift:
    """Return a gift to a student's group, as the page has it now."""
    found = review.reader.answers()
    (question,) = found.questions
    group = next(each for each in groups_of(found, question) if student in each.students)
    members = {each.student: each.etag for each in group.members}
    given = {"comment": "Divide by N.", **more}
    return Gift(*question.place, members, **given)


def by_hand(made: MadeClass) -> dict[str, Hand]:
    """Return what nbgrader's own API has of points and comments given by hand."""
    found = {}
    with made.gradebook() as book:
        for student in (*STUDENTS, "dan"):
            grade = book.find_grade("f-tests", "p1", ASSIGNMENT, student)
            comment = book.find_comment("f", "p1", ASSIGNMENT, student)
            found[student] = grade.manual_score, comment.manual_comment
    return found


def put(made: MadeClass, student: str, points: float | None, comment: str | None) -> None:
    """Give a student something alone, as the formgrader does."""
    with made.gradebook() as book:
        book.find_grade("f-tests", "p1", ASSIGNMENT, student).manual_score = points
        book.find_comment("f", "p1", ASSIGNMENT, student).manual_comment = comment
        book.db.commit()


def refused(review: Review, gift: Gift) -> Refused:
    """Return why a gift is refused."""
    with pytest.raises(Refused) as why:
        review.giver.give(gift)
    return why.value


def test_all_members_and_nobody_else(made: MadeClass, review: Review) -> None:
    """Do all members have comment and points, in nbgrader's gradebook, and the others nothing?"""
    assert review.giver.give(seen(review, points=5.0)).count == 3
    given: Hand = (5.0, "Divide by N.")
    assert by_hand(made) == {**dict.fromkeys(STUDENTS, given), "dan": NOTHING}
    with made.gradebook() as book:
        assert book.find_submission_notebook("p1", ASSIGNMENT, "ada").score == 5.0
        assert book.find_grade("f-tests", "p1", ASSIGNMENT, "ada").auto_score == TESTS


@pytest.mark.parametrize("given", [{"points": 4.0, "comment": ""}, {"comment": "Read again."}])
def test_one_of_both(made: MadeClass, review: Review, given: dict[str, Any]) -> None:
    """Does a comment alone leave the points, and do points alone leave the comment?"""
    review.giver.give(seen(review, **given))
    expected = (given.get("points"), given["comment"] or None)
    assert by_hand(made)["ben"] == expected


def test_taken_back(made: MadeClass, review: Review, store: ReviewStore) -> None:
    """Is all as it was once it is taken back, once, also when two gifts lie on each other?"""
    review.giver.give(seen(review))
    first = by_hand(made)
    review.giver.give(seen(review, comment="Another.", points=1.0))
    second, earlier = (each.number for each in store.givings(ASSIGNMENT))
    review.writer.take_back(second)
    assert by_hand(made) == first
    review.writer.take_back(earlier)
    assert by_hand(made) == dict.fromkeys((*STUDENTS, "dan"), NOTHING)
    with pytest.raises(Refused):
        review.writer.take_back(earlier)


@pytest.mark.parametrize("comment", ["\u200b", "\ufeff\n", "\x00", "\u3164"])
def test_a_comment_that_nobody_sees_is_none(made: MadeClass, review: Review, comment: str) -> None:
    """Is nothing given that students would see as an empty comment?"""
    assert refused(review, seen(review, comment=comment)).why == "invalid"
    review.giver.give(seen(review, comment="\x00Divide.\x07", points=2.0))
    assert by_hand(made)["ada"] == (2.0, "Divide.")


def test_what_was_changed_since_stays(made: MadeClass, review: Review, store: ReviewStore) -> None:
    """Does taking back leave, and name, whom a person gave something else since?"""
    review.giver.give(seen(review))
    put(made, "ben", None, "Mine.")
    done = review.writer.take_back(store.givings(ASSIGNMENT)[0].number)
    assert (done.count, done.left) == (2, ("ben",))
    assert "ben" in done.notes[0]
    assert by_hand(made)["ben"] == (None, "Mine.")
    assert by_hand(made)["ada"] == NOTHING


@pytest.mark.parametrize("before", [(2.0, None), (None, "Mine."), (2.0, "Mine.")])
def test_a_persons_words_are_asked_for(made: MadeClass, review: Review, before: Hand) -> None:
    """Is what a person gave to one alone named before, left if so wished, and replaced if so?"""
    put(made, "ben", *before)
    gift = seen(review, points=5.0)
    why = refused(review, gift)
    assert (why.why, why.students) == ("by-hand", ("ben",))
    assert "ben" in str(why)
    assert by_hand(made)["ada"] == NOTHING
    done = review.giver.give(seen(review, points=5.0, over="keep"))
    assert (done.count, done.left) == (2, ("ben",))
    assert by_hand(made)["ben"] == before
    review.giver.give(seen(review, comment="For all.", points=4.0, over="replace"))
    assert set(by_hand(made).values()) == {(4.0, "For all."), NOTHING}


def test_a_groups_words_are_not_a_persons(made: MadeClass, review: Review) -> None:
    """Can a second comment to the group replace its first without a question?"""
    review.giver.give(seen(review))
    assert review.giver.give(seen(review, comment="Better.")).count == 3
    assert by_hand(made)["cyd"] == (None, "Better.")


@pytest.mark.parametrize(
    ("persons", "first", "then"),
    [
        ((None, "Mine."), {"points": 4.0, "comment": ""}, {"comment": "For all."}),
        ((2.0, None), {"comment": "For all."}, {"points": 4.0, "comment": ""}),
    ],
)
def test_a_persons_words_beside_a_groups(
    made: MadeClass, review: Review, persons: Hand, first: dict[str, Any], then: dict[str, Any]
) -> None:
    """Does what a person gave stay theirs when the group got the other of points and comment?"""
    put(made, "ben", *persons)
    review.giver.give(seen(review, **first))
    before = by_hand(made)
    assert refused(review, seen(review, **then)).students == ("ben",)
    assert by_hand(made) == before


def test_points_and_comment_are_taken_back_apart(
    made: MadeClass, review: Review, store: ReviewStore
) -> None:
    """Can a comment be taken back while points that came later stay, and is each told alone?"""
    review.giver.give(seen(review))
    review.giver.give(seen(review, points=1.0, comment=""))
    points, comment = store.givings(ASSIGNMENT)
    assert (points.gave.comment, comment.gave.points) == (None, None)
    done = review.writer.take_back(comment.number)
    assert (done.count, done.left) == (3, ())
    assert by_hand(made)["ada"] == (1.0, None)
    review.writer.take_back(points.number)
    assert by_hand(made)["ada"] == NOTHING


def test_the_later_gift_is_taken_back_first(
    made: MadeClass, review: Review, store: ReviewStore
) -> None:
    """Is a gift under another one refused, and can both be taken back in their order?"""
    review.giver.give(seen(review))
    review.giver.give(seen(review, comment="Better."))
    later, earlier = (each.number for each in store.givings(ASSIGNMENT))
    with pytest.raises(Refused) as why:
        review.writer.take_back(earlier)
    assert (why.value.why, why.value.students) == ("changed", STUDENTS)
    assert by_hand(made)["ada"] == (None, "Better.")
    for number in (later, earlier):
        review.writer.take_back(number)
    assert by_hand(made)["ada"] == NOTHING


def several(review: Review, **more: Any) -> GiftToMany:
    """Return a gift to all groups of the family that the page shows, as they are now."""
    found = review.reader.answers()
    (question,) = found.questions
    shown = [ShownGroup(n, each, (), ()) for n, each in enumerate(groups_of(found, question))]
    (family,) = families_of(shown)
    groups = tuple(json.loads(each.members) for each in family.groups)
    return GiftToMany(*question.place, groups, **{"comment": "Read 2 again.", **more})


def test_groups_that_fail_alike(made: MadeClass, review: Review, store: ReviewStore) -> None:
    """Has each member of two groups that fail alike the comment, no other, until taken back?"""
    made.grade("eve", ["loss"], mistakes=["another"])
    made.grade("fay", ["gradient"])
    assert review.giver.give_many(several(review)).count == 4
    (giving,) = store.givings(ASSIGNMENT)
    assert set(giving.students) == {*STUDENTS, "eve"}
    assert by_hand(made)["ada"] == (None, "Read 2 again.") and by_hand(made)["dan"] == NOTHING
    review.writer.take_back(giving.number)
    assert by_hand(made)["ada"] == NOTHING


def test_one_of_several_groups_has_changed(made: MadeClass, review: Review) -> None:
    """Does nobody get anything when one group has changed, or a person gave one something?"""
    made.grade("eve", ["loss"], mistakes=["another"])
    gift = several(review)
    with pytest.raises(Refused, match="ticked"):
        review.giver.give_many(structs.replace(gift, groups=()))
    put(made, "ben", None, "Mine.")
    for sent, why in ((gift, "changed"), (several(review), "by-hand")):
        with pytest.raises(Refused, match="ben") as refusal:
            review.giver.give_many(sent)
        assert refusal.value.why == why and by_hand(made)["ada"] == NOTHING
    assert review.giver.give_many(several(review, over="keep")).left == ("ben",)
    assert by_hand(made)["ben"] == (None, "Mine.")


CHANGES: dict[str, Callable[[MadeClass], object]] = {
    "graded anew": lambda made: made.grade("ben", ["loss"], answer="def f(x):\n    return 7"),
    "graded anew, and apart": lambda made: made.grade("ben", ["gradient"]),
    "right now": lambda made: made.grade("ben"),
    "commented elsewhere": lambda made: put(made, "ben", None, "Mine."),
    "points elsewhere": lambda made: put(made, "ben", 1.0, None),
}


@pytest.mark.parametrize("change", CHANGES)
def test_a_page_that_is_out_of_date(made: MadeClass, review: Review, change: str) -> None:
    """Is nothing written, and the student named, when something has changed since it was opened?"""
    gift = seen(review)
    CHANGES[change](made)
    before = by_hand(made)
    why = refused(review, gift)
    assert why.why == "changed"
    assert "ben" in why.students and "ben" in str(why)
    assert by_hand(made) == before


def test_a_student_who_came_later(made: MadeClass, review: Review) -> None:
    """Is somebody who came into the group since named, rather than left out or surprised?"""
    gift = seen(review)
    made.grade("eve", ["loss"])
    why = refused(review, gift)
    assert why.why == "changed" and why.students == ("eve",)


def test_two_browsers(made: MadeClass, review: Review) -> None:
    """Does the second of two who saw the same page write over nothing?"""
    first, second = seen(review), seen(review, comment="Another.")
    review.giver.give(first)
    assert refused(review, second).why == "changed"
    assert by_hand(made)["ada"] == (None, "Divide by N.")


@contextmanager
def locked(made: MadeClass) -> Iterator[None]:
    """Hold the gradebook as another program does that is writing."""
    with closing(sqlite3.connect(made.folder / "gradebook.db", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        yield
        other.execute("ROLLBACK")


def test_a_locked_gradebook(made: MadeClass, review: Review, store: ReviewStore) -> None:
    """Is it said that nothing was written, and is nothing, while another program writes?"""
    gift = seen(review)
    with locked(made):
        why = refused(review, gift)
    assert why.why == "busy" and "nothing was written" in str(why)
    assert by_hand(made)["ada"] == NOTHING
    assert store.givings(ASSIGNMENT) == []
    assert review.giver.give(gift).count == 3


def test_while_the_class_is_graded(made: MadeClass, review: Review) -> None:
    """Is a class that is being graded left alone, and who grades named?"""
    gift = seen(review)
    with lock_course(made.folder):
        assert refused(review, gift).why == "busy"
    assert review.giver.give(gift).count == 3


def test_all_or_none(made: MadeClass, review: Review) -> None:
    """Does the database refuse all when one cell is changed between looking and writing?"""
    gift = seen(review)
    answers = review.reader.answers

    def late() -> Any:
        found = answers()
        put(made, "cyd", None, "Just now.")  # behind the look, before the writing
        return found

    review.reader.answers = late  # type: ignore[method-assign]
    why = refused(review, gift)
    assert why.why == "changed" and why.students == ("cyd",)
    assert by_hand(made)["ada"] == NOTHING


@pytest.mark.parametrize(
    "given",
    [
        {"comment": "  "},
        {"points": -1.0},
        {"points": 6.5},
        {"points": float("nan")},
        {"comment": "x" * 6000},
    ],
)
def test_what_can_not_be_given(made: MadeClass, review: Review, given: dict[str, Any]) -> None:
    """Are no points but those of the question, no empty and no endless comment accepted?"""
    assert refused(review, seen(review, **given)).why == "invalid"
    assert by_hand(made)["ada"] == NOTHING


@pytest.mark.parametrize("written", [True, False])
def test_a_process_that_was_killed(
    made: MadeClass, review: Review, store: ReviewStore, written: bool
) -> None:
    """After an end in the middle: is what was written known, and what wasn't forgotten?"""
    review.giver.give(seen(review))
    number = store.givings(ASSIGNMENT)[0].number
    if not written:
        for student in STUDENTS:
            put(made, student, None, None)
    store.set_state(number, "pending")
    reader = AnswerReader(Course(made.folder, only_reads=True), ASSIGNMENT, store)
    GiftWriter(reader, store)
    assert [each.state for each in store.givings(ASSIGNMENT)] == (["given"] if written else [])


def test_a_gift_of_another_process_is_on_its_way(
    made: MadeClass, review: Review, store: ReviewStore
) -> None:
    """Is a gift that another review gives just now left alone, and looked for later?"""
    review.giver.give(seen(review, "dan"))
    number = store.givings(ASSIGNMENT)[0].number
    put(made, "dan", None, None)  # not written yet
    store.set_state(number, "pending")
    reader = AnswerReader(Course(made.folder, only_reads=True), ASSIGNMENT, store)
    with lock_course(made.folder):
        giver = Giver(reader, GiftWriter(reader, store))
    assert [each.state for each in store.givings(ASSIGNMENT)] == ["pending"]
    giver.give(seen(review))
    assert [each.students for each in store.givings(ASSIGNMENT)] == [STUDENTS]


def test_the_bank(made: MadeClass, review: Review) -> None:
    """Is a comment kept by question and mistake for next term, without any student's name?"""
    for student in STUDENTS:
        made.grade(student, ["loss"], mistakes=["no N"])
    review.giver.give(seen(review))
    (comment,) = read_comments(made.folder, ASSIGNMENT)
    assert (comment.question, comment.mistake, comment.times) == ("f-tests", "no N", 1)
    text = (made.folder / "comments" / f"{ASSIGNMENT}.toml").read_text(encoding="utf-8")
    assert not any(student in text for student in STUDENTS)


def test_a_bank_that_can_not_be_read(made: MadeClass, review: Review) -> None:
    """Is what was given still given, and is it said, when the bank's file is spoilt?"""
    path = made.folder / "comments" / f"{ASSIGNMENT}.toml"
    path.parent.mkdir()
    path.write_text("[[comment]", encoding="utf-8")
    done = review.giver.give(seen(review))
    assert done.count == 3 and str(path) in done.notes[0]
