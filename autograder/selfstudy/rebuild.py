"""Rebuild a student's notebook: cells, order and tests are the course's, the answers theirs."""

import hashlib
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

from autograder.selfstudy.cells import Cell

Role = Literal["given", "demo", "answer", "extra", "test"]

MISSING_CELL = "The cell {key} is missing: copy it from a fresh copy of the course's notebook."
DUPLICATES = "{count} cells are named {key} (copied or split): the last one counts as the answer."
CHANGED = (
    "You changed the cell {key}; the course's own version is used, so put your code elsewhere."
)


@dataclass(frozen=True)
class RunCell:
    """A code cell to run: the course's (given, demo, test) or the student's (answer, extra)."""

    key: str
    source: str
    role: Role


# Called before a cell runs, with its number from 1 and the number of cells.
OnCell = Callable[[RunCell, int, int], None]


@dataclass(frozen=True)
class Rebuilt:
    """The cells to run, in order; the student's answers by key; and what was odd, in words."""

    cells: tuple[RunCell, ...]
    answers: dict[str, str]
    notices: tuple[str, ...]

    @property
    def fingerprint(self) -> str:
        """A hash of everything that is the student's own."""
        extras = [cell.source for cell in self.cells if cell.role == "extra"]
        text = json.dumps([sorted(self.answers.items()), extras])
        return hashlib.sha256(text.encode()).hexdigest()


def rebuild(source: Sequence[Cell], student: Sequence[Cell]) -> Rebuilt:
    """Return the course's cells with the student's answers, and the code cells they added.

    An added cell stays behind the cell of ours that it followed. Of several cells with one name
    the last is the answer, as in nbgrader, and the others count as added. A missing answer is left
    out.
    """
    last = {cell.key: number for number, cell in enumerate(student) if cell.key}
    answers = {
        cell.key: student[last[cell.key]].source
        for cell in source
        if cell.solution and cell.key in last
    }
    extras = _extras({cell.key for cell in source}, student, last)
    cells = list(extras.get("", ()))
    for cell in source:
        cells += _ours(cell, answers)
        cells += extras.get(cell.key, ()) if cell.key else ()
    return Rebuilt(tuple(cells), answers, tuple(_notices(source, student, last)))


def visible(source: str) -> str:
    """Return the lines of a course's cell that students get to see."""
    lines, hidden = [], False
    for line in source.splitlines():
        if "BEGIN HIDDEN TESTS" in line:
            hidden = True
        if not hidden:
            lines.append(line)
        if "END HIDDEN TESTS" in line:
            hidden = False
    return "\n".join(lines).strip()


def _ours(cell: Cell, answers: dict[str, str]) -> list[RunCell]:
    if cell.kind != "code":
        return []
    if cell.solution:
        return [RunCell(cell.key, answers[cell.key], "answer")] if cell.key in answers else []
    role: Role = "test" if cell.grade else "given" if cell.locked else "demo"
    return [RunCell(cell.key, cell.source, role)]


def _extras(
    known: set[str], student: Sequence[Cell], last: dict[str, int]
) -> dict[str, list[RunCell]]:
    """Return the student's added code cells by the name of the known cell above them."""
    extras: dict[str, list[RunCell]] = {}
    above = ""
    for number, cell in enumerate(student):
        if cell.key in known and last.get(cell.key) == number:
            above = cell.key
        elif cell.kind == "code" and cell.source.strip():
            extras.setdefault(above, []).append(RunCell(cell.key, cell.source, "extra"))
    return extras


def _notices(source: Sequence[Cell], student: Sequence[Cell], last: dict[str, int]) -> list[str]:
    named = [cell.key for cell in student if cell.key]
    notices = []
    for cell in source:
        count = named.count(cell.key)
        if cell.solution and not count:
            notices.append(MISSING_CELL.format(key=cell.key))
        if cell.solution and count > 1:
            notices.append(DUPLICATES.format(key=cell.key, count=count))
        if cell.locked and count and student[last[cell.key]].source.strip() != visible(cell.source):
            notices.append(CHANGED.format(key=cell.key))
    return notices
