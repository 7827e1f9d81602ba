"""Solution cells as a student hands them in: without marks, and which lines are the answer."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from autograder.grading.submission.cells import Cell

_BEGIN, _END = "BEGIN SOLUTION", "END SOLUTION"


@dataclass(frozen=True)
class Answer:
    """The answer in a solution cell; `lines` (from 1) are those that students write."""

    cell: str
    source: str
    lines: frozenset[int]


def answers_of(cells: Sequence[Cell]) -> list[Answer]:
    """Return the answers in code that tests grade; what a person grades has none of their tests."""
    return [_answer(cell) for cell in cells if is_answer(cell) and not cell.grade]


def is_answer(cell: Cell) -> bool:
    """Return whether students write code in this cell."""
    return cell.kind == "code" and cell.solution


def without_marks(source: str) -> str:
    """Return a source without the lines that mark its solution."""
    return "\n".join(line for line, _ in _marked(source))


def _answer(cell: Cell) -> Answer:
    lines = list(_marked(cell.source))
    inside = {number for number, (_, within) in enumerate(lines, start=1) if within}
    everything = range(1, len(lines) + 1)  # without marks students get an empty cell
    return Answer(cell.key, without_marks(cell.source), frozenset(inside or everything))


def _marked(source: str) -> Iterator[tuple[str, bool]]:
    """Yield each line that is no mark, with whether it stands between marks."""
    within = False
    for line in source.splitlines():
        if _BEGIN in line or _END in line:
            within = _BEGIN in line
        else:
            yield line, within
