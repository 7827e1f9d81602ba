"""The catalogue's mistakes, planted in the solution and graded as a student's work."""

from functools import cache
from itertools import combinations
from typing import Any

from autograder.course.folders import assignments
from autograder.judging.mistakes.catalogue import Mutation, catalogue, course_mistakes, slips_of
from autograder.results import QuestionResult
from tests.judging.harness import ROOT, cells, grade, namespace_of, reference_cells

ASSIGNMENTS = assignments(ROOT)
OWN = [mistake for assignment in ASSIGNMENTS for mistake in course_mistakes(assignment, ROOT)]
# No assignment of the course as it is asks for a sum: tests/judging/mistakes/test_reductions.py.
MISTAKES = tuple(each for each in (*catalogue(), *OWN) if each.reduction != "sum")
SLOW = (
    "best_weights",
    "image_features",
    "best_guesses",
)  # what trains for seconds, or is trained on


@cache
def planted() -> list[tuple[str, Mutation]]:
    """Return each slip with the assignment that it is in."""
    return [(assignment, slip) for assignment in ASSIGNMENTS for slip in slips_of(assignment)]


def label(assignment_and_slip: tuple[str, Mutation]) -> str:
    """Return a name for a test of one slip."""
    return f"{assignment_and_slip[1].function}: {assignment_and_slip[1].name}"


def grade_with(assignment: str, slips: tuple[Mutation, ...], seed: int) -> QuestionResult:
    """Grade the solution with slips of one function in it."""
    sources = cells(assignment)
    for slip in slips:
        sources[slip.cell] = slip.apply(sources[slip.cell])
    return grade(assignment, slips[0].function, namespace(sources), seed)


def names(result: QuestionResult) -> list[str]:
    """Return the names of the mistakes that a result tells of."""
    return [mistake.name for mistake in result.mistakes]


def common_pairs() -> list[tuple[str, tuple[Mutation, Mutation]]]:
    """Return pairs of the commonest mistakes that can be made in one function.

    Two that concern the regularization amount to a third, with a name of its own.
    """
    often = {mistake.name for mistake in MISTAKES if mistake.times >= 5}
    found = []
    for (assignment, one), (_, other) in combinations(planted(), 2):
        both = {one.name, other.name}
        same_term = all(name.startswith("the regularization") for name in both)
        if one.function == other.function and both <= often and not same_term:
            source = cells(assignment)[one.cell]
            if one.fits(source) and other.fits(one.apply(source)):
                found.append((assignment, (one, other)))
    return found


def namespace(sources: dict[str, str]) -> dict[str, Any]:
    """Return what the given and the solution cells of a notebook define."""
    return namespace_of(*reference_cells(sources))
