"""Put a submission's answers into the handout: cells, order, tests and flags are the course's.

From the student come the sources of solution cells, of unlocked cells, and cells that they added.
"""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass, replace

from autograder.grading.reference import imports_only
from autograder.grading.running.cells import Role, RunCell
from autograder.grading.submission.cells import Cell
from autograder.grading.submission.match import Match, match


@dataclass(frozen=True)
class RebuiltCell:
    """A cell to show and, if it has a role, to run.

    `number` is that of the handout cell which it is, None if the student added it; `ours` tells
    that its source is the course's; `imports` are the import statements that the handout has in it.
    """

    cell: Cell
    role: Role | None = None
    number: int | None = None
    ours: bool = False
    imports: str = ""


@dataclass(frozen=True)
class Rebuilt:
    """The cells in order, and the student's answers by key."""

    cells: tuple[RebuiltCell, ...]
    answers: dict[str, str]

    @property
    def to_run(self) -> tuple[RunCell, ...]:
        """The code cells."""
        return tuple(
            RunCell(part.cell.key, part.cell.source, part.role, part.imports)
            for part in self.cells
            if part.role
        )

    @property
    def fingerprint(self) -> str:
        """A hash of everything that is the student's own."""
        theirs = [part.cell.source for part in self.cells if part.role and not part.ours]
        text = json.dumps([sorted(self.answers.items()), theirs])
        return hashlib.sha256(text.encode()).hexdigest()


def rebuild(handout: Sequence[Cell], student: Sequence[Cell]) -> Rebuilt:
    """Return the handout's cells with the student's answers, and the cells that they added.

    An added cell stays behind the cell of ours that it followed. Of several cells with one name
    the last is the answer, as in nbgrader, and the others count as added. A solution cell that is
    missing keeps the handout's source.
    """
    found = match(handout, student)
    cells = list(_extras(found, ""))
    answers = {}
    for number, cell in enumerate(handout):
        theirs = found.theirs.get(number)
        if cell.solution and theirs is not None:
            answers[cell.key] = theirs.source
        cells.append(_placed(cell, number, theirs))
        cells += _extras(found, number)
    return Rebuilt(tuple(cells), answers)


def _placed(cell: Cell, number: int, theirs: Cell | None) -> RebuiltCell:
    ours = theirs is None or cell.is_ours
    imports = "" if cell.is_ours or cell.kind != "code" else imports_only(cell.source)
    if theirs is not None and not ours:
        cell = replace(cell, source=theirs.source, attachments=theirs.attachments)
    return RebuiltCell(cell, _role(cell), number, ours, imports)


def _role(cell: Cell) -> Role | None:
    if cell.kind != "code":
        return None
    if cell.solution:
        return "answer"
    return "test" if cell.grade else "given" if cell.locked else "demo"


def _extras(found: Match, place: int | str) -> list[RebuiltCell]:
    plain = (
        Cell(key=cell.key, kind=cell.kind, source=cell.source, attachments=cell.attachments)
        for cell in found.added.get(place, ())
    )
    return [RebuiltCell(cell, "extra" if cell.kind == "code" else None) for cell in plain]
