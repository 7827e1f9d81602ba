"""Example submissions: small changes to the solution, never a second copy of it."""

import copy
import json
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import nbformat

from autograder.grading.course import CourseError
from autograder.grading.marks import without_marks

EDITS, EXPECTED = "edits.toml", "expected.json"


@dataclass(frozen=True)
class Example:
    """One example student: a name that says the outcome, and what each submission changes."""

    name: str
    story: str
    submissions: dict[str, dict[str, Any]]
    expected: dict[str, dict[str, Any]]


def load_examples(folder: Path) -> list[Example]:
    """Return the examples under `folder`, one a sub-folder with edits.toml and expected.json.

    Raises CourseError when there is none, or one can't be read.
    """
    examples = [_load(path.parent) for path in sorted(folder.glob(f"*/{EDITS}"))]
    if not examples:
        raise CourseError(f"No example submissions in {folder}: is this the kit's own folder?")
    return examples


def _load(folder: Path) -> Example:
    try:
        edits = tomllib.loads((folder / EDITS).read_text(encoding="utf-8"))
        expected = json.loads((folder / EXPECTED).read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise CourseError(f"The example {folder} can't be read: {error}.") from error
    story = str(edits.pop("story", ""))
    return Example(folder.name, story, edits, expected)


def submission(
    changes: dict[str, Any], source: nbformat.NotebookNode, released: nbformat.NotebookNode
) -> nbformat.NotebookNode:
    """Return the released notebook as the example student hands it in.

    Solution cells hold the reference, but for the ids in `changes["leave"]` (all of them, if it
    is "all"); then each of `changes["edit"]` replaces `find` by `replace` in one `cell`. Raises
    CourseError when `find` doesn't stand there exactly once.
    """
    notebook = copy.deepcopy(released)
    answers = {cell.id: cell.source for cell in source.cells if _is_answer(cell)}
    leave = changes.get("leave", [])
    for cell in notebook.cells:
        if cell.id in answers and leave != "all" and cell.id not in leave:
            cell.source = without_marks(answers[cell.id])
    cells = {cell.id: cell for cell in notebook.cells}
    for edit in changes.get("edit", []):
        _apply(edit, cells)
    return notebook


def _is_answer(cell: nbformat.NotebookNode) -> bool:
    return bool(cell.metadata.get("nbgrader", {}).get("solution"))


def _apply(edit: dict[str, str], cells: dict[str, nbformat.NotebookNode]) -> None:
    cell = cells.get(edit["cell"])
    count = cell.source.count(edit["find"]) if cell is not None else 0
    if cell is None or count != 1:
        raise CourseError(
            f"An example's edit of {edit['cell']} finds {edit['find']!r} {count} times, not once: "
            f"has the solution changed? Mend the example's {EDITS}."
        )
    cell.source = cell.source.replace(edit["find"], edit["replace"])
