"""Attempts of people who saw the notebooks alone: their points, and what is said of them."""

import contextlib
import io
from functools import cache

import pytest

from autograder.results import QuestionResult
from tests.judging.mistakes.planted import SLOW
from tests.wrong_code.attempts import Attempt, attempts
from tests.wrong_code.judge import verdicts

ATTEMPTS = [each for each in attempts() if each.function != SLOW]
RIGHT = [each for each in ATTEMPTS if each.opinion == "right"]
WRONG = [each for each in ATTEMPTS if each.opinion == "wrong"]
# Wrong to their authors, and full points all the same, with the reason.
FULL_POINTS = {
    201: "the loss is right up to a gap of 745, which is accepted",
}


# Judged are its points alone: what it returns depends on where Python has put an array, id(X).
BY_PLACE = 220 + 92


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


@pytest.mark.parametrize("attempt", RIGHT, ids=str)
def test_what_is_right_passes(attempt: Attempt) -> None:
    """Does an attempt that its author holds for right get all points, and pass its check?"""
    result = graded(attempt)
    assert result.points == result.max_points
    assert not shown(attempt)


@pytest.mark.parametrize("attempt", WRONG, ids=str)
def test_what_is_wrong_loses_points(attempt: Attempt) -> None:
    """Does one that its author holds for wrong lose points, but for those listed?"""
    result = graded(attempt)
    assert (result.points == result.max_points) == (attempt.number in FULL_POINTS)


@pytest.mark.parametrize("attempt", WRONG, ids=str)
def test_a_check_passes_only_what_is_right(attempt: Attempt) -> None:
    """Does its visible check fail, but for those that get full points?"""
    assert bool(shown(attempt)) != (attempt.number in FULL_POINTS)


@pytest.mark.parametrize("attempt", [each for each in ATTEMPTS if each.number != BY_PLACE], ids=str)
def test_nothing_false_is_said(attempt: Attempt) -> None:
    """Does the judge agree with each claim about it?"""
    with contextlib.redirect_stdout(io.StringIO()):
        assert not [each for each in verdicts(attempt, graded(attempt)) if each.why]


def test_there_are_enough() -> None:
    """Are there 400 and more, of all assignments, most of them wrong?"""
    assert len(attempts()) > 400
    assert len({each.assignment for each in attempts()}) == 6
    assert len(WRONG) > len(RIGHT) > 100
