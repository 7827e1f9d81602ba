"""Many calls of a student's function in one message: each has its own value, error and changes."""

from ast import literal_eval

import pytest

from autograder.engine.sandbox.limits import Limits
from autograder.engine.submission.cell_runs import CellRun
from tests.engine.bridge.notebook import Cells, error, printed, run, value

ANSWER = """
import sys, time, warnings
import numpy as np

seen = []

def f(x, kind="ok"):
    seen.append(x if isinstance(x, int) else 0)
    if kind == "raise":
        raise ValueError("no")
    if kind == "warn":
        warnings.warn("careful")
        print("said")
    if kind == "odd":
        return sys
    if kind == "change":
        x[0] = 7
    if kind == "hang":
        while True:
            time.sleep(0.01)
    return x

def calls():
    return len(seen)
"""
TEST = """
from autograder.findings import words
from autograder.findings.outcome import attempt_all
import numpy as np

found = attempt_all(f, {calls})
known = [o.value if isinstance(o.value, int) else type(o.value).__name__ for o in found]
[(v, o.problem, tuple(map(words, o.warned))) for v, o in zip(known, found)]
"""


@pytest.fixture(scope="module")
def ran() -> dict[str, CellRun]:
    """Return what came of cells that make many calls."""
    array = "array = np.zeros(2)\nattempt_all(f, [(array, 'change')] * 2)\nfloat(array[0])"
    cells: Cells = [
        ("answer", "answer", ANSWER),
        ("values", "test", TEST.format(calls="[(k,) for k in range(25)]")),
        ("number", "test", "calls()"),
        ("errors", "test", TEST.format(calls="[(1,), (2, 'raise'), (3, 'odd'), (4, 'warn')]")),
        ("changed", "test", TEST.format(calls="[]") + array),
        ("hang", "test", TEST.format(calls="[(1,), (2, 'hang'), (3,)]")),
        ("after", "test", "f(5)"),
        ("nothing sendable", "test", TEST.format(calls="[(object,), (1,)]")),
    ]
    return run(cells, limits=Limits(call_seconds=2))


def test_each_has_its_value(ran: dict[str, CellRun]) -> None:
    """Are there as many values as calls, in order, and was each made once?"""
    assert literal_eval(value(ran["values"])) == [(k, None, ()) for k in range(25)]
    assert value(ran["number"]) == "25"


def test_each_has_its_error(ran: dict[str, CellRun]) -> None:
    """Does an exception, or a value that can't be judged, leave the others as they are?"""
    first, raised, odd, warned = literal_eval(value(ran["errors"]))
    assert (first[0], warned[0]) == (1, 4)
    assert raised[1].startswith("stopped with ValueError: no (line ")
    assert odd[:2] == ("Module", None)
    assert first[2] == ("UserWarning: careful",)
    assert "said" in printed(ran["errors"])


def test_changes_are_made_here(ran: dict[str, CellRun]) -> None:
    """Is an argument that the function changes changed for the test, too?"""
    assert value(ran["changed"]) == "7.0"


def test_a_call_that_hangs_ends_all_of_the_message(ran: dict[str, CellRun]) -> None:
    """Are the calls beside an endless one stopped, in words, and does the next test go on?"""
    assert value(ran["hang"]).count("stopped after 2 s in f") == 3
    assert (error(ran["after"]), value(ran["after"])) == ("", "5")


def test_arguments_that_cannot_cross(ran: dict[str, CellRun]) -> None:
    """Is each call told why, when an argument can't be sent?"""
    assert error(ran["nothing sendable"]) == ""
