"""The list of cases where the kit scores otherwise than stock nbgrader is true on both sides."""

import re

import nbformat
import pytest
from nbclient import NotebookClient
from nbclient.exceptions import DeadKernelError
from nbgrader.utils import determine_grade

from autograder.engine.submission.points_of_tests import limit
from autograder.results.points import earned
from tests.conftest import ROOT
from tests.engine.bridge.notebook import Cells, run
from tests.support.stock import ON_PURPOSE, Difference

_FLAGS = {"grade": True, "solution": False, "locked": True, "points": 2, "grade_id": "tests"}


@pytest.fixture(scope="module")
def stock() -> dict[str, float | None]:
    """Return what nbgrader gives, with all cases in one kernel; the last of them ends it."""
    notebook = nbformat.v4.new_notebook()
    for each in ON_PURPOSE.values():
        notebook.cells += map(nbformat.v4.new_code_cell, (each.answer, each.given, each.test))
        notebook.cells[-1].metadata["nbgrader"] = dict(_FLAGS)
    ended = False
    try:
        NotebookClient(notebook, timeout=60, allow_errors=True).execute()
    except DeadKernelError:
        ended = True
    found = dict(zip(ON_PURPOSE, map(_points, notebook.cells[2::3]), strict=True))
    return found | ({list(ON_PURPOSE)[-1]: None} if ended else {})


def _points(cell: nbformat.NotebookNode) -> float | None:
    try:
        return float(determine_grade(cell)[0])
    except ValueError:
        return None


@pytest.mark.parametrize("name", ON_PURPOSE)
def test_what_stock_gives(stock: dict[str, float | None], name: str) -> None:
    """Does nbgrader give the points that the list says?"""
    assert stock[name] == ON_PURPOSE[name].stock


@pytest.mark.parametrize("name", ON_PURPOSE)
def test_what_the_kit_gives(name: str) -> None:
    """Does the kit give the points that the list says?"""
    assert _kit(ON_PURPOSE[name]) == ON_PURPOSE[name].kit


def test_the_list_in_the_docs() -> None:
    """Does the page for people name the same cases, in the same order?"""
    page = (ROOT / "docs" / "grading.md").read_text(encoding="utf-8")
    table = page.partition("| Case | nbgrader | here |\n|---|---|---|\n")[2].partition("\n\n")[0]
    assert re.findall(r"^\| ([^|]*) \|", table, re.MULTILINE) == list(ON_PURPOSE)


def _kit(each: Difference) -> float | None:
    cells: Cells = [("answer", "answer", each.answer), ("test", "test", each.test)]
    cells[1:1] = [("given", "given", each.given)] if each.given else []
    ran = run(cells, course_names=frozenset({"TOL"}), required_names=frozenset({"f"}))["test"]
    outputs = limit(ran.outputs, 2.0)
    node = {"cell_type": "code", "outputs": outputs, "metadata": {"nbgrader": _FLAGS}}
    return earned(node)
