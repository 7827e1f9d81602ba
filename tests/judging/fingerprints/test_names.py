"""Under the student's cell a mistake has the name that it has in the grade, in the same words."""

import pytest

from autograder.checks.check_report import Report
from autograder.findings import Code, Finding
from autograder.judging.mistakes.catalogue import Mutation
from autograder.results.mistake_words import in_words
from tests.checks.notebook_checks import whole_check
from tests.judging.fingerprints.fixed import has_fingerprint, planted_function
from tests.judging.mistakes.planted import common_pairs, grade_with, label, planted
from tests.variants.bank import BANK, notebook_of
from tests.variants.variant import Variant

SINGLES = [each for each in planted() if has_fingerprint(each[0], each[1].function)]
PAIRS = [each for each in common_pairs() if has_fingerprint(each[0], each[1][0].function)]
VARIANTS = [each for each in BANK if has_fingerprint(each.assignment, each.question)]
# The tolerance of a numerical derivative lies so near to these that no cell tells them apart; the
# check of this function sees them by itself.
TOO_NEAR = {
    "a forward difference is taken",
    "a backward difference is taken",
    "the step is too large",
}


def named(report: Report) -> set[tuple[object, ...]]:
    """Return the mistakes that a card names, in all their words."""
    found = [line.seen for line in report.lines if isinstance(line.seen, Finding)]
    known = [each for each in found if each.code == Code.KNOWN_MISTAKE]
    return {tuple(each.values[key] for key in ("name", "seen", "hint", "reread")) for each in known}


@pytest.mark.parametrize("case", SINGLES, ids=label)
def test_a_slip_has_the_name_that_it_has_in_the_grade(case: tuple[str, Mutation]) -> None:
    """Is each mistake of the catalogue seen below its cell, and named as the hidden test does?"""
    assignment, slip = case
    names, function = planted_function(assignment, slip)
    report = whole_check(assignment, slip.function, function, **names)
    assert not report.passed
    if slip.name not in TOO_NEAR:
        assert named(report) == in_the_grade(assignment, slip)


@pytest.mark.parametrize(("assignment", "slips"), PAIRS, ids=str)
def test_two_slips_have_their_names(assignment: str, slips: tuple[Mutation, Mutation]) -> None:
    """Are two of the commonest mistakes in one function both named?"""
    names, function = planted_function(assignment, *slips)
    report = whole_check(assignment, slips[0].function, function, **names)
    assert not report.passed
    assert named(report) == in_the_grade(assignment, *slips)


def in_the_grade(assignment: str, *slips: Mutation) -> set[tuple[object, ...]]:
    """Return the words with which a hidden test names the mistakes."""
    graded = grade_with(assignment, slips, seed=0)
    shown = [in_words(each, assignment) for each in graded.mistakes]
    return {(each.name, each.seen, each.hint, f"Re-read {each.reread}.") for each in shown}


@pytest.mark.parametrize("variant", VARIANTS, ids=lambda each: each.name)
def test_right_code_is_right(variant: Variant) -> None:
    """Does right code pass however it is written, single precision inside too?"""
    names = notebook_of(variant)
    report = whole_check(variant.assignment, variant.question, names[variant.question], **names)
    assert report.passed, str(report)
    assert report.lines[-1].name.startswith("the same as what is right")


def test_what_is_compared() -> None:
    """Are these all functions that are graded by calls, and only those?"""
    assert len(SINGLES) > 380
    assert len(PAIRS) > 50
    assert len(VARIANTS) > 180
