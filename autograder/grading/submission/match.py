"""Which of a student's cells is which cell of the handout."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from autograder.grading.submission.cells import Cell

_KINDS = ("code", "markdown", "raw")


@dataclass
class Match:
    """The student's version of each handout cell by its number, and cells that they added.

    `added` is by the number of the handout cell that they follow, '' before the first. `copies`
    counts cells of one name, `order` lists handout numbers as they come in the student's notebook.
    """

    theirs: dict[int, Cell] = field(default_factory=dict)
    added: dict[int | str, list[Cell]] = field(default_factory=dict)
    copies: dict[str, int] = field(default_factory=dict)
    order: list[int] = field(default_factory=list)


def match(handout: Sequence[Cell], student: Sequence[Cell]) -> Match:
    """Match by name; cells without a known name by their source, if the handout has it once."""
    names = {cell.key: number for number, cell in enumerate(handout) if cell.key}
    last = {cell.key: number for number, cell in enumerate(student) if cell.key in names}
    sources = _unique_sources(handout)
    found = Match()
    place: int | str = ""
    for position, cell in enumerate(student):
        number = _number(cell, position, names, last, sources)
        if number is not None and number not in found.theirs:
            found.theirs[number] = cell
            found.order.append(number)
            place = number
        elif cell.kind in _KINDS and cell.source.strip():
            found.added.setdefault(place, []).append(cell)
    for cell in student:
        if cell.key in names:
            found.copies[cell.key] = found.copies.get(cell.key, 0) + 1
    return found


def _number(
    cell: Cell, position: int, names: dict[str, int], last: dict[str, int], sources: dict[str, int]
) -> int | None:
    if cell.key in names:
        return names[cell.key] if last[cell.key] == position else None
    return sources.get(cell.source.strip())


def _unique_sources(handout: Sequence[Cell]) -> dict[str, int]:
    """Return the numbers of unlocked cells of the course's by their source, where that is unique.

    Editors that don't know nbformat 4.5 drop the ids of cells.
    """
    plain = [(cell.source.strip(), number) for number, cell in enumerate(handout)]
    times = Counter(text for text, _ in plain)
    return {
        text: number
        for text, number in plain
        if text and times[text] == 1 and not (handout[number].solution or handout[number].grade)
    }
