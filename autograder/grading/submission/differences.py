"""In what a submission differs from the handout, beside its answers: for whoever grades it."""

from collections.abc import Iterator, Sequence
from itertools import pairwise

from autograder.grading.submission.cells import Cell
from autograder.grading.submission.match import Match, match

MISSING = "the cell {key} is missing"
COPIES = "{count} cells are named {key} (copied or split): the last one counts as the answer"
CHANGED = "the cell {key}, which is locked, was changed: the course's own version is used"
FLAGS = "the cell {key} has other flags or points: the course's own count"
KIND = "the cell {key} became a {kind} cell"
MOVED = "cells were moved: {keys}"
ADDED = "{count} code cells were added"
ADDED_ONE = "one code cell was added"
_MOST_NAMES = 5


def differences(handout: Sequence[Cell], student: Sequence[Cell]) -> list[str]:
    """Return a sentence for each difference that is not an answer; none has an effect on scores."""
    found = match(handout, student)
    return [*named_differences(handout, found), *_of_order(handout, found), *_added(found)]


def without_hidden_tests(source: str) -> str:
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


def named_differences(handout: Sequence[Cell], found: Match) -> Iterator[str]:
    """Yield a sentence for each cell with a name that is missing, copied or changed."""
    for number, cell in enumerate(handout):
        theirs, count = found.theirs.get(number), found.copies.get(cell.key, 0)
        if not (cell.solution or cell.is_ours):
            continue
        if theirs is None:
            yield MISSING.format(key=cell.key)
            continue
        if count > 1:
            yield COPIES.format(key=cell.key, count=count)
        if theirs.kind != cell.kind:
            yield KIND.format(key=cell.key, kind=theirs.kind)
        elif cell.is_ours and theirs.source.strip() != without_hidden_tests(cell.source):
            yield CHANGED.format(key=cell.key)
        if _flags(theirs) != _flags(cell):
            yield FLAGS.format(key=cell.key)


def _flags(cell: Cell) -> tuple[object, ...]:
    return cell.solution, cell.grade, cell.locked, cell.task, cell.points


def _of_order(handout: Sequence[Cell], found: Match) -> Iterator[str]:
    moved = [handout[number].key for before, number in pairwise(found.order) if number < before]
    if moved:
        more = ", ..." if len(moved) > _MOST_NAMES else ""
        yield MOVED.format(keys=", ".join(moved[:_MOST_NAMES]) + more)


def _added(found: Match) -> Iterator[str]:
    count = sum(cell.kind == "code" for cells in found.added.values() for cell in cells)
    if count:
        yield ADDED_ONE if count == 1 else ADDED.format(count=count)
