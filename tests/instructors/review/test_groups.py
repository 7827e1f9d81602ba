"""Answers stand together when they behave the same, and never for their text alone."""

from collections.abc import Callable

import numpy as np
import pytest

from autograder.findings import Code, Finding
from autograder.instructors.review.groups import Group, groups_of, title_of
from autograder.instructors.review.server import Review
from autograder.instructors.review.store import ReviewStore
from autograder.results.values import FunctionValues
from tests.instructors.reports.class_report.made import ASSIGNMENT, STUB, MadeClass
from tests.instructors.review.test_behaviour import values

ONE, OTHER = "def f(x):\n    return x - 1", "def f(x):\n    y = x\n    return y - 1"
Taken = Callable[[str, float], None]


def groups(review: Review) -> list[Group]:
    """Return the groups of the one question that tests grade."""
    found = review.reader.answers()
    (question,) = found.questions
    return list(groups_of(found, question))


def members(review: Review) -> list[tuple[str, ...]]:
    """Return the students of each group."""
    return [each.students for each in groups(review)]


@pytest.fixture
def taken(review: Review, store: ReviewStore) -> Taken:
    """Return what keeps that a student's function returned a number on the fixed input."""

    def keep(student: str, number: float) -> None:
        found: FunctionValues = values(np.array([number, 2.0]), solution=np.array([1.0, 2.0]))
        answer = review.reader.answers().questions[0].answers[student]
        place = ASSIGNMENT, student, "p1"
        store.put_values(place, "key", answer.answer, {"f-tests": found})
        review.reader.forget_values()

    return keep


def test_by_what_tests_found(made: MadeClass, review: Review) -> None:
    """Without values: do the same failed facets and the same name make a group, largest first?"""
    made.grade("ada", ["loss"], answer=ONE)
    made.grade("ben", ["loss", "gradient"], answer=ONE)
    made.grade("cyd", ["loss", "gradient"], answer=OTHER)
    made.grade("dan", ["loss", "gradient"], answer=ONE, mistakes=["no N"])
    found = groups(review)
    assert [each.students for each in found] == [("ben", "cyd"), ("ada",), ("dan",)]
    assert not any(each.by_values for each in found)
    assert [title_of(each) for each in found][2] == "no N"


def test_never_by_text_alone(made: MadeClass, review: Review, taken: Taken) -> None:
    """Do values put other code together, and the very same code apart that does something else?"""
    made.grade("ada", ["loss"], answer=ONE)
    made.grade("ben", ["loss"], answer=OTHER)
    made.grade("cyd", ["loss"], answer=ONE)
    for student, number in {"ada": 5.0, "ben": 5.0 + 1e-7, "cyd": 6.0}.items():
        taken(student, number)
    assert members(review) == [("ada", "ben"), ("cyd",)]
    assert all(each.by_values for each in groups(review))


def test_values_of_other_work_do_not_count(made: MadeClass, review: Review, taken: Taken) -> None:
    """Are values that were taken of an earlier version of the work left out of it?"""
    made.grade("ada", ["loss"], answer=ONE)
    taken("ada", 5.0)
    assert groups(review)[0].by_values
    made.grade("ada", ["loss"], answer=OTHER)
    assert not groups(review)[0].by_values


def test_right_answers_by_approach(made: MadeClass, review: Review, taken: Taken) -> None:
    """Are right answers told apart by loops, whatever their names, and those that differ shown?"""
    loop = "def f(x):\n    for {0} in x:\n        {0} += 1\n    return x"
    answers = {"ada": loop.format("a"), "ben": loop.format("b"), "cyd": ONE, "dan": ONE}
    for student, answer in answers.items():
        made.grade(student, answer=answer)
        taken(student, 3.0 if student == "dan" else 1.0)
    found = {each.students: each for each in groups(review)}
    assert set(found) == {("ada", "ben"), ("cyd",), ("dan",)}
    assert found["dan",].kind == "doubtful"
    assert found["ada", "ben"].approach != found["cyd",].approach


def test_exceptions(made: MadeClass, review: Review) -> None:
    """Are exceptions told apart by their type, and a stub from all of them?"""
    made.grade("ada", error="ValueError", answer=ONE)
    made.grade("ben", error="TypeError", answer=ONE)
    made.grade("cyd", error="ValueError", answer=OTHER)
    made.grade("dan", error="NotImplementedError", answer=STUB)
    slow = Finding.of(Code.CALL_TOO_LONG, where="f", seconds=30)
    made.grade("eve", error="Stopped", ended=slow, answer=ONE)
    found = groups(review)
    assert [each.students for each in found] == [("ada", "cyd"), ("ben",), ("eve",), ("dan",)]
    assert [each.kind for each in found] == ["wrong", "wrong", "wrong", "idle"]


def test_taken_out_and_put_back(made: MadeClass, review: Review, store: ReviewStore) -> None:
    """Does a member stand alone as long as the work is the same, and no longer?"""
    for student in ("ada", "ben", "cyd"):
        made.grade(student, ["loss"], answer=ONE)
    answer = review.reader.answers().questions[0].answers["ben"]
    store.take_out(ASSIGNMENT, ("p1", "f-tests"), "ben", answer.answer)
    assert members(review) == [("ada", "cyd"), ("ben",)]
    made.grade("ben", ["loss"], answer=OTHER)
    assert members(review) == [("ada", "ben", "cyd")]
    made.grade("ben", ["loss"], answer=ONE)
    store.put_back(ASSIGNMENT, ("p1", "f-tests"), "ben")
    assert members(review) == [("ada", "ben", "cyd")]


def test_a_representative_and_the_others(made: MadeClass, review: Review) -> None:
    """Is the commonest code shown whole, and of the others what differs, the same code once?"""
    made.grade("ada", ["loss"], answer=OTHER)
    for student in ("ben", "cyd"):
        made.grade(student, ["loss"], answer=ONE)
    (group,) = groups(review)
    assert group.shown.student == "ben"
    (other,) = group.others
    assert other.students == ("ada",)
    assert [each.text.strip() for each in other.lines if each.sign == "removed"] == ["return x - 1"]


def test_a_broken_notebook_costs_nobody_else(made: MadeClass, review: Review) -> None:
    """Is a notebook that can't be read named, and are all others there?"""
    made.grade("ada", ["loss"])
    made.grade("ben", ["loss"]).write_text("{", encoding="utf-8")
    assert review.reader.answers().unread == ("ben",)
    assert members(review) == [("ada",)]
