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
    """Is nothing touched while each answer is under its name, whatever else was added?"""
    answered = {"one": ONE, "two": TWO, "why": "Because."}
    student = [replace(cell, source=answered.get(cell.key, cell.source)) for cell in HANDOUT]
    student += [Cell("", "code", "def one(x):\n    return x"), Cell("", "markdown", "More.")]
    for handed_in in (student, list(HANDOUT)):
        found = recover(HANDOUT, handed_in)
        assert found.cells == tuple(handed_in) and not list(found.findings)


@pytest.mark.parametrize("below", [0, 1])
def test_what_stands_beside_a_blank_answer(below: int) -> None:
    """Is an answer in a new cell found where its own cell has its name and is blank?"""
    student = list(HANDOUT)
    for key, source in {"one": ONE, "two": TWO, "why": "Because."}.items():
        number = next(n for n, cell in enumerate(student) if cell.key == key)
        student.insert(number + below, Cell("new", student[number].kind, source))
    assert answers(student) == {"one": ONE, "two": TWO, "why": "Because."}
    assert not any(STUB.format("one") == c.source for c in recover(HANDOUT, student).cells)


VARIABLES = (
    Cell("ask", "markdown", "Choose a rate and a number of steps."),
    Cell("rate", "code", "rate = None", solution=True),
    Cell("steps", "code", "steps, tail = None, None", solution=True),
)


@pytest.mark.parametrize(
    ("source", "rate", "steps"),
    [
        ("rate = 0.1\nsteps, tail = 9, 1", None, "steps, tail = 9, 1"),
        ("rate: float = 0.1\nsteps, tail = 9, 1", None, "steps, tail = 9, 1"),
        ("(steps, tail) = 9, 1\nrate = 0.1", None, "(steps, tail) = 9, 1"),
        ("x = 3\nsteps = x\ntail = 1\nrate = x", None, "steps = x\n\n\ntail = 1"),
    ],
)
def test_joined_variables(source: str, rate: str | None, steps: str) -> None:
    """Has each answer its own lines of a cell that assigns them all, and none of them nothing?"""
    found = recover(VARIABLES, [Cell("", "code", source)])
    held = {cell.key: cell.source for cell in found.cells if cell.solution}
    assert held == {"rate": rate or source, "steps": steps}


@pytest.mark.parametrize(
    "source", ["one = 3", "one = rng.permutation(5)", "one, x = 1, 2", "for one in x:\n    pass"]
)
def test_a_variable_is_no_function(source: str) -> None:
    """Is a number that has a function's name not taken for the function?"""
    assert "one" not in answers(work(one=source))


def test_the_course_s_code_of_another_assignment() -> None:
    """Is a cell that nbgrader calls no answer none, though it defines what one should?"""
    student = [Cell("given", "code", ONE, locked=True), Cell("test", "code", TWO, grade=True)]
    assert not answers(student)


@pytest.mark.parametrize("kind", ["markdown", "raw"])
def test_code_in_a_text(kind: str) -> None:
    """Is code found in another kind of cell, and asked about where it has a slip?"""
    student = [replace(each, kind=kind) if each.source == ONE else each for each in work()]
    assert answers(student)["one"] == ONE
    slip = f"{ONE} + ("
    student = [replace(each, source=slip) if each.source == ONE else each for each in student]
    found = recover(HANDOUT, student)
    assert "one" not in answers(student)
    assert [(each.key, each.position) for each in found.questions] == [("one", 1)]


def test_code_among_words() -> None:
    """Is code between fences asked about, and run without the words once somebody says yes?"""
    said = f"Here it is:\n\n```python\n{ONE}\n```\n\nIt adds one."
    for named in (replace(HANDOUT[1], kind="markdown", source=said), Cell("", "markdown", said)):
        student = [named if each.source == ONE else each for each in work()]
        assert answers(student)["one"] == ONE


def test_a_question_and_its_answer_in_one_cell() -> None:
    """Are they parted, also where the cell has the question's name, or other line ends?"""
    asked = HANDOUT[3]
    for first in (asked, replace(asked, key="")):
        for end in ("\n", "  \r\n"):
            source = f"{asked.source}{end}{end}Because."
            student = [first if each.source == asked.source else each for each in work(why="")]
            student = [replace(e, source=source) if e == first else e for e in student]
            assert answers(student)["why"] == "Because."
            assert [m.position for m in recover(HANDOUT, student).matches if m.key == "why"] == [3]


def test_all_of_it_twice() -> None:
    """Does a blank copy of the whole handout, above or below, cost no answer?"""
    blank = [Cell("", cell.kind, cell.source) for cell in HANDOUT]
    assert answers([*blank, *work()]) == {"one": ONE, "two": TWO, "why": "Because."}
    below = recover(HANDOUT, [*work(), *blank])  # so few cells are out of order then
    assert [(each.key, each.position) for each in below.questions] == [("why", 4)]
    assert {"one": ONE, "two": TWO}.items() <= answers([*work(), *blank]).items()


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
        [Cell("", "code", f"def one(x):\n    raise {'+'.join('1' * 900)}")],
        [Cell("", "code", f"def three(x):\n    raise x{'.y' * 900}")],
        [Cell("", "markdown", "```a\n" * 40_000)],
        [Cell("", "raw", "one, " * 40_000 + "= 1")],
    ],
    ids=[
        *("nested", "minus", "null", "spaces", "surrogate", "many", "long"),
        *("sum", "deep", "fences", "names"),
    ],
)
def test_hostile_cells(cells: list[Cell]) -> None:
    """Is whatever somebody writes passed over without an error?"""
    assert len(recover(HANDOUT, cells).matches) <= 1


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
