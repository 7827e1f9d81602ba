"""The catalogue fits the solutions, and its words are for students."""

import json
import re

import pytest

from autograder.course.leaks import secret_lines
from autograder.grading.course import CourseError
from autograder.grading.mistakes.load import mistakes_of, slips_of
from autograder.grading.mistakes.mistake import Mistake, Slip
from tests.grading.harness import ROOT, cells, hidden_calls
from tests.grading.mistakes.planted import ASSIGNMENTS, MISTAKES, label, planted

WORDS = ("name", "seen", "why", "hint", "reread")


@pytest.mark.parametrize("assignment_and_slip", planted(), ids=label)
def test_every_slip_changes_its_solution(assignment_and_slip: tuple[str, Slip]) -> None:
    """Does each edit find its text once, and leave Python that differs from the solution?"""
    assignment, slip = assignment_and_slip
    source = cells(assignment)[slip.cell]
    changed = slip.apply(source)
    assert changed != source
    compile(changed, slip.name, "exec")


def test_no_slip_is_of_a_function_that_is_not_there() -> None:
    """Is each slip of the catalogue in one of the assignments?"""
    there = {(slip.name, slip.function, slip.edits) for _, slip in planted()}
    assert {(s.name, s.function, s.edits) for m in MISTAKES for s in m.slips} == there


@pytest.mark.parametrize("assignment", ASSIGNMENTS)
def test_every_graded_function_has_mistakes(assignment: str) -> None:
    """Does the catalogue know at least three mistakes in each graded function?"""
    known = {
        question: len(mistakes_of(question, assignment)) for question in hidden_calls(assignment)
    }
    assert min(known.values()) >= 3, known


def test_names_are_of_one_mistake_each() -> None:
    """Do two entries of one function never have the same name?"""
    for assignment, function in {(name, slip.function) for name, slip in planted()}:
        found = [mistake.name for mistake in mistakes_of(function, assignment)]
        assert len(found) == len(set(found)), function


@pytest.mark.parametrize("mistake", MISTAKES, ids=lambda m: m.name)
def test_words_are_whole_and_give_no_line_away(mistake: Mistake) -> None:
    """Is there each kind of words, with nothing in it that stands in a solution or a test?"""
    sources = sorted((ROOT / "solutions").glob("*/*.ipynb"))
    texts = [getattr(mistake, kind) for kind in WORDS]
    assert all(texts)
    assert mistake.hint.endswith(("?", ".", "@", "log."))
    together = re.sub(r"\s+", "", " ".join(texts))
    assert not [line for line in secret_lines(sources) if line in together]
    assert not [edit for slip in mistake.slips for edit in slip.edits if edit[0] in " ".join(texts)]


@pytest.mark.parametrize("mistake", MISTAKES, ids=lambda m: m.name)
def test_the_section_to_read_again_exists(mistake: Mistake) -> None:
    """Is the section a heading of the notebook that is named?"""
    assignment, heading = mistake.reread.split(", ", 1)
    path = ROOT / "assignments" / assignment / f"{assignment}.ipynb"
    notebook = json.loads(path.read_text(encoding="utf-8"))
    lines = [line for cell in notebook["cells"] for line in "".join(cell["source"]).splitlines()]
    assert f"## {heading}" in lines


def test_a_slip_that_no_longer_fits_says_so() -> None:
    """Does an edit without its text name mistake, function and text?"""
    slip = Slip("too few", "f", (("gone", "here"),))
    with pytest.raises(CourseError, match=r"'too few' in f finds 'gone' 0 times"):
        slip.apply("x = 1")


def test_an_assignment_that_is_not_there() -> None:
    """Does asking for the slips of an unknown assignment say so?"""
    with pytest.raises(CourseError, match="is the name right"):
        slips_of("no-such-assignment")
