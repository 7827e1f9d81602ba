"""Where things stand in a notebook: sections, the answer that a test is about, and 'why' names."""

import re
from collections.abc import Sequence

from autograder.grading.submission.cells import Cell

_HEADING = re.compile(r"^##\s+(.+?)\s*#*\s*$", re.MULTILINE)
_BOLD = re.compile(r"\*\*(.+?)\*\*")


def sections(cells: Sequence[Cell]) -> dict[str, str]:
    """Return the nearest heading '## N · Title' at or above each cell, by the cell's key."""
    found: dict[str, str] = {}
    heading = ""
    for cell in cells:
        if cell.kind == "markdown" and not cell.solution:
            headings = _HEADING.findall(cell.source)
            heading = headings[-1] if headings else heading
        found[cell.key] = heading
    return found


def answer_of_tests(cells: Sequence[Cell]) -> dict[str, str]:
    """Return, by the key of each test cell, the key of the code answer above it ('' if none)."""
    found: dict[str, str] = {}
    above = ""
    for cell in cells:
        if cell.kind == "code" and cell.solution:
            above = cell.key
        elif cell.is_test:
            found[cell.key] = above
    return found


def names_of_answers(cells: Sequence[Cell]) -> dict[str, str]:
    """Return what to call each written answer: 'Why 1' if '**Why 1.**' stands above it."""
    found: dict[str, str] = {}
    bold = ""
    for cell in cells:
        if cell.solution and cell.grade:
            found[cell.key] = bold or cell.key
            bold = ""
        elif cell.kind == "markdown":
            names = _BOLD.findall(cell.source)
            bold = names[0].rstrip(".:") if names else ""
    return found
