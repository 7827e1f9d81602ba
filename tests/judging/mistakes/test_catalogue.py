"""The catalogue fits the solutions, and its words are for students."""

import json
import re
from functools import cache

import pytest

from autograder.checks.gradients.diagnoses import DIAGNOSES
from autograder.course.folders import CourseError
from autograder.instructors.authoring.leaks import secret_lines
from autograder.judging.mistakes.catalogue import (
    Mistake,
    Mutation,
    catalogue,
    mistakes_of,
    origin,
    section,
    slips_of,
)
from tests.judging.harness import ROOT, cells, hidden_calls, hidden_code
from tests.judging.mistakes.planted import ASSIGNMENTS, MISTAKES, OWN, label, planted

WORDS = ("name", "seen", "why", "hint", "reread")


@pytest.mark.parametrize("assignment_and_slip", planted(), ids=label)
def test_every_slip_changes_its_solution(assignment_and_slip: tuple[str, Mutation]) -> None:
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
    texts = [getattr(mistake, kind) for kind in WORDS]
    assert all(texts)
    assert mistake.hint.endswith(("?", ".", "@", "log."))
    together = re.sub(r"\s+", "", " ".join(texts))
    assert not [line for line in secrets() if line in together]
    assert not [edit for slip in mistake.slips for edit in slip.edits if edit[0] in " ".join(texts)]


@cache
def secrets() -> set[str]:
    """Return the lines of all solutions and hidden tests, as a leak would be found."""
    return set(secret_lines(sorted((ROOT / "solutions").glob("*/*.ipynb"))))


@pytest.mark.parametrize("assignment", ASSIGNMENTS)
def test_the_section_to_read_again_exists(assignment: str) -> None:
    """Is the section a heading of the notebook that is named, also for what losses share?"""
    for question in hidden_calls(assignment):
        for mistake in mistakes_of(question, assignment):
            notebook, heading = mistake.reread.split(", ", 1)
            assert f"## {heading}" in lines_of(notebook), mistake.name


@cache
def lines_of(assignment: str) -> list[str]:
    """Return the lines of a student's notebook."""
    path = ROOT / "assignments" / assignment / f"{assignment}.ipynb"
    notebook = json.loads(path.read_text(encoding="utf-8"))
    return [line for cell in notebook["cells"] for line in "".join(cell["source"]).splitlines()]


@pytest.mark.parametrize("assignment", ["softmax-loss", "svm-loss", "linear-classifier"])
def test_a_structure_without_a_name_sends_to_a_section_of_this_course(assignment: str) -> None:
    """Has each topic of the gradient checker's diagnoses a section in the losses' notebooks?"""
    loss = next(name for name in hidden_calls(assignment) if "_loss" in name)
    place = origin(loss, assignment)
    assert place
    for diagnosis in DIAGNOSES.values():
        notebook, heading = section(diagnosis.reread, assignment, place.assignment).split(", ", 1)
        assert f"## {heading}" in lines_of(notebook)


def test_what_losses_share_is_written_once() -> None:
    """Is it in the kit alone, with no name of an assignment, and of losses of this course?"""
    assert not (ROOT / "mistakes" / "losses.toml").exists()
    words = [getattr(mistake, kind) for mistake in catalogue() for kind in WORDS]
    assert not [text for text in words for name in ASSIGNMENTS if name in text]
    assert {slip.function for mistake in catalogue() for slip in mistake.slips} == {
        name
        for assignment in ASSIGNMENTS
        for name in hidden_calls(assignment)
        if "grade_loss" in hidden_code(assignment, name) and assignment != "linear-classifier"
        if not name.startswith("mended_")  # these ask for the same as others: `[[same]]`
    }
    own = {(mistake.name, slip.function) for mistake in OWN for slip in mistake.slips}
    assert not own & {(each.name, slip.function) for each in catalogue() for slip in each.slips}


def test_a_slip_that_no_longer_fits_says_so() -> None:
    """Does an edit without its text name mistake, function and text?"""
    slip = Mutation("too few", "f", (("gone", "here"),))
    with pytest.raises(CourseError, match=r"'too few' in f finds 'gone' 0 times"):
        slip.apply("x = 1")


def test_an_assignment_that_is_not_there() -> None:
    """Does asking for the slips of an unknown assignment say so?"""
    with pytest.raises(CourseError, match="is the name right"):
        slips_of("no-such-assignment")
