"""A submission that was edited in some way: what counts, and what the grader is told."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.engine.submission.differences import differences
from autograder.engine.submission.rebuild import Rebuilt, match, rebuild
from autograder.findings import words
from autograder.notebooks.cells import Cell
from autograder.notebooks.marks import without_hidden_tests
from tests.engine.submission.notebooks import (
    ANSWER,
    DEMO,
    ESSAY,
    HANDOUT,
    SETUP,
    TESTS,
    TEXT,
)

Cells = list[Cell]
THEIR_TESTS = replace(TESTS, source=without_hidden_tests(TESTS.source))
DONE = replace(ANSWER, source="def f(x):\n    return x + 1")
SAID = replace(ESSAY, source="Because.")
SUBMITTED = [SETUP, TEXT, DONE, DEMO, THEIR_TESTS, SAID]
MORE = Cell("x1", "code", "helper = 1")


def told(student: Cells) -> list[str]:
    """Return in what a submission differs from the handout, in words."""
    return [words(each) for each in differences(HANDOUT, student)]


def sources(rebuilt: Rebuilt) -> list[str]:
    """Return the sources of all cells."""
    return [part.cell.source for part in rebuilt.cells]


def test_untouched() -> None:
    """Is a handout that nobody worked on rebuilt as it was, without a word?"""
    handed_out = [replace(c, source=without_hidden_tests(c.source)) for c in HANDOUT]
    assert sources(rebuild(HANDOUT, handed_out)) == [c.source for c in HANDOUT]
    assert differences(HANDOUT, handed_out) == []


def test_only_answers() -> None:
    """Do answers come from the student, tests from the course, each with its role?"""
    rebuilt = rebuild(HANDOUT, SUBMITTED)
    assert differences(HANDOUT, SUBMITTED) == []
    assert rebuilt.answers == {"f": DONE.source, "essay": "Because."}
    assert [(c.key, c.role) for c in rebuilt.to_run] == [
        ("setup", "given"),
        ("f", "answer"),
        ("demo", "demo"),
        ("f-tests", "test"),
    ]
    assert rebuilt.to_run[3].source == TESTS.source
    assert rebuilt.to_run[1].needed == "import math"


EDITS: dict[str, tuple[Callable[[Cells], Cells], list[str]]] = {
    "moved": (
        lambda cells: [cells[2], cells[0], cells[1], *cells[3:]],
        ["cells were moved: setup"],
    ),
    "the answer deleted": (lambda cells: [*cells[:2], *cells[3:]], ["the cell f is missing"]),
    "the tests deleted": (lambda cells: [*cells[:4], cells[5]], ["the cell f-tests is missing"]),
    "everything deleted": (
        lambda _: [],
        [f"the cell {key} is missing" for key in ("setup", "f", "f-tests", "essay")],
    ),
    "tests changed": (
        lambda cells: [*cells[:4], replace(cells[4], source="assert True"), cells[5]],
        ["the cell f-tests, which is locked, was changed: the course's own version is used"],
    ),
    "a locked cell changed": (
        lambda cells: [replace(cells[0], source="import numpy as np; cheat = 1"), *cells[1:]],
        ["the cell setup, which is locked, was changed: the course's own version is used"],
    ),
    "points changed": (
        lambda cells: [*cells[:4], replace(cells[4], points=99.0), cells[5]],
        ["the cell f-tests has other flags or points: the course's own count"],
    ),
    "flags changed": (
        lambda cells: [*cells[:4], replace(cells[4], solution=True, grade=False), cells[5]],
        ["the cell f-tests has other flags or points: the course's own count"],
    ),
    "the kind changed": (
        lambda cells: [*cells[:4], replace(cells[4], kind="raw"), cells[5]],
        ["the cell f-tests became a raw cell"],
    ),
    "a cell added": (lambda cells: [*cells[:2], MORE, *cells[2:]], ["one code cell was added"]),
    "two cells added": (
        lambda cells: [*cells, MORE, replace(MORE, source="other = 2")],
        ["2 code cells were added"],
    ),
    "text added": (lambda cells: [*cells, Cell("n", "markdown", "Notes")], []),
    "an empty cell added": (lambda cells: [*cells, Cell("n", "code", "  \n")], []),
    "an unlocked cell edited": (
        lambda cells: [*cells[:3], replace(cells[3], source="print(f(5))"), *cells[4:]],
        [],
    ),
}


@pytest.mark.parametrize("edit", EDITS)
def test_edits(edit: str) -> None:
    """Is each edit told in these words, and do the course's tests run all the same?"""
    change, said = EDITS[edit]
    student = change(list(SUBMITTED))
    assert told(student) == said
    rebuilt = rebuild(HANDOUT, student)
    ours = [part.cell for part in rebuilt.cells if part.number is not None]
    assert [cell.key for cell in ours] == [cell.key for cell in HANDOUT]
    assert [replace(cell, source="") for cell in ours] == [replace(c, source="") for c in HANDOUT]
    assert ours[4] == TESTS
    assert ours[0] == SETUP


def test_deleted_answer() -> None:
    """Does a solution cell that is missing keep the handout's source, and count as no answer?"""
    rebuilt = rebuild(HANDOUT, [SETUP, THEIR_TESTS])
    assert ANSWER.source in sources(rebuilt)
    assert rebuilt.answers == {}


