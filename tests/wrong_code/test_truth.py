"""What is said of composed wrong functions is true: one in forty here, all at night."""

from functools import cache

import pytest

from autograder.results import QuestionResult
from tests.wrong_code.compositions import Composition, compositions
from tests.wrong_code.judge import Verdict, known_names, verdicts

EVERY = 40
SOME = compositions()[::EVERY]
OTHERS = [each for k, each in enumerate(compositions()) if k % EVERY]
PAIRS = [each for each in SOME if len(each.slips) == 2]


@cache
def graded(composition: Composition) -> QuestionResult:
    """Return what the hidden test says of a function."""
    return composition.graded(0)


def objections(composition: Composition) -> list[Verdict]:
    """Return what is wrong in what is said of a function."""
    return [each for each in verdicts(composition, graded(composition)) if each.why]


@pytest.mark.parametrize("composition", SOME, ids=str)
def test_nothing_false_is_said(composition: Composition) -> None:
    """Does the judge agree with each claim about a composed function?"""
    assert not objections(composition)


@pytest.mark.parametrize("start", range(0, len(OTHERS), 100))
def test_nothing_false_is_said_of_the_others(start: int) -> None:
    """Does it, too, where that waits for the night?"""
    some = OTHERS[start : start + 100]
    assert not [(str(each), said) for each in some if (said := objections(each))]


def test_most_pairs_have_a_name() -> None:
    """Are at least 85 of 100 pairs of mistakes named, of those that lose points?"""
    results = [graded(each) for each in PAIRS]
    lost = [each for each in results if each.points < each.max_points]
    assert len(lost) > 100
    assert sum(bool(known_names(each)) for each in lost) >= 0.85 * len(lost)


def test_there_are_many() -> None:
    """Are there over ten thousand, of each kind?"""
    assert len(compositions()) > 10_000
    assert {len(each.slips) for each in compositions()} == {1, 2, 3}
    assert {each.accepts for each in compositions()} == {"half", "full", "either"}
