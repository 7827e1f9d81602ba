"""Values on fixed inputs tell the bank's wrong functions from right ones, and from one another."""

from functools import cache
from itertools import combinations
from typing import Any

import pytest

from autograder.instructors.review.behaviour import Behaviour, right, yours
from autograder.judging.fingerprints.values import values_of
from autograder.notebooks.marks import without_marks
from tests.conftest import ROOT
from tests.judging.harness import cells, hidden_calls, namespace_of, reference_cells
from tests.judging.mistakes.planted import planted
from tests.variants.bank import BANK, notebook_of
from tests.wrong_code.behaviour import differs
from tests.wrong_code.compositions import Composition, accepted, solved

PLACES = (
    ("softmax-loss", "softmax_loss_vectorized"),
    ("svm-loss", "svm_loss_naive"),
    ("two-layer-net", "affine_backward"),
    ("softmax-function", "softmax"),
)


def did(assignment: str, function: str, namespace: dict[str, Any]) -> tuple[Behaviour, Behaviour]:
    """Return what a function did on the fixed inputs, and what is right."""
    source = cells(assignment)[hidden_calls(assignment)[function][0]]
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(ROOT)
        found = values_of(assignment, namespace, source)
    assert found is not None and found.function == function
    return yours(found), right(found)


@cache
def slips(assignment: str, function: str) -> list[Composition]:
    """Return the function's planted mistakes, one at a time."""
    found = (slip for name, slip in planted() if name == assignment)
    return [Composition(assignment, (slip,)) for slip in found if slip.function == function]


@pytest.mark.parametrize(("assignment", "function"), PLACES)
def test_right_variants_are_as_the_solution(assignment: str, function: str) -> None:
    """Do all right answers of the bank, however written, return what the solution does?"""
    styles = [each for each in BANK if (each.assignment, each.question) == (assignment, function)]
    assert styles
    for each in styles:
        mine, its = did(assignment, function, notebook_of(each))
        assert mine.alike(its), each.name


@pytest.mark.parametrize(("assignment", "function"), PLACES)
def test_wrong_functions_are_apart(assignment: str, function: str) -> None:
    """Is what the bank's judge tells from the solution, or another mistake, apart here, too?"""
    bank = slips(assignment, function)
    assert len(bank) > 2
    found = {str(each): did(assignment, function, each.namespace()) for each in bank}
    for each in bank:
        mine, its = found[str(each)]
        if all(differs(each, other, function) for other in accepted(each)):
            assert not mine.alike(its), each
    for one, other in combinations(bank, 2):
        if differs(one, other.namespace(), function, large=False):
            assert not found[str(one)][0].alike(found[str(other)][0]), f"{one}, {other}"


def test_a_function_that_is_not_there() -> None:
    """Is a missing function told from a right one, and from one that raises?"""
    place = PLACES[0]
    missing, its = did(*place, {})
    raising = namespace_of(f"def {place[1]}(*_):\n    raise ValueError")
    assert not missing.alike(its)
    assert not missing.alike(did(*place, raising)[0])


def test_no_values_of_other_tests() -> None:
    """Is nothing asked where a cell has plain tests, or trains?"""
    for source in ("assert f(1) == 2", "1 +", "grade_loss(unknown)"):
        with pytest.MonkeyPatch.context() as patch:
            patch.chdir(ROOT)
            assert values_of("softmax-loss", {}, source) is None


def test_the_solution_itself() -> None:
    """Does the solution, as students would write it, return what is right?"""
    assignment, function = PLACES[0]
    namespace = namespace_of(*map(without_marks, reference_cells(dict(cells(assignment)))))
    mine, its = did(assignment, function, namespace)
    assert mine.alike(its)
    assert function in solved(assignment)