def test_duplicated() -> None:
    """Does the last of two cells of one name count, and does the first run as an added cell?"""
    first = replace(DONE, source="first = 1")
    student = [SETUP, TEXT, first, DONE, DEMO, THEIR_TESTS, SAID]
    rebuilt = rebuild(HANDOUT, student)
    assert rebuilt.answers["f"] == DONE.source
    assert [(c.source, c.role) for c in rebuilt.to_run][1:3] == [
        ("first = 1", "extra"),
        (DONE.source, "answer"),
    ]
    assert told(student) == [
        "2 cells are named f (copied or split): the last one counts as the answer",
        "one code cell was added",
    ]


def test_split() -> None:
    """Do both halves of a cell that was split run, when the editor gave the second a new id?"""
    head, tail = replace(DONE, source="def g(x):\n    return 1"), Cell("new", "code", "f = g")
    student = [SETUP, TEXT, head, tail, DEMO, THEIR_TESTS, SAID]
    rebuilt = rebuild(HANDOUT, student)
    assert [c.source for c in rebuilt.to_run][1:3] == [head.source, tail.source]
    assert told(student) == ["one code cell was added"]


def test_added_cells_stay_where_they_are() -> None:
    """Does an added cell stay behind the course's cell that it followed, or before all?"""
    student = [replace(MORE, source="a = 1"), *SUBMITTED[:3], MORE, *SUBMITTED[3:]]
    shown = sources(rebuild(HANDOUT, student))
    assert shown[0] == "a = 1"
    assert shown.index(MORE.source) == shown.index(DONE.source) + 1


def test_a_forged_test_cell_is_no_test() -> None:
    """Is an added cell that calls itself a test with points just an added cell?"""
    forged = Cell("mine", "code", "1", grade=True, locked=True, points=100.0)
    rebuilt = rebuild(HANDOUT, [*SUBMITTED, forged])
    assert [(c.key, c.role) for c in rebuilt.to_run][-1] == ("mine", "extra")
    assert rebuilt.cells[-1].cell.points == 0
    assert not rebuilt.cells[-1].cell.grade


def test_without_ids() -> None:
    """Are unlocked cells matched by their source when an editor has dropped all ids?"""
    student = [replace(c, key="" if c in (TEXT, DEMO) else c.key) for c in SUBMITTED]
    assert differences(HANDOUT, student) == []
    assert len(rebuild(HANDOUT, student).cells) == len(HANDOUT)
    assert match(HANDOUT, student).order == list(range(len(HANDOUT)))


def test_unlocked_cell_is_the_students() -> None:
    """Is the student's version of an unlocked cell of the course's kept, as their own?"""
    edited = replace(DEMO, source="print(f(5))")
    rebuilt = rebuild(HANDOUT, [*SUBMITTED[:3], edited, *SUBMITTED[4:]])
    (part,) = [part for part in rebuilt.cells if part.cell.key == "demo"]
    assert (part.cell.source, part.role, part.ours) == ("print(f(5))", "demo", False)


def test_fingerprint() -> None:
    """Does the hash change with answers and added cells, and with nothing of the course's?"""
    one = rebuild(HANDOUT, SUBMITTED).fingerprint
    locked = [replace(SETUP, source="changed = 1"), *SUBMITTED[1:]]
    assert rebuild(HANDOUT, locked).fingerprint == one
    for other in ([*SUBMITTED, MORE], [*SUBMITTED[:5], replace(SAID, source="No.")]):
        assert rebuild(HANDOUT, other).fingerprint != one


some_cells = st.lists(
    st.builds(
        Cell,
        key=st.sampled_from([*(cell.key for cell in HANDOUT), "", "new"]),
        kind=st.sampled_from(["code", "markdown", "raw", "None", "strange"]),
        source=st.sampled_from([*(cell.source for cell in HANDOUT), "", "x = 1"]),
        solution=st.booleans(),
        grade=st.booleans(),
        points=st.sampled_from([0.0, 5.0, float("nan"), float("inf")]),
    ),
    max_size=12,
)


@given(student=some_cells)
def test_any_submission(student: Cells) -> None:
    """Whatever was handed in, are the course's cells there once, in order, with their tests?"""
    rebuilt = rebuild(HANDOUT, student)
    ours = [part for part in rebuilt.cells if part.number is not None]
    assert [part.cell.key for part in ours] == [cell.key for cell in HANDOUT]
    assert [c.source for c in rebuilt.to_run if c.role == "test"] == [TESTS.source]
    assert sum(part.cell.points for part in rebuilt.cells) == TESTS.points + ESSAY.points
    assert all(told(student))


@pytest.mark.parametrize(
    ("source", "left"),
    [
        ("a\n### BEGIN HIDDEN TESTS\nb\n### END HIDDEN TESTS\nc", "a\nc"),
        ("### BEGIN HIDDEN TESTS\nb", ""),
        ("a", "a"),
    ],
)
def test_without_hidden_tests(source: str, left: str) -> None:
    """Is exactly what students can't see taken out of a test cell?"""
    assert without_hidden_tests(source) == left
