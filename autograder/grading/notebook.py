"""Read the cells of a source notebook, in the kernel that grades.

Plain JSON on purpose: importing nbformat costs 1.6 s (the grammar of a format checker that its
schema validator loads), and a hidden test would pay that in every submission.
"""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from autograder.grading.course import CourseError


@dataclass(frozen=True)
class SourceCell:
    """A cell of the instructor's notebook; `solution` marks what students write."""

    id: str
    kind: str
    source: str
    solution: bool


def read_cells(path: Path) -> list[SourceCell]:
    """Return the cells of a notebook of format 4.

    Raises CourseError when the file is missing, is no JSON or is of another format.
    """
    try:
        notebook = json.loads(path.read_text(encoding="utf-8"))
        if notebook.get("nbformat") != 4:
            raise CourseError(f"{path} is not a notebook of format 4: save it in JupyterLab.")
        return [_cell(cell) for cell in notebook["cells"]]
    except (OSError, ValueError, KeyError, AttributeError) as error:
        raise CourseError(f"{path} can't be read as a notebook: {error!r}.") from error


def _cell(cell: dict[str, Any]) -> SourceCell:
    source = cell["source"]
    flags = cell.get("metadata", {}).get("nbgrader", {})
    return SourceCell(
        id=str(cell.get("id", "")),
        kind=str(cell["cell_type"]),
        source=source if isinstance(source, str) else "".join(source),
        solution=bool(flags.get("solution")),
    )
