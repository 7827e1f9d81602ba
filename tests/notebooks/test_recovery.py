"""Cells without names: what is told, by what, and what is left to a person."""

from dataclasses import replace

import pytest

from autograder.findings import words
from autograder.notebooks.cells import Cell, parse_cells
from autograder.notebooks.forms.scripts import cells_of_script
from autograder.notebooks.marks import as_handed_out
from autograder.notebooks.recovery import as_notebook, recover

STUB = "def {0}(x):\n    raise NotImplementedError"
HANDOUT = (
    Cell("intro", "markdown", "## One\n\nWrite the function that adds one to its argument."),
    Cell("one", "code", STUB.format("one"), solution=True),
    Cell("one-tests", "code", "assert one(1) == 2", grade=True, locked=True, points=1),
    Cell("ask", "markdown", "**Why.** Why does it add one and never two to its argument?"),
    Cell("why", "markdown", "YOUR ANSWER HERE", solution=True, grade=True, points=2),
    Cell("middle", "markdown", "## Two\n\nWrite the function that adds two to its argument."),
    Cell("two", "code", STUB.format("two"), solution=True),
    Cell("two-tests", "code", "assert two(1) == 3", grade=True, locked=True, points=1),
)
ONE, TWO = "def one(x):\n    return x + 1", "def two(x):\n    return x + 2"


def work(**answers: str) -> list[Cell]:
    """Return a student's cells, without names, with these answers; an empty one is left out."""
    given = {"one": ONE, "two": TWO, "why": "Because."} | answers
    sources = (given.get(cell.key, cell.source) for cell in HANDOUT)
    pairs = zip(HANDOUT, sources, strict=True)
    return [Cell("", cell.kind, source) for cell, source in pairs if source]


def answers(student: list[Cell]) -> dict[str, str]:
    """Return what is taken for each answer."""
    return {cell.key: cell.source for cell in recover(HANDOUT, student).cells if cell.solution}


def said(student: list[Cell]) -> list[str]:
    """Return all that is said."""
    return [words(each) for each in recover(HANDOUT, student).findings]


def test_a_notebook_with_its_names_stays_as_it_is() -> None:
    """Is nothing touched while each answer has its name, whatever else was added?"""
    student = [*HANDOUT, Cell("", "code", ONE)]
    found = recover(HANDOUT, student)
    assert found.cells == tuple(student) and not list(found.findings)


def test_all_names_lost() -> None:
    """Is each answer put back with its reason, and the tests known as the course's?"""
    assert answers(work()) == {"one": ONE, "two": TWO, "why": "Because."}
    assert said(work())[0] == (
        "cell 2 had lost its name and was put back as one, by what it defines (one)"
    )
    assert "cell 5" in said(work())[1] and "its place right below ask" in said(work())[1]
    assert [cell.key for cell in recover(HANDOUT, work()).cells] == [c.key for c in HANDOUT]


def test_untouched_stubs_are_no_versions() -> None:
    """Does an answer count where a fresh stub follows it?"""
    student = [*work(), Cell("", "code", STUB.format("one"))]
    assert answers(student)["one"] == ONE
    assert not any("could be" in each for each in said(student))


def test_the_last_version_counts() -> None:
    """Does the last of two versions count, though the first is right, and is it said?"""
    wrong = "def one(x):\n    return x"
    student = [*work(), Cell("", "code", wrong)]
    assert answers(student)["one"] == wrong
    assert "2 cells could be one: the last one in the notebook, cell 9, counts" in said(student)


def test_joined_cells() -> None:
    """Has each answer its function, where they stand in one cell, also in one with a name?"""
    both = f"{ONE}\n\n\n{TWO}"
    for student in (
        work(one=both, two=""),
        [replace(HANDOUT[1], source=both), *work(one="", two="")],
    ):
        assert answers(student)["two"] == TWO and ONE in answers(student)["one"]


def test_a_name_that_was_copied_along() -> None:
    """Is a copied cell with another function known by the function?"""
    student = [replace(HANDOUT[1], source=ONE), replace(HANDOUT[1], source=TWO)]
    assert answers(student) == {"one": ONE, "two": TWO}


