"""Written answers are graded one by one, without names."""

import json
import re
from collections.abc import Iterator
from html import unescape

import pytest

from autograder.instructors.review.server import Review
from tests.instructors.reports.class_report.made import ASSIGNMENT, MadeClass
from tests.instructors.review.running import ask, running
from tests.instructors.review.words import ANSWERS, ASKED, answer_in_words


@pytest.fixture
def address(made: MadeClass, review: Review) -> Iterator[str]:
    """Yield the address of a review of three who answered in words."""
    answer_in_words(made)
    with running(review) as found:
        yield found


def by_hand(made: MadeClass, student: str) -> tuple[float | None, str | None, bool]:
    """Return what nbgrader's API has of a student's answer."""
    with made.gradebook() as book:
        grade = book.find_grade("why", "p1", ASSIGNMENT, student)
        comment = book.find_comment("why", "p1", ASSIGNMENT, student)
        return grade.manual_score, comment.manual_comment, grade.needs_manual_grade


def mark(review: Review, student: str, **more: object) -> dict[str, object]:
    """Return what the page of a student's answer sends."""
    (question,) = review.written()
    answer = next(each for each in question.answers if each.student == student)
    sent = {"notebook": "p1", "cell": "why", "alias": answer.alias, "etag": answer.etag}
    return {**sent, "points": 3.0, "comment": "Say why.", **more}


def test_pages_without_names(address: str) -> None:
    """Has each answer a page with the question, and no page a name, or a tag of a student's?"""
    pages = [ask(f"{address}written/1/{at}")[1] for at in (1, 2, 3)]
    shown = {answer for answer in ANSWERS.values() for page in pages if answer in unescape(page)}
    assert shown == set(ANSWERS.values())
    for page in pages:
        assert ASKED in page and "3 wait for points" in page
        assert not any(re.search(rf"\b{student}\b", page) for student in ANSWERS)
        assert "<script>alert" not in page
    assert ask(f"{address}written/1/4")[0] == 404
    assert ask(f"{address}written/2/1")[0] == 404


def test_a_mark(address: str, made: MadeClass, review: Review) -> None:
    """Are points and comment in the gradebook, of this answer alone, and is one fewer waiting?"""
    sent = mark(review, "ben")
    assert ask(address + "mark", "POST", sent)[0] == 200
    assert by_hand(made, "ben") == (3.0, "Say why.", False)
    assert by_hand(made, "ada") == (None, None, True)
    assert "2 wait for points" in ask(f"{address}written/1/1")[1]
    assert "Say why." in ask(f"{address}written/1/1")[1]  # from the bank
    status, text, _ = ask(address + "mark", "POST", sent)
    assert status == 409 and json.loads(text)["why"] == "changed"


@pytest.mark.parametrize(
    "wrong", [{"points": 4.5}, {"points": -1}, {"points": "3"}, {"comment": "x" * 6000}]
)
def test_what_is_no_mark(
    address: str, made: MadeClass, review: Review, wrong: dict[str, object]
) -> None:
    """Is nothing written of more points than there are, of none, or of an endless comment?"""
    status, _, _ = ask(address + "mark", "POST", mark(review, "ben", **wrong))
    assert status == 400
    assert by_hand(made, "ben") == (None, None, True)


def test_marked_elsewhere(address: str, made: MadeClass, review: Review) -> None:
    """Is what the formgrader gave meanwhile not written over?"""
    sent = mark(review, "ben")
    with made.gradebook() as book:
        book.find_grade("why", "p1", ASSIGNMENT, "ben").manual_score = 1.0
        book.db.commit()
    assert ask(address + "mark", "POST", sent)[0] == 409
    assert by_hand(made, "ben")[0] == 1.0
