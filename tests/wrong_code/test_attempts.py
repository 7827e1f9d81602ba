"""Attempts of people who saw the notebooks alone: their points, and what is said of them."""

import contextlib
import io
from collections.abc import Sequence
from functools import cache
from typing import Any

import pytest

from autograder.results import QuestionResult
from tests.judging.mistakes.planted import ASSIGNMENTS, SLOW
from tests.wrong_code.attempts import Attempt, attempts
from tests.wrong_code.judge import verdicts

# From here on they are of the three newest notebooks, and of new questions: judged at night.
NEWEST = 420
ATTEMPTS = [each for each in attempts() if each.function not in SLOW]
RIGHT = [each for each in ATTEMPTS if each.opinion == "right"]
WRONG = [each for each in ATTEMPTS if each.opinion == "wrong"]
# Wrong to their authors, and full points all the same, with the reason.
FULL_POINTS = {
    201: "the loss is right up to a gap of 745, which is accepted",
    NEWEST + 28: "an array of all differences takes memory, which no facet asks for",
    NEWEST + 73: "an argument is changed where it is 1: its check says so",
    NEWEST + 293: "an argument is changed, which costs no point there: its check says so",
}
SEEN_BY_THE_CHECK = (NEWEST + 73, NEWEST + 293)
# Judged are their points alone.
NOT_JUDGED = {
    220 + 92: "what it returns depends on where Python has put an array, id(X)",
    NEWEST + 148: "limits for ten classes, as its name says, and other ones than the catalogue's",
}


def each_of(some: Sequence[Attempt]) -> list[Any]:
    """Return attempts as parameters of a test, the newest for the night."""
    night = pytest.mark.nightly(1, "attempts at the newest questions")
    return [
        pytest.param(each, id=str(each), marks=night if each.number >= NEWEST else ())
        for each in some
    ]


@cache
def graded(attempt: Attempt) -> QuestionResult:
    """Return what the hidden test says; what the attempt prints goes nowhere."""
    with contextlib.redirect_stdout(io.StringIO()):
        return attempt.graded(0)


def shown(attempt: Attempt) -> dict[str, str]:
    """Return what the visible check says of what failed; an exception of its own is one."""
    with contextlib.redirect_stdout(io.StringIO()):
        try:
            return attempt.visible_failures()
        except NameError as error:  # the cell has no function of that name, as after a SyntaxError
            return {"cell": str(error)}


@pytest.mark.parametrize("attempt", each_of(RIGHT))
def test_what_is_right_passes(attempt: Attempt) -> None:
    """Does an attempt that its author holds for right get all points, and pass its check?"""
    result = graded(attempt)
    assert result.points == result.max_points
    assert not shown(attempt)


@pytest.mark.parametrize("attempt", each_of(WRONG))
def test_what_is_wrong_loses_points(attempt: Attempt) -> None:
    """Does one that its author holds for wrong lose points, but for those listed?"""
    result = graded(attempt)
    assert (result.points == result.max_points) == (attempt.number in FULL_POINTS)


@pytest.mark.parametrize("attempt", each_of(WRONG))
def test_a_check_passes_only_what_is_right(attempt: Attempt) -> None:
    """Does its visible check fail, but for those that get full points?"""
    passes = attempt.number in FULL_POINTS and attempt.number not in SEEN_BY_THE_CHECK
    assert bool(shown(attempt)) != passes


@pytest.mark.parametrize(
    "attempt", each_of([each for each in ATTEMPTS if each.number not in NOT_JUDGED])
)
def test_nothing_false_is_said(attempt: Attempt) -> None:
    """Does the judge agree with each claim about it?"""
    with contextlib.redirect_stdout(io.StringIO()):
        assert not [each for each in verdicts(attempt, graded(attempt)) if each.why]


def test_there_are_enough() -> None:
    """Are there 700 and more, of all assignments, most of them wrong?"""
    assert len(attempts()) > 700
    assert {each.assignment for each in attempts()} == set(ASSIGNMENTS)
    assert len(WRONG) > len(RIGHT) > 100
