"""Read the cells of a notebook that anybody may have edited, whatever they look like.

Plain JSON: importing nbformat takes 1.9 s, more than everything else in a check together.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from autograder.selfstudy.errors import (
    FOLDER,
    MISSING,
    NOT_FORMAT_4,
    NOT_JSON,
    UNREADABLE,
    cannot,
)


@dataclass(frozen=True)
class Cell:
    """A cell; `key` is its grade_id or else its id, '' if it has neither.

    `solution` marks what a student writes, `grade` what earns `points`, `locked` what is ours.
    """

    key: str
    kind: str
    source: str
    solution: bool = False
    grade: bool = False
    locked: bool = False
    points: float = 0.0

    @property
    def is_test(self) -> bool:
        """Whether running the cell gives the points of a question."""
        return self.kind == "code" and self.grade and not self.solution


def read_cells(path: Path) -> list[Cell]:
    """Return the cells of a notebook; what is no cell in its list is passed over.

    Raises CheckError when there is no such file, or it is no notebook of format 4.
    """
    notebook = _load(path)
    if not isinstance(notebook, dict) or not isinstance(notebook.get("cells"), list):
        older = isinstance(notebook, dict) and "worksheets" in notebook
        raise cannot(NOT_FORMAT_4 if older else NOT_JSON, path, reason="it has no cells")
    if notebook.get("nbformat") != 4:
        raise cannot(NOT_FORMAT_4, path)
    return [_cell(cell) for cell in notebook["cells"] if isinstance(cell, dict)]


def _load(path: Path) -> object:
    if path.is_dir():
        inside = sorted(path.glob("*.ipynb"))
        raise cannot(
            FOLDER, path, example=str(inside[0] if inside else path / "softmax-loss.ipynb")
        )
    try:
        return json.loads(path.read_text(encoding="utf-8-sig"))
    except FileNotFoundError as error:
        raise cannot(MISSING, path) from error
    except OSError as error:
        raise cannot(UNREADABLE, path, reason=error.strerror or type(error).__name__) from error
    except (ValueError, RecursionError) as error:
        raise cannot(NOT_JSON, path, reason=" ".join(str(error).split())[:80]) from error


def _cell(cell: dict[str, Any]) -> Cell:
    flags = _mapping(_mapping(cell.get("metadata")).get("nbgrader"))
    return Cell(
        key=str(flags.get("grade_id") or cell.get("id") or ""),
        kind=str(cell.get("cell_type")),
        source="".join(_lines(cell.get("source"))).encode("utf-8", "replace").decode(),
        solution=bool(flags.get("solution")),
        grade=bool(flags.get("grade")),
        locked=bool(flags.get("locked")),
        points=_number(flags.get("points")),
    )


def _mapping(value: object) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _lines(value: object) -> Iterator[str]:
    yield from map(str, value if isinstance(value, list) else [value or ""])


def _number(value: object) -> float:
    return float(value) if isinstance(value, int | float) else 0.0
