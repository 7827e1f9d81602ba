"""Wrong first attempts at reverse-mode lose points, and no check passes them."""

import contextlib
import io
from functools import cache

import pytest

from autograder.results import QuestionResult
from tests.variants.bank import visible_reports
from tests.wrong_code.attempts import Attempt
from tests.wrong_code.first_attempts import ATTEMPTS
from tests.wrong_code.judge import verdicts

EACH = [
    Attempt(number, "reverse-mode", question, code, "wrong", why)
    for question, attempts in ATTEMPTS.items()
    for number, (why, code) in enumerate(attempts.items())
]
IDS = [f"{each.function}: {each.why}" for each in EACH]


@cache
def graded(attempt: Attempt) -> QuestionResult:
    """Return what the hidden test says; what the attempt prints goes nowhere."""
    with contextlib.redirect_stdout(io.StringIO()):
        return attempt.graded(0)


@pytest.mark.parametrize("attempt", EACH, ids=IDS)
def test_it_loses_points(attempt: Attempt) -> None:
    """Does the hidden test see it, at another seed as well?"""
    assert graded(attempt).points < graded(attempt).max_points
    with contextlib.redirect_stdout(io.StringIO()):
        again = attempt.graded(1)
    assert again.points < again.max_points


@pytest.mark.parametrize("attempt", EACH, ids=IDS)
def test_its_check_does_not_pass(attempt: Attempt) -> None:
    """Does the check below the cell see it?"""
    with contextlib.redirect_stdout(io.StringIO()):
        (shown,) = visible_reports(attempt.variant)
    assert not shown.passed


@pytest.mark.parametrize("attempt", EACH, ids=IDS)
def test_nothing_false_is_said(attempt: Attempt) -> None:
    """Does the judge agree with each claim about it, where what is returned is an array?"""
    if attempt.why == "Value returned":
        assert [each.name for each in graded(attempt).mistakes] == [
            "the value is returned as a Value"
        ]
        return
    with contextlib.redirect_stdout(io.StringIO()):
        assert not [each for each in verdicts(attempt, graded(attempt)) if each.why]


def test_there_are_some_for_each_question() -> None:
    """Are there three or more for each stub?"""
    assert len(ATTEMPTS) == 11
    assert min(map(len, ATTEMPTS.values())) >= 3
