"""Do points and failures of a test survive whatever the student's code shows meanwhile?"""

import json

import pytest

from autograder.engine.submission.cell_runs import CellRun
from autograder.notebooks.safe_outputs import clean_outputs
from tests.engine.bridge.notebook import Cells, error, run, value

ANSWER = """
def prints():
    print("x" * 600_000)
    return 1

def displays():
    for number in range(700):
        display(number)
    return 1

def page():
    from IPython.display import HTML
    display(HTML("<script>alert(1)</script>"))
    return 1

def raises():
    raise ExceptionGroup("many", [ValueError("a")])
"""
NOISY = ("prints", "displays", "page")


@pytest.fixture(scope="module")
def ran() -> dict[str, CellRun]:
    """Return what came of tests that fail, and of tests that give half a point."""
    cells: Cells = [("answer", "answer", ANSWER)]
    for name in NOISY:
        cells.append((f"{name} fails", "test", f"assert {name}() == 2"))
        cells.append((f"{name} counts", "test", f"0.5 * {name}()"))
    cells.append(("raises", "test", "raises()"))
    cells.append(("group", "test", "raise ExceptionGroup('many', [ValueError('a')])"))
    cells.append(("leaves", "test", "exit()\n0.25"))
    return run(cells)


def stored(ran: CellRun) -> CellRun:
    """Return a test's outputs as they are stored in the graded notebook."""
    return CellRun(tuple(clean_outputs(json.loads(json.dumps(ran.outputs)))))


@pytest.mark.parametrize("name", NOISY)
def test_failure_is_kept(ran: dict[str, CellRun], name: str) -> None:
    """Is the error of a test stored behind however much the student's function shows?"""
    assert "AssertionError" in error(stored(ran[f"{name} fails"]))


@pytest.mark.parametrize("name", NOISY)
def test_partial_credit_is_kept(ran: dict[str, CellRun], name: str) -> None:
    """Is a test's number of points stored behind all that, so that it is not taken for full?"""
    assert value(stored(ran[f"{name} counts"])) == "0.5"


@pytest.mark.parametrize("name", ["raises", "group"])
def test_many_exceptions(ran: dict[str, CellRun], name: str) -> None:
    """Does a group of exceptions, which IPython only prints, fail a test like any other?"""
    assert error(stored(ran[name])) != ""


def test_leaving_python(ran: dict[str, CellRun]) -> None:
    """Does exit() in a test change nothing?"""
    assert value(ran["leaves"]) == "0.25"


def test_no_page_of_the_students(ran: dict[str, CellRun]) -> None:
    """Is HTML that a student's function displays in a test shown as its plain text only?"""
    assert "script" not in json.dumps(ran["page counts"].outputs)
