"""A class graded by autograder grade has what nbgrader autograde gives it."""

import json
from pathlib import Path
from typing import Any

import nbformat
import pytest

from tests.batch.small_class import SmallClass
from tests.batch.sources import CRASH, RIGHT

LATE = "2026-03-01 15:00:00 UTC"
IN_TIME = "2026-02-28 15:00:00 UTC"
ANSWERS = {
    "ada": {**RIGHT, "when": IN_TIME},
    "ben": {"f": "def f(x):\n    return 7", "g": "def g(x):\n    return 0", "when": IN_TIME},
    "cat": {**RIGHT, "f": "def f(x):\n    return x + 1 if x < 3 else 0", "when": LATE},
    "dan": {**RIGHT, "f": CRASH},
    "eve": {},
    "fay": {**RIGHT, "when": LATE},
    "gil": {**RIGHT, "when": IN_TIME},
    "hal": {**RIGHT, "f": "print('hello')\ndef f(x):\n    return x + 1"},
    "ida": {**RIGHT, "essay": "Because.", "plot": "[f(1), f(2)]", "when": IN_TIME},
}
# A task has no automatic score: stock nbgrader leaves it empty, GradeNotebook sets it to 0.
GRADES = """
SELECT s.student_id, b.name, CASE b.name WHEN 'task' THEN 0 ELSE g.auto_score END,
g.manual_score, g.needs_manual_grade, g.extra_credit
FROM grade g JOIN base_cell b ON g.cell_id = b.id
JOIN submitted_notebook n ON g.notebook_id = n.id
JOIN submitted_assignment s ON n.assignment_id = s.id ORDER BY 1, 2
"""
COMMENTS = """
SELECT s.student_id, b.name, c.auto_comment, c.manual_comment
FROM comment c JOIN base_cell b ON c.cell_id = b.id
JOIN submitted_notebook n ON c.notebook_id = n.id
JOIN submitted_assignment s ON n.assignment_id = s.id ORDER BY 1, 2
"""
NOTEBOOKS = """
SELECT s.student_id, s.timestamp, s.extension, b.name, n.late_submission_penalty, n.flagged
FROM submitted_notebook n JOIN notebook b ON n.notebook_id = b.id
JOIN submitted_assignment s ON n.assignment_id = s.id ORDER BY 1, 4
"""
STUDENTS = "SELECT id, first_name, last_name, email, lms_user_id FROM student ORDER BY 1"
TABLES = {"grade": GRADES, "comment": COMMENTS, "notebook": NOTEBOOKS, "student": STUDENTS}


def hand_in_all(room: SmallClass) -> None:
    """Hand in a submission of every kind."""
    (room.folder / "source" / "ps1" / "data.txt").write_text("the course's")
    for student, answers in ANSWERS.items():
        folder = room.hand_in(student, **answers)
        if student == "fay":
            (folder / "p2.ipynb").unlink()
        if student == "gil":
            (folder / "p1.ipynb").write_text("{ this is no notebook")
        if student == "ben":
            (folder / "data.txt").write_text("changed")
            (folder / "more").mkdir()
            (folder / "more" / "notes.txt").write_text("mine")
        if student == "hal":
            extra = {"id": "mine", "cell_type": "code", "metadata": {}, "source": "print(f(2))"}
            notebook = json.loads((folder / "p1.ipynb").read_text())
            notebook["cells"].insert(2, {**extra, "outputs": [], "execution_count": 3})
            (folder / "p1.ipynb").write_text(json.dumps(notebook))


@pytest.fixture(scope="module")
def theirs(template: SmallClass, tmp_path_factory: pytest.TempPathFactory) -> SmallClass:
    """Return the class as nbgrader autograde grades it."""
    room = template.copy(tmp_path_factory.mktemp("theirs"))
    hand_in_all(room)
    done = room.run(["-m", "nbgrader", "autograde", "ps1"])
    assert done.returncode == 0, done.stderr
    return room


@pytest.fixture(scope="module")
def ours(template: SmallClass, tmp_path_factory: pytest.TempPathFactory) -> SmallClass:
    """Return the class as autograder grade grades it."""
    room = template.copy(tmp_path_factory.mktemp("ours"))
    hand_in_all(room)
    done = room.grade("--jobs", "2")
    assert done.returncode == 3, done.stderr
    return room


def names(room: SmallClass) -> set[str]:
    """Return all files in autograded/."""
    folder = room.folder / "autograded"
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}


def shape(notebook: dict[str, Any]) -> list[Any]:
    """Return the cells' names, kinds, sources and outputs; a cell of its own has no fixed name."""
    return [
        (each["metadata"].get("nbgrader"), each["cell_type"], each["source"], each.get("outputs"))
        for each in notebook["cells"]
    ]


@pytest.mark.parametrize("table", TABLES)
def test_gradebook(theirs: SmallClass, ours: SmallClass, table: str) -> None:
    """Are scores, comments, times, penalties and students the same?"""
    found = ours.rows(TABLES[table])
    assert found == theirs.rows(TABLES[table])
    assert {row[0] for row in found} == set(ANSWERS)


def test_expected_scores(ours: SmallClass) -> None:
    """Does each student have the points that the tests say, so that both aren't wrong together?"""
    expected = {"ada": 7, "ben": 0, "cat": 4, "dan": 1, "eve": 0, "fay": 6, "gil": 1, "hal": 7}
    assert ours.scores() == {**expected, "ida": 7}
    penalties = {(row[0], row[3]): row[4] for row in ours.rows(NOTEBOOKS) if row[4] is not None}
    assert penalties == {("cat", "p1"): 1.5, ("cat", "p2"): 1.0, ("fay", "p1"): 1.5}


def test_files(theirs: SmallClass, ours: SmallClass) -> None:
    """Are the same files in autograded/, and those that are no notebooks alike?"""
    assert names(ours) == names(theirs)
    for name in names(ours):
        if not name.endswith(".ipynb"):
            path = Path("autograded") / name
            assert (ours.folder / path).read_bytes() == (theirs.folder / path).read_bytes(), name


def test_notebooks(theirs: SmallClass, ours: SmallClass) -> None:
    """Are graded notebooks valid, with the same cells, sources and outputs?"""
    for name in sorted(each for each in names(ours) if each.endswith(".ipynb")):
        student, _, file = name.split("/")
        notebook = ours.autograded(student, file.removesuffix(".ipynb"))
        nbformat.validate(nbformat.from_dict(notebook))
        assert shape(notebook) == shape(theirs.autograded(student, file.removesuffix(".ipynb")))


def test_feedback_and_export(ours: SmallClass) -> None:
    """Do nbgrader's own next steps work on what was written?"""
    for words in (["generate_feedback", "ps1"], ["export"]):
        done = ours.run(["-m", "nbgrader", *words])
        assert done.returncode == 0, done.stderr
    page = ours.folder / "feedback" / "cat" / "ps1" / "p1.html"
    assert "AssertionError" in page.read_text(encoding="utf-8")
    lines = (ours.folder / "grades.csv").read_text(encoding="utf-8").splitlines()
    assert len(lines) == 1 + len(ANSWERS)
