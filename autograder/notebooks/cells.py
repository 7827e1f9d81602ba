"""The cells of notebooks, whoever wrote them: handed in, released or an instructor's source."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from autograder.course.files import Unreadable, read_file
from autograder.course.folders import CourseError
from autograder.findings import text
from autograder.notebooks.code import imports_and_definitions, imports_only

MOST_BYTES = 50 * 2**20
# In a cell's metadata, what a person has decided of it.
OURS, DECLINED = "autograder", "declined"


@dataclass(frozen=True)
class Cell:
    """A cell; `key` is its grade_id or else its id, '' if it has neither.

    `solution` marks what a student writes, `grade` what earns `points`, `locked` what is ours,
    `task` a task that is described in it and done anywhere; `declined` what a person has said to be
    no answer.
    """

    key: str
    kind: str
    source: str
    solution: bool = False
    grade: bool = False
    locked: bool = False
    task: bool = False
    points: float = 0.0
    attachments: dict[str, Any] = field(default_factory=dict)
    declined: bool = False

    @property
    def is_test(self) -> bool:
        """Whether running the cell gives the points of a question."""
        return self.kind == "code" and self.grade and not self.solution

    @property
    def is_ours(self) -> bool:
        """Whether the course says what stands in it."""
        return (self.locked or self.grade or self.task) and not self.solution

    @property
    def is_given(self) -> bool:
        """Whether it is for students to read and run: neither answer nor test."""
        return self.locked and not (self.solution or self.grade or self.task)


def read_cells(path: Path) -> list[Cell]:
    """Return the cells of a notebook file of format 4; what is no cell in its list is passed over.

    Raises Unreadable when there is no such file, or it is a link, too large or no such notebook.
    """
    return parse_cells(_load(path))


def parse_cells(data: bytes) -> list[Cell]:
    """Return the cells of a notebook's JSON; raises Unreadable as read_cells does."""
    try:
        notebook = json.loads(data.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise Unreadable("not JSON", " ".join(str(error).split())[:80]) from error
    if not isinstance(notebook, dict) or not isinstance(notebook.get("cells"), list):
        older = isinstance(notebook, dict) and "worksheets" in notebook
        raise Unreadable("not format 4" if older else "not JSON", text("unusable.no-cells"))
    if notebook.get("nbformat") != 4:
        raise Unreadable(
            "not format 4",
            text("unusable.nbformat", str=str(notebook.get("nbformat"))[:20]),
        )
    return [read_cell(cell) for cell in notebook["cells"] if isinstance(cell, dict)]


def read_cell(cell: dict[str, Any]) -> Cell:
    """Return a cell of a notebook's JSON, of whatever its parts consist."""
    metadata = _mapping(cell.get("metadata"))
    flags = _mapping(metadata.get("nbgrader"))
    return Cell(
        key=_text(flags.get("grade_id") or cell.get("id") or "")[:200],
        kind=_text(cell.get("cell_type")),
        source=_text("".join(_lines(cell.get("source")))).replace("\r\n", "\n"),
        solution=bool(flags.get("solution")),
        grade=bool(flags.get("grade")),
        locked=bool(flags.get("locked")),
        task=bool(flags.get("task")),
        points=_number(flags.get("points")),
        attachments=_mapping(cell.get("attachments")),
        declined=_mapping(metadata.get(OURS)).get("match") == DECLINED,
    )


def _load(path: Path) -> bytes:
    try:
        return read_file(path, MOST_BYTES)
    except FileNotFoundError as error:
        raise Unreadable("missing") from error
    except IsADirectoryError as error:
        raise Unreadable("folder") from error
    except OSError as error:
        raise Unreadable("unreadable", error.strerror or type(error).__name__) from error


def _text(value: object) -> str:
    """Return a value as text that can be written to a file: JSON may hold half characters."""
    text = str(value)
    return text if text.isascii() else text.encode("utf-8", "replace").decode()


def _mapping(value: object) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _lines(value: object) -> Iterator[str]:
    yield from map(str, value if isinstance(value, list) else [value or ""])


def _number(value: object) -> float:
    try:
        return float(value) if isinstance(value, int | float) else 0.0
    except OverflowError:  # JSON's whole numbers have no end
        return 0.0


@dataclass(frozen=True)
class SourceCell:
    """A cell of the instructor's notebook, as in Cell."""

    id: str
    kind: str
    source: str
    solution: bool
    is_given: bool


def read_source_cells(path: Path) -> list[SourceCell]:
    """Return the cells of a notebook of format 4.

    Raises CourseError when the file is missing, is no JSON or is of another format.
    """
    try:
        notebook = json.loads(path.read_text(encoding="utf-8"))
        if notebook.get("nbformat") != 4:
            raise CourseError(text("notebooks.not-format-4", path=path))
        return [_cell(cell) for cell in notebook["cells"]]
    except (OSError, ValueError, KeyError, AttributeError) as error:
        raise CourseError(text("notebooks.unreadable", path=path, error=error)) from error


def _cell(cell: dict[str, Any]) -> SourceCell:
    source = cell["source"]
    flags = cell.get("metadata", {}).get("nbgrader", {})
    return SourceCell(
        id=str(cell.get("id", "")),
        kind=str(cell["cell_type"]),
        source=source if isinstance(source, str) else "".join(source),
        solution=bool(flags.get("solution")),
        is_given=read_cell(cell).is_given,
    )


def reference_source(cell: Cell | SourceCell) -> str:
    """Return what an instructor's code cell adds to the reference that answers are compared with.

    A solution is in it whole. What a read-only cell defines may be needed by it; what it computes
    is not, and may take long. Other cells are the students': their imports alone are in it.
    """
    if cell.solution:
        return cell.source
    return imports_and_definitions(cell.source) if cell.is_given else imports_only(cell.source)


def student_cells(data: bytes) -> list[Cell]:
    """Return the cells of a notebook file; raises Unreadable when there are none to be found."""
    try:
        return parse_cells(data)
    except Unreadable as error:
        if error.trouble != "not format 4":
            raise
        return _upgraded(data, error)


def _upgraded(data: bytes, trouble: Unreadable) -> list[Cell]:
    import nbformat  # takes two seconds: only for those few

    try:
        notebook = nbformat.reads(data.decode("utf-8-sig"), as_version=4)
        return [read_cell(cell) for cell in notebook.cells]
    except Exception as error:  # whatever it stumbles over, nobody can read it
        raise trouble from error
