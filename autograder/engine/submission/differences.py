"""In what a submission differs from the handout, beside its answers: for whoever grades it."""

from collections.abc import Iterator, Sequence
from itertools import pairwise

from autograder.engine.submission.rebuild import Match, match
from autograder.findings import Code, Finding
from autograder.notebooks.cells import Cell
from autograder.notebooks.marks import without_hidden_tests

_MOST_NAMES = 5


def differences(handout: Sequence[Cell], student: Sequence[Cell]) -> list[Finding]:
    """Return each difference that is not an answer; none has an effect on scores."""
    found = match(handout, student)
    return [*named_differences(handout, found), *_of_order(handout, found), *_added(found)]


def named_differences(handout: Sequence[Cell], found: Match) -> Iterator[Finding]:
    """Yield what happened to each cell with a name that is missing, copied or changed."""
    for number, cell in enumerate(handout):
        theirs, count = found.theirs.get(number), found.copies.get(cell.key, 0)
        if not (cell.solution or cell.is_ours):
            continue
        if theirs is None:
            yield Finding.of(Code.CELL_MISSING, key=cell.key)
            continue
        if count > 1:
            yield Finding.of(Code.CELL_COPIED, key=cell.key, count=count)
        if theirs.kind != cell.kind:
            yield Finding.of(Code.CELL_KIND, key=cell.key, kind=theirs.kind[:40])
        elif cell.is_ours and theirs.source.strip() != without_hidden_tests(cell.source):
            yield Finding.of(Code.CELL_CHANGED, key=cell.key)
        if _flags(theirs) != _flags(cell):
            yield Finding.of(Code.CELL_FLAGS, key=cell.key)


def _flags(cell: Cell) -> tuple[object, ...]:
    return cell.solution, cell.grade, cell.locked, cell.task, cell.points


def _of_order(handout: Sequence[Cell], found: Match) -> Iterator[Finding]:
    moved = [handout[number].key for before, number in pairwise(found.order) if number < before]
    if moved:
        more = ", ..." if len(moved) > _MOST_NAMES else ""
        yield Finding.of(Code.CELLS_MOVED, keys=", ".join(moved[:_MOST_NAMES]) + more)


def _added(found: Match) -> Iterator[Finding]:
    count = sum(cell.kind == "code" for cells in found.added.values() for cell in cells)
    if count:
        yield Finding(Code.CELL_ADDED) if count == 1 else Finding.of(Code.CELLS_ADDED, count=count)
