"""nbgrader's exporter of submissions: an unreadable notebook costs nobody else's grade."""

import glob
import os
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import msgspec
import nbformat
from nbconvert.exporters import NotebookExporter
from nbformat import NotebookNode

from autograder.course.files import Unreadable, read_file, unreadable
from autograder.notebooks.cells import MOST_BYTES, read_cells


def ignore_what_cannot_be_copied(converter: Any) -> None:  # noqa: ANN401 - nbgrader is untyped
    """Add the names of links, devices and unreadable files to the course's list of ignored ones.

    Copying a link to nowhere fails, copying a device never ends: the submission would get no
    result. What students' code sees is read from the submission itself, whatever is copied.
    """
    coursedir = getattr(converter, "coursedir", None)
    if coursedir is not None:
        odd = _odd_names(Path(folder) for folder in converter.assignments)
        coursedir.ignore = [*coursedir.ignore, *(glob.escape(name) for name in sorted(odd))]


def _odd_names(folders: Iterable[Path]) -> set[str]:
    return {
        name
        for folder in folders
        for base, below, names in os.walk(folder)
        for name in (*below, *names)
        if _is_odd(Path(base) / name)
    }


def _is_odd(path: Path) -> bool:
    if path.suffix == ".ipynb":  # nbgrader doesn't copy these
        return False
    ordinary = path.is_dir() or (path.is_file() and os.access(path, os.R_OK))
    return path.is_symlink() or not ordinary


PROBLEM = "autograder_problem"  # in the notebook's metadata, for --no-execute


class SubmissionExporter(NotebookExporter):
    """Reads, preprocesses and writes a notebook; what is wrong with the file is noted in it."""

    def __init__(self, *args: Any, **options: Any) -> None:  # noqa: ANN401 - nbconvert's own
        super().__init__(*args, **options)
        self.optimistic_validation = True  # once after all steps, not after each: that takes long
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
        problem = error.finding
    except OSError as error:
        problem = unreadable(error)
    return nbformat.v4.new_notebook(metadata={PROBLEM: msgspec.to_builtins(problem)})


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
