"""Cells of a notebook, the course's or one that anybody may have edited, whatever they look like.

Plain JSON: importing nbformat takes 1.9 s, more than everything else in a check together.
"""

import json
import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

MOST_BYTES = 50 * 2**20

Trouble = Literal[
    "missing", "folder", "link", "unreadable", "too large", "not JSON", "not format 4"
]


class Unreadable(Exception):  # noqa: N818 - what is wrong with the file
    """A notebook file that can't be used; `trouble` names the kind, `reason` says more."""

    def __init__(self, trouble: Trouble, reason: str = "") -> None:
        super().__init__(f"the notebook can't be read: {trouble}{': ' if reason else ''}{reason}")
        self.trouble, self.reason = trouble, reason


@dataclass(frozen=True)
class Cell:
    """A cell; `key` is its grade_id or else its id, '' if it has neither.

    `solution` marks what a student writes, `grade` what earns `points`, `locked` what is ours,
    `task` a task that is described in it and done anywhere.
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

    @property
    def is_test(self) -> bool:
        """Whether running the cell gives the points of a question."""
        return self.kind == "code" and self.grade and not self.solution

    @property
    def is_ours(self) -> bool:
        """Whether the course says what stands in it."""
        return (self.locked or self.grade or self.task) and not self.solution


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
        raise Unreadable("not format 4" if older else "not JSON", "it has no cells")
    if notebook.get("nbformat") != 4:
        raise Unreadable("not format 4", f"nbformat is {str(notebook.get('nbformat'))[:20]}")
    return [read_cell(cell) for cell in notebook["cells"] if isinstance(cell, dict)]


def read_cell(cell: dict[str, Any]) -> Cell:
    """Return a cell of a notebook's JSON, of whatever its parts consist."""
    flags = _mapping(_mapping(cell.get("metadata")).get("nbgrader"))
    return Cell(
        key=_text(flags.get("grade_id") or cell.get("id") or "")[:200],
        kind=_text(cell.get("cell_type")),
        source=_text("".join(_lines(cell.get("source")))),
        solution=bool(flags.get("solution")),
        grade=bool(flags.get("grade")),
        locked=bool(flags.get("locked")),
        task=bool(flags.get("task")),
        points=_number(flags.get("points")),
        attachments=_mapping(cell.get("attachments")),
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


def read_file(path: Path, most_bytes: int) -> bytes:
    """Return what an ordinary file holds.

    Raises Unreadable for a symbolic link, a device, a pipe or a file that is too large; OSError.
    """
    if path.is_symlink():
        raise Unreadable("link", "a symbolic link is not followed")
    number = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0))
    with open(number, "rb") as file:  # noqa: PTH123 - a file that is open already
        status = os.fstat(number)
        if stat.S_ISDIR(status.st_mode):
            raise IsADirectoryError(path)
        if not stat.S_ISREG(status.st_mode):
            raise Unreadable("unreadable", "it is no ordinary file")
        if status.st_size > most_bytes:
            raise Unreadable("too large", f"{status.st_size:,} bytes, at most {most_bytes:,}")
        return file.read(most_bytes)


def _text(value: object) -> str:
    """Return a value as text that can be written to a file: JSON may hold half characters."""
    return str(value).encode("utf-8", "replace").decode()


def _mapping(value: object) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _lines(value: object) -> Iterator[str]:
    yield from map(str, value if isinstance(value, list) else [value or ""])


def _number(value: object) -> float:
    try:
        return float(value) if isinstance(value, int | float) else 0.0
    except OverflowError:  # JSON's whole numbers have no end
        return 0.0