@pytest.mark.parametrize(
    "source",
    [
        "%%time\ndef one(x):\n    return x + 1",
        "def one(x):\n    return ((x + 1",
        "    def one(x):\n        return x + 1",
        "!pip install x\nimport math\n\ndef one(x):\n    return x + 1",
        "one = lambda x: x + 1",
    ],
)
def test_code_of_any_look(source: str) -> None:
    """Is a function known with magics, with a slip, indented, or as a lambda?"""
    assert answers(work(one=source))["one"] == source


def test_another_name_is_asked_about() -> None:
    """Is a function under a name that is nearly the same asked about, and not taken?"""
    student = work(two="def twoo(x):\n    return x + 2")
    found = recover(HANDOUT, student)
    assert "two" not in answers(student)
    assert [(each.key, each.position) for each in found.questions] == [("two", 6)]


def test_a_text_in_two_cells() -> None:
    """Is an answer in two cells one answer?"""
    student = work()
    student.insert(5, Cell("", "markdown", "And so on."))
    assert answers(student)["why"] == "Because.\n\nAnd so on."


def test_pictures_of_a_text_in_two_cells() -> None:
    """Does each picture stay with its text, and no picture take another's place?"""
    student = work()
    student[4] = replace(student[4], attachments={"a.png": 1})
    student.insert(5, Cell("", "markdown", "And so on.", attachments={"b.png": 2}))
    student.insert(6, Cell("", "markdown", "Once more.", attachments={"a.png": 3}))
    (why,) = [cell for cell in recover(HANDOUT, student).cells if cell.key == "why"]
    assert why.attachments == {"a.png": 1, "b.png": 2}
    assert why.source == "Because.\n\nAnd so on."
    assert (
        Cell("", "markdown", "Once more.", attachments={"a.png": 3})
        in recover(HANDOUT, student).cells
    )


def test_shuffled_texts_are_not_taken_by_their_place() -> None:
    """Is nothing told from the place where the order is lost?"""
    student = list(reversed(work()))
    assert "why" not in answers(student)
    assert answers(student)["one"] == ONE


def test_cells_of_another_assignment() -> None:
    """Is a cell with another name of nbgrader's no answer by its place or its looks?"""
    student = [
        replace(cell, key=f"other-{number}", solution=bool(number % 2))
        for number, cell in enumerate(work(two="def twoo(x):\n    return x + 2"), start=1)
    ]
    found = recover(HANDOUT, student)
    assert "why" not in answers(student)
    assert not found.questions


def test_what_somebody_has_declined() -> None:
    """Is a cell that is no answer never taken, nor asked about?"""
    student = [replace(cell, declined=cell.source == "Because.") for cell in work()]
    found = recover(HANDOUT, student)
    assert "why" not in answers(student)
    assert not found.questions


@pytest.mark.parametrize(
    "cells",
    [
        [Cell("", "code", "(" * 5000)],
        [Cell("", "code", "-" * 90_000 + "1")],
        [Cell("", "code", "\x00")],
        [Cell("", "markdown", "# a" + " " * 100_000 + "b")],
        [Cell("", "raw", "\ud800")],
        [Cell("", "code", "x = 1")] * 3000,
        [Cell("", "code", "x = 1\n" * 500_000)],
    ],
    ids=["nested", "minus", "null", "spaces", "surrogate", "many", "long"],
)
def test_hostile_cells(cells: list[Cell]) -> None:
    """Is whatever somebody writes passed over without an error?"""
    assert not recover(HANDOUT, cells).matches


def test_a_notebook_of_cells() -> None:
    """Does a notebook that is made of cells hold them again, with names and flags?"""
    cells = list(recover(HANDOUT, work()).cells)
    assert parse_cells(as_notebook(cells)) == cells


def test_handed_out() -> None:
    """Is a source shown with a stub in place of its solution, and without hidden tests?"""
    source = "def f(x):\n    ### BEGIN SOLUTION\n    return x\n    ### END SOLUTION"
    assert as_handed_out(source, "pass") == "def f(x):\n    pass"


def test_a_plain_script_is_parted_by_the_courses_cells() -> None:
    """Are answers parted from the course's tests, where nothing else parts cells?"""
    script = "\n\n".join([ONE, HANDOUT[2].source, TWO, HANDOUT[7].source])
    cells = cells_of_script(script, [HANDOUT])
    assert [cell.source for cell in cells] == [ONE, HANDOUT[2].source, TWO, HANDOUT[7].source]
