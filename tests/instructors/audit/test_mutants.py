"""What is changed in an answer, and how that is told."""

import ast

import pytest

from autograder.instructors.audit import mutants
from autograder.instructors.audit.answers import answers_of
from autograder.instructors.audit.mutants import Mutant, distinct, tidy
from autograder.notebooks.cells import Cell, read_cell
from tests.gradebook.course import cell
from tests.instructors.audit.courses import F, notebook


def read(*nodes: dict[str, object]) -> list[Cell]:
    """Return cells as a source notebook holds them."""
    return [read_cell(node) for node in notebook(*nodes)["cells"]]


def test_answers_are_what_tests_grade() -> None:
    """Are cells that a person grades, text and tests left out, and marks taken away?"""
    cells = read(
        cell("f", F, solution=True),
        cell("whole", "g = 1", solution=True),
        cell("plot", "p = 1", solution=True, grade=True, points=1),
        cell("essay", "Why?", "markdown", solution=True, grade=True, points=1),
        cell("tests", "assert f(1)", grade=True, locked=True, points=1),
    )
    first, second = answers_of(cells)
    assert (first.cell, second.cell) == ("f", "whole")
    assert first.source == "def f(x):\n    y = 7\n    y = x + 1\n    return y"
    assert (set(first.lines), set(second.lines)) == ({3}, {1})


def test_only_the_answer_is_changed() -> None:
    """Does no operator touch what students are given, though it has a place there?"""
    (answer,) = answers_of(read(cell("f", F, solution=True)))
    found = list(distinct(answer.source, mutants.changes(answer.source, answer.lines)))
    assert len(found) > 10
    for operator, source in found:
        given, line = source.replace("y = 7\n", "", 1), source.splitlines()[2]
        assert "y = 7" in source, operator
        assert given.splitlines()[0] == "def f(x):"
        assert line != "    y = x + 1"
    anywhere = mutants.changes(answer.source, frozenset(range(1, 5)))
    assert any("y = 8" in tidy(answer.source, source) for _, source in anywhere)


def test_each_change_means_something_else() -> None:
    """Are a change of blanks, a repeated one and what is no Python left out?"""
    changes = [("a", "x =  1"), ("b", "x = 2"), ("c", "x  = 2"), ("d", "x = = 2"), ("e", "x = 3")]
    assert list(distinct("x = 1", changes)) == [("b", "x = 2"), ("e", "x = 3")]


def test_no_two_mutants_of_a_cell_are_the_same() -> None:
    """Is each program that cosmic-ray makes there once?"""
    source = "def f(a, b):\n    return a + b if a > 0 else -b"
    changes = mutants.changes(source, frozenset({2}))
    found = [ast.dump(ast.parse(changed)) for _, changed in distinct(source, changes)]
    assert 10 < len(set(found)) == len(found)
    assert ast.dump(ast.parse(source)) not in found


@pytest.mark.parametrize(
    ("before", "after", "tidied"),
    [
        ("f(axis=1)", "f(axis= 2)", "f(axis=2)"),
        ("x = 1", "x = 2", "x = 2"),
        ("if a:\n    b", "if not a:\n    b", "if not a:\n    b"),
        ("return 1", "return  2", "return 2"),
        ("[:, 0]", "[:, 1]", "[:, 1]"),
        ("margins = 1", "margin = 2", "margin = 2"),
    ],
)
def test_blanks_of_a_replacement_go(before: str, after: str, tidied: str) -> None:
    """Is a line written as the solution is, but for what was changed?"""
    assert tidy(before, after) == tidied


def test_a_change_is_told_by_its_lines() -> None:
    """Does a diff name notebook, cell and operator, and are the lines without indentation?"""
    before = "def f(x):\n    y = x\n    return y"
    mutant = Mutant("p1", "f", "Twice", before, before.replace("y = x", "y = 2 * x"))
    assert mutant.change == ("y = x", "y = 2 * x")
    assert mutant.diff.splitlines()[:2] == ["--- p1.ipynb: f", "+++ p1.ipynb: f (Twice)"]
    assert "-    y = x\n+    y = 2 * x" in mutant.diff


def test_more_than_arithmetic_is_changed() -> None:
    """Are conditions and loops among what the operators change?"""
    source = "for a in b:\n    if a or c:\n        break"
    names = {name for name, _ in mutants.changes(source, frozenset({1, 2, 3}))}
    assert names == {
        "AddNot",
        "ReplaceBreakWithContinue",
        "ReplaceOrWithAnd",
        "ZeroIterationForLoop",
    }
