"""Run a rebuilt notebook's cells, so that each question gets its turn whatever the others do."""

from collections.abc import Sequence
from pathlib import Path

from autograder.selfstudy.kernel import Kernel
from autograder.selfstudy.listen import Ran
from autograder.selfstudy.rebuild import OnCell, RunCell

# What later questions may need; demonstrations and other tests are no part of it.
_BUILDING = ("given", "answer", "extra")


def run_cells(
    cells: Sequence[RunCell], root: Path, seconds: float, on_cell: OnCell
) -> dict[str, Ran]:
    """Run the cells, each for at most `seconds`; return what came of answers and tests, by key.

    Once a cell took too long or killed Python, demonstrations are left out: they would only call
    the same function again. After Python was killed, the cells that build the student's names run
    again in a fresh process, but for those that did harm. Raises KernelError when none starts.
    """
    came: dict[str, Ran] = {}
    harmful: set[int] = set()
    with Kernel(root) as kernel:
        for number, cell in enumerate(cells):
            if harmful and cell.role == "demo":
                continue
            on_cell(cell, number + 1, len(cells))
            ran = kernel.run(cell.source, seconds)
            if cell.role in ("answer", "test"):
                came[cell.key] = ran
            if ran.fate != "ended":
                harmful.add(number)
            if ran.lost:
                _build_again(kernel, cells[:number], harmful, seconds)
    return came


def _build_again(
    kernel: Kernel, cells: Sequence[RunCell], harmful: set[int], seconds: float
) -> None:
    """Run the building cells in a fresh process; start over without one that ends it, too."""
    number = 0
    while number < len(cells):
        lost = False
        if cells[number].role in _BUILDING and number not in harmful:
            ran = kernel.run(cells[number].source, seconds)
            lost = ran.lost
            if ran.fate != "ended":
                harmful.add(number)
        number = 0 if lost else number + 1
