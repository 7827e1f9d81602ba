"""Grade cases of the bank, by stock nbgrader or by the kit: the scores of each test cell."""

import json
import sqlite3
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from tests.same_scores.cases import POINTS, VARIANTS, Case, with_marks, without_marks
from tests.support.commands import AUTOGRADER, NBGRADER, python, without
from tests.support.gradebooks import put_gradebook

APART, WHERE_NEEDED = "never", "where needed"  # tests and the student's code in one process
_MOST_NOTEBOOKS = 90  # of an assignment
# By case, variant and test cell.
Scores = dict[str, dict[str, dict[str, float | None]]]
_STOCK = """
c = get_config()
c.CourseDirectory.course_id = "bank"
c.Execute.timeout = 60
"""
_KIT = f"from autograder.gradebook import configure\n{_STOCK}configure(c)\n"
_TOGETHER = "c.GradingSettings.together = {!r}\n"
_GRADES = """
SELECT s.student_id, k.name, b.name, g.auto_score FROM grade g
JOIN submitted_notebook n ON g.notebook_id = n.id
JOIN notebook k ON n.notebook_id = k.id
JOIN submitted_assignment s ON n.assignment_id = s.id
JOIN base_cell b ON g.cell_id = b.id
"""


def stock_scores(folder: Path, cases: Sequence[Case], variants: Sequence[str] = VARIANTS) -> Scores:
    """Grade cases with nbgrader alone, in a new folder."""
    for name in _make(folder, cases, variants, _STOCK):
        _run(folder, *NBGRADER, "autograde", name)
    return _scores(folder, cases)


def kit_scores(
    folder: Path, cases: Sequence[Case], variants: Sequence[str] = VARIANTS, together: str = APART
) -> Scores:
    """Grade cases with `autograder grade`, in a new folder."""
    for name in _make(folder, cases, variants, _KIT + _TOGETHER.format(together)):
        _run(folder, *AUTOGRADER, "grade", name)
    return _scores(folder, cases)


def said(folder: Path, case: Case, variant: str, test: str) -> str:
    """Return what a test cell printed when it was graded."""
    (path,) = folder.glob(f"autograded/{variant}/*/{_file_name(case)}")
    for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]:
        if cell["metadata"].get("nbgrader", {}).get("grade_id") == test:
            return "\n".join(map(_text, cell["outputs"]))
    return ""


def _make(folder: Path, cases: Sequence[Case], variants: Sequence[str], config: str) -> list[str]:
    """Write the course, generate its assignments and hand in; return the assignments' names.

    Every command takes a second to begin: an assignment has a notebook for each of many cases.
    """
    folder.mkdir(parents=True)
    (folder / "nbgrader_config.py").write_text(config, encoding="utf-8")
    put_gradebook(folder, "bank")
    made = {f"part-{number}": part for number, part in enumerate(parts(cases, _MOST_NOTEBOOKS), 1)}
    for name, part in made.items():
        for case in part:
            _write(folder / "source" / name, case, _notebook(case))
        log = _run(folder, *NBGRADER, "generate_assignment", name)
        for case in part:
            release = folder / "release" / name / _file_name(case)
            assert release.exists(), log
            for variant in variants:
                handed_in = _handed_in(json.loads(release.read_text()), case.answers(variant))
                _write(folder / "submitted" / variant / name, case, handed_in)
    return list(made)


def parts(cases: Sequence[Case], size: int) -> list[Sequence[Case]]:
    """Return cases by so many, in order."""
    return [cases[start : start + size] for start in range(0, len(cases), size)]


def _file_name(case: Case) -> str:
    return case.id.replace("/", "--") + ".ipynb"


def _handed_in(handout: dict[str, Any], answers: dict[str, str]) -> dict[str, Any]:
    for cell in handout["cells"]:
        answer = answers.get(cell["metadata"]["nbgrader"]["grade_id"])
        if answer is not None:
            cell["source"] = without_marks(answer)
    return handout


def _write(folder: Path, case: Case, notebook: dict[str, Any]) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in case.files.items():
        (folder / name).write_text(content, encoding="utf-8")
    (folder / _file_name(case)).write_text(json.dumps(notebook), encoding="utf-8")


def _notebook(case: Case) -> dict[str, Any]:
    spec = {"name": "python3", "display_name": "Python 3", "language": "python"}
    cells: list[dict[str, Any]] = [
        {
            "id": cell.key,
            "cell_type": "code",
            "metadata": {"nbgrader": _flags(cell.kind, cell.key)},
            "source": with_marks(cell.source) if cell.kind == "answer" else cell.source,
            "outputs": [],
            "execution_count": None,
        }
        for cell in case.cells
    ]
    return {"nbformat": 4, "nbformat_minor": 5, "metadata": {"kernelspec": spec}, "cells": cells}


def _flags(kind: str, key: str) -> dict[str, Any]:
    solution, test = kind == "answer", kind == "test"
    flags = {"grade_id": key, "schema_version": 3, "task": False, "solution": solution}
    return flags | {"grade": test, "locked": not solution} | ({"points": POINTS} if test else {})


def _run(folder: Path, *words: str) -> str:
    """Run a command; its exit code says nothing, as some answers are meant to be wrong."""
    return python(words, folder, without("AUTOGRADER", "NBGRADER")).stderr


def _scores(folder: Path, cases: Sequence[Case]) -> Scores:
    names = {_file_name(case).removesuffix(".ipynb"): case.id for case in cases}
    found: Scores = {case.id: {} for case in cases}
    database = sqlite3.connect(folder / "gradebook.db")
    try:
        for variant, notebook, cell, score in database.execute(_GRADES):
            found[names[notebook]].setdefault(variant, {})[cell] = score
    finally:
        database.close()
    return found


def _text(output: dict[str, Any]) -> str:
    if output["output_type"] == "error":
        return f"{output['ename']}: {output['evalue']}"
    found = output.get("text", output.get("data", {}).get("text/plain", ""))
    return found if isinstance(found, str) else "".join(found)
