"""Read a submitted notebook whatever it looks like: one that can't be read is graded as empty."""

from pathlib import Path
from typing import Any

import nbformat
from nbconvert.exporters import NotebookExporter
from nbformat import NotebookNode

from autograder.grading.nbgrader.copying import ignore_what_cannot_be_copied
from autograder.grading.submission.cells import MOST_BYTES, Unreadable, read_cells, read_file

PROBLEM = "autograder_problem"  # in the notebook's metadata, from here to Rebuild


class SubmissionExporter(NotebookExporter):
    """Reads, preprocesses and writes a notebook; what is wrong with the file is noted in it."""

    def __init__(self, *args: Any, **options: Any) -> None:  # noqa: ANN401 - nbconvert's own
        super().__init__(*args, **options)
        ignore_what_cannot_be_copied(self.parent)  # nbgrader makes it right before it copies

    def from_filename(
        self,
        filename: str,
        resources: dict[str, Any] | None = None,
        **options: Any,  # noqa: ANN401 - nbconvert's own
    ) -> tuple[Any, dict[str, Any]]:
        """Convert a file; a notebook that can't be read becomes one without cells."""
        path = Path(filename)
        resources = dict(resources or {})
        resources["metadata"] = {"name": path.stem, "path": str(path.parent)}
        return self.from_notebook_node(read_notebook(path), resources, **options)


def read_notebook(path: Path) -> NotebookNode:
    """Return the notebook in a file, or one without cells and with a PROBLEM in its metadata."""
    try:
        return _read(path)
    except Unreadable as error:
        problem = str(error)
    except OSError as error:
        problem = f"the notebook can't be read: {error.strerror}"
    return nbformat.v4.new_notebook(metadata={PROBLEM: problem})


def _read(path: Path) -> NotebookNode:
    try:
        text = read_file(path, MOST_BYTES).decode("utf-8-sig")
        notebook = nbformat.reads(text, as_version=4)
        nbformat.validate(notebook)
    except (OSError, Unreadable):
        raise
    except Exception:  # what nbformat can't make sense of may still hold cells with answers
        return _tolerant(path)
    return notebook


def _tolerant(path: Path) -> NotebookNode:
    make = {"code": nbformat.v4.new_code_cell, "raw": nbformat.v4.new_raw_cell}
    cells = []
    for cell in read_cells(path):
        made = make.get(cell.kind, nbformat.v4.new_markdown_cell)(cell.source)
        flags = {"grade": cell.grade, "solution": cell.solution, "locked": cell.locked}
        if cell.key:
            made.metadata["nbgrader"] = {**flags, "grade_id": cell.key}
        cells.append(made)
    return nbformat.v4.new_notebook(cells=cells)
