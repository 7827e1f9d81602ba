"""The released handout: its cells, whether they are Python, and what can't be graded."""

import json
import re
from pathlib import Path
from typing import Any

import nbformat
from nbformat import NotebookNode
from nbgrader.api import Gradebook
from nbgrader.coursedir import CourseDirectory
from nbgrader.nbgraderformat import MetadataValidator

from autograder.findings import text

_PYTHONS = ("python", "ipython", "conda", "xpython")


def must_be_python(db_url: str, assignment: str, notebook: str) -> None:
    """Raise ValueError if the gradebook says that the course's notebook has another kernel."""
    with Gradebook(db_url) as gradebook:
        kernel = json.loads(gradebook.find_notebook(notebook, assignment).kernelspec or "{}")
    language = str(kernel.get("language") or kernel.get("name") or "python")
    if not language.lower().startswith(_PYTHONS):
        raise ValueError(text("gradebook.not-python", name=notebook, language=language[:50]))


def load_handout(
    coursedir: CourseDirectory, db_url: str, assignment: str, notebook: str, submitted: NotebookNode
) -> NotebookNode:
    """Return the notebook with the tests, points and flags that count.

    Cells without a name in the gradebook come from the released notebook, else from the source;
    where neither is at hand, in the order of the submission.
    """
    path = find_skeleton(coursedir, assignment, notebook)
    skeleton = nbformat.read(path, as_version=4) if path else _named_cells(submitted)
    with Gradebook(db_url) as gradebook:
        known = gradebook.find_notebook(notebook, assignment)
        masters = {cell.name: _master(cell, known) for cell in known.source_cells}
    cells = [_with_master(cell, masters) for cell in skeleton.cells]
    present = {_name(cell) for cell in cells}
    cells += [master for name, master in masters.items() if name not in present]
    for number, cell in enumerate(cells):
        cell.id = cell.get("id") or _cell_id(_name(cell) or f"cell-{number}")
    skeleton.cells = cells
    skeleton.nbformat, skeleton.nbformat_minor = 4, 5
    return skeleton


def find_skeleton(coursedir: CourseDirectory, assignment: str, notebook: str) -> Path | None:
    """Return the released notebook, else the source, None where neither is at hand."""
    for directory in (coursedir.release_directory, coursedir.source_directory):
        path = Path(coursedir.format_path(directory, ".", assignment)) / f"{notebook}.ipynb"
        if path.is_file():
            return path
    return None


def _named_cells(submitted: NotebookNode) -> NotebookNode:
    """Return the last cell of each name, in the submission's order."""
    last = {_name(cell): number for number, cell in enumerate(submitted.cells) if _name(cell)}
    cells = [cell for number, cell in enumerate(submitted.cells) if last.get(_name(cell)) == number]
    return nbformat.v4.new_notebook(cells=cells, metadata=submitted.metadata)


def _name(cell: NotebookNode) -> str:
    return str(cell.metadata.get("nbgrader", {}).get("grade_id", ""))


def _cell_id(name: str) -> str:
    """Return a name as the id of a cell may be written, the same each time."""
    return re.sub(r"[^A-Za-z0-9_-]", "-", name)[:64]


def _with_master(cell: NotebookNode, masters: dict[str, NotebookNode]) -> NotebookNode:
    master = masters.get(_name(cell))
    if master is None:
        cell.metadata.pop("nbgrader", None)
        return cell
    metadata = {**cell.metadata, "nbgrader": master.metadata.nbgrader}
    attachments = {"attachments": cell.attachments} if "attachments" in cell else {}
    return NotebookNode(
        {
            **master,
            **attachments,
            "metadata": NotebookNode(metadata),
            "id": cell.get("id", ""),
        }
    )


def _master(cell: Any, notebook: Any) -> NotebookNode:  # noqa: ANN401 - rows of the gradebook
    """Return a source cell of the gradebook as a notebook cell with all its flags."""
    points = {grade.name: grade.max_score for grade in notebook.grade_cells}
    points |= {task.name: task.max_score for task in notebook.task_cells}
    tasks = {task.name for task in notebook.task_cells}
    flags = {
        "grade_id": cell.name,
        "grade": cell.name in points and cell.name not in tasks,
        "solution": cell.name in {each.name for each in notebook.solution_cells},
        "locked": cell.locked,
        "task": cell.name in tasks,
        "cell_type": cell.cell_type,
        "checksum": cell.checksum,
        "schema_version": MetadataValidator.schema_version,
    }
    if cell.name in points:
        flags["points"] = points[cell.name]
    code = cell.cell_type == "code"
    make = nbformat.v4.new_code_cell if code else nbformat.v4.new_markdown_cell
    return make(cell.source or "", id=_cell_id(cell.name), metadata={"nbgrader": flags})
