"""A notebook survives being run again: any cell twice, and all of them in another order."""

import dis
import json
import random
from pathlib import Path
from types import CodeType
from typing import Any

import pytest
from IPython.core.interactiveshell import InteractiveShell
from IPython.utils.capture import capture_output

from tests.assignments.test_run import ASSIGNMENTS

SEED = 20


@pytest.mark.parametrize("name", ASSIGNMENTS)
def test_cells_run_again_in_any_order(
    root: Path, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Does no cell raise, and keep all tests their points, run twice and then shuffled?"""
    monkeypatch.setenv("NBGRADER_EXECUTION", "autograde")  # demonstrations of the graded sizes
    monkeypatch.setenv("AUTOGRADER_SEED", str(SEED))
    monkeypatch.chdir(root / "solutions" / name)
    shell, cells = _Shell(), _code(root / "solutions" / name / f"{name}.ipynb")
    every = list(cells)
    for cell in every:
        if cell in _demonstrations(cells):
            shell.run(cell, cells[cell]["source"])
        shell.run(cell, cells[cell]["source"])
    shuffled = random.Random(SEED).sample(every, len(every))  # noqa: S311 - no secret
    for cell in shuffled:
        points = shell.run(cell, cells[cell]["source"])
        nbgrader = cells[cell]["metadata"].get("nbgrader", {})
        if nbgrader.get("grade"):
            assert points == nbgrader["points"], cell


@pytest.mark.parametrize("name", ASSIGNMENTS)
def test_no_cell_takes_a_name_that_others_share(root: Path, name: str) -> None:
    """Is each name that a cell reads set by one other cell, not by two that may differ?"""
    cells = _code(root / "solutions" / name / f"{name}.ipynb")
    found = {cell: _names(compile(cells[cell]["source"], cell, "exec")) for cell in cells}
    del found["setup"]
    for cell, (_, read) in found.items():
        for each in read:
            setters = [other for other, (names, _) in found.items() if each in names]
            assert len(setters) < 2, f"{cell} reads {each}, which is set by {setters}"


def _names(code: CodeType) -> tuple[set[str], set[str]]:
    """Return the names that a cell sets, and those that it reads without having set them."""
    names, read = set[str](), set[str]()
    for step in dis.get_instructions(code):
        if step.opname == "STORE_NAME":
            names.add(str(step.argval))
        elif step.opname in ("LOAD_NAME", "LOAD_GLOBAL") and step.argval not in names:
            read.add(str(step.argval))
    for inner in code.co_consts:
        if isinstance(inner, CodeType):
            read |= _names(inner)[1] - names
    return names, read


class _Shell:
    """One namespace for all cells, as a kernel has it."""

    def __init__(self) -> None:
        self._shell: InteractiveShell = InteractiveShell()

    def run(self, cell: str, source: str) -> Any:
        """Run a cell and return the value of its last expression, if it has one."""
        with capture_output():
            done = self._shell.run_cell(source)
        error = done.error_before_exec or done.error_in_exec
        assert error is None, f"{cell}: {error!r}"
        return done.result


def _code(path: Path) -> dict[str, dict[str, Any]]:
    """Return the code cells of a notebook by id, in their order."""
    loaded = json.loads(path.read_text(encoding="utf-8"))["cells"]
    found = [{**each, "source": "".join(each["source"])} for each in loaded]
    return {each["id"]: each for each in found if each["cell_type"] == "code"}


def _demonstrations(cells: dict[str, dict[str, Any]]) -> set[str]:
    """Return the ids of the cells that nbgrader neither grades nor has students write."""
    return {
        name
        for name, cell in cells.items()
        if not any(cell["metadata"].get("nbgrader", {}).get(k) for k in ("grade", "solution"))
    }
