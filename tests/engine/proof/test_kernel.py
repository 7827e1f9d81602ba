"""Is one kernel, as proofs have it, what a real kernel and nbgrader's own scoring are?"""

import json
from dataclasses import replace
from typing import Any

import nbformat
import pytest
from nbclient import NotebookClient
from nbgrader.utils import determine_grade

from autograder.engine.proof.variants import variants
from autograder.engine.submission.cell_runs import Place
from autograder.engine.submission.specification import Specification
from autograder.engine.workers.worker import Worker
from autograder.notebooks.cells import read_cell
from tests.engine.proof.courses import course
from tests.engine.proof.test_prove import CELLS
from tests.support.stock import ON_PURPOSE

_STEADY = {name: source for name, source in CELLS.items() if not name.startswith("chance")}
# Those that a kernel survives; the last expression of one is a score that nbgrader refuses.
_KNOWN = {name: each for name, each in ON_PURPOSE.items() if each.stock is not None}
_PARTIAL = {
    "f": "def f(x):\n    return x",
    "number-tests": "f(0.5)",
    "none-tests": "f(None)",
    "text-tests": "f('0.5')",
    "list-tests": "[f(1)]",
    "true-tests": "f(True)",
    "semicolon-tests": "f(0.5);",
    "print-tests": "print(f(0.5))",
    "magic-tests": "%time f(1)",
    "error-tests": "import sys\nprint('no', file=sys.stderr)",
    "display-tests": "from IPython.display import display\ndisplay(f(0.25))",
    "names-tests": "assert 'number' not in globals() and In[-2] and len(Out) > 1",
    "await-tests": "import asyncio\nawait asyncio.sleep(0)\n0.25",
    "exit-tests": "raise SystemExit('enough')",
    "input-tests": "input('n? ')",
    "warned-tests": "import warnings\nwarnings.warn('careful')\n1",
    "after-tests": "assert f(2) == 2",
}


def _notebooks() -> dict[str, Specification]:
    found = {"partial": course(_PARTIAL), "steady": course(_STEADY)}
    for number, each in enumerate(_KNOWN.values()):
        cells = {"setup": each.given} if each.given else {}
        found[f"known {number}"] = course({**cells, "f": each.answer, "f-tests": each.test})
    return found


@pytest.fixture(scope="module")
def ours() -> dict[str, dict[str, float | None]]:
    """Return the points of the solutions of all notebooks, by one worker."""
    found = {}
    notebooks = _notebooks()
    made = {name: variants(given)[0].submission for name, given in notebooks.items()}
    worker = Worker([_in_kernel(name, given) for name, given in notebooks.items()])
    try:
        for name, submission in made.items():
            graded = worker.grade_one(name, submission)
            tests = (each for each in graded.cells if each.graded and not each.written)
            found[name] = {each.cell: each.points for each in tests}
    finally:
        worker.close()
    return found


def _in_kernel(name: str, given: Specification) -> Specification:
    cells = [read_cell(node) for node in given.handout["cells"]]
    places: dict[str, Place] = {cell.key: "kernel" for cell in cells if cell.is_test}
    return replace(given, notebook=name, places=places)


@pytest.mark.parametrize("name", ["partial", "steady", *(f"known {n}" for n in range(len(_KNOWN)))])
def test_the_same_points(ours: dict[str, dict[str, float | None]], name: str) -> None:
    """Has each test the points that nbgrader gives for its outputs in a real kernel?"""
    assert ours[name] == _real(json.loads(variants(_notebooks()[name])[0].submission.notebook))


def _real(content: dict[str, Any]) -> dict[str, float]:
    notebook = nbformat.from_dict(content)
    NotebookClient(notebook, timeout=60, allow_errors=True).execute()
    cells = (cell for cell in notebook.cells if cell.metadata.nbgrader.grade)
    return {cell.metadata.nbgrader.grade_id: float(determine_grade(cell)[0]) for cell in cells}
