"""Solution cells as a student hands them in: without marks, and which lines are the answer."""

from collections.abc import Sequence
from dataclasses import dataclass

from autograder.grading.marks import marked_lines, without_marks
from autograder.grading.submission.cells import Cell


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


def _answer(cell: Cell) -> Answer:
    lines = list(marked_lines(cell.source))
    inside = {number for number, (_, within) in enumerate(lines, start=1) if within}
    everything = range(1, len(lines) + 1)  # without marks students get an empty cell
    return Answer(cell.key, without_marks(cell.source), frozenset(inside or everything))
