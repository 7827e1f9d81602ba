"""Test cells that run with the student's code: in a fork, after all cells or at their place."""

import dataclasses
import json

import pytest

from autograder.engine.sandbox.isolation import Isolation
from autograder.engine.sandbox.limits import Limits
from autograder.engine.submission.cell_runs import CellRun, CellToRun, Place
from autograder.engine.submission.places import placed
from autograder.engine.submission.specification import Settings, Submission
from autograder.engine.workers.worker import Worker
from autograder.findings import Code
from autograder.results import read_graded
from tests.engine.bridge.notebook import Cells, error, printed, run_cells, value
from tests.engine.workers.tiny import notebook_of, specification

_LIMITS = Limits(call_seconds=3, notebook_seconds=60)


def run_placed(
    cells: Cells, places: dict[str, Place], isolation: Isolation = Isolation.PROCESS
) -> dict[str, CellRun]:
    """Return what came of each cell, by its key, with tests at their places."""
    made = placed([CellToRun(key, source, role) for key, role, source in cells], places)
    ran = run_cells(made, Settings(limits=_LIMITS, isolation=isolation))
    return dict(zip((key for key, _, _ in cells), ran, strict=True))


@pytest.mark.parametrize("isolation", Isolation)
def test_tests_that_need_the_students_own_objects(isolation: Isolation) -> None:
    """Do classes, patches, sources and global names work as in one kernel?"""
    answer = (
        "class Node:\n    pass\n"
        "def build():\n    return Node()\n"
        "def ask():\n    return int(input('How many? ')) + EXTRA"
    )
    cells: Cells = [
        ("answer", "answer", answer),
        ("class", "test", "assert isinstance(build(), Node) and type(build()) is Node"),
        (
            "patch",
            "test",
            "from unittest import mock\nEXTRA = 2\n"
            "with mock.patch('builtins.input', return_value='3') as asked:\n"
            "    assert ask() == 5\n"
            "asked.assert_called_once_with('How many? ')",
        ),
        ("source", "test", "import inspect\nassert 'return Node()' in inspect.getsource(build)"),
        ("names", "test", "assert {'build', 'ask'} <= set(globals())"),
        ("wrong", "test", "assert build() == 3, 'not three'"),
    ]
    ran = run_placed(cells, {key: "after" for key, role, _ in cells if role == "test"}, isolation)
    assert [error(ran[key]) for key in ("class", "patch", "source", "names")] == [""] * 4
    assert error(ran["wrong"]) == "AssertionError: not three"


def test_what_a_fork_leaves() -> None:
    """Is what a test changes, or starts, gone with it, and the next one as if it had not run?"""
    cells: Cells = [
        ("answer", "answer", "kept = []\ndef f():\n    return len(kept)"),
        ("first", "test", "kept.append(1)\nnew = 2\nassert f() == 1"),
        ("starts", "test", "import subprocess\nsubprocess.Popen(['sleep', '77'])\n0.5"),
        ("second", "test", "assert f() == 0 and 'new' not in globals()"),
        (
            "left",
            "test",
            "import psutil\n"
            "every = psutil.process_iter(['cmdline'])\n"
            "assert not [p for p in every if (p.info['cmdline'] or [])[1:] == ['77']]",
        ),
    ]
    ran = run_placed(cells, {key: "after" for key, role, _ in cells if role == "test"})
    assert [error(ran[key]) for key in ("first", "starts", "second", "left")] == [""] * 4
    assert value(ran["starts"]) == "0.5"


def test_no_test_is_there_while_answers_run() -> None:
    """Does a test run after all of the student's cells, though it stands before the last?"""
    cells: Cells = [
        ("a", "answer", "def f():\n    return 1"),
        ("tests", "test", "expected = 42\nassert f() == 2"),
        ("b", "answer", "print('expected' in globals())\ndef f():\n    return 2"),
    ]
    after = run_placed(cells, {"tests": "after"})
    assert (error(after["tests"]), printed(after["b"])) == ("", "False\n")
    within = run_placed(cells, {"tests": "within"})
    assert (error(within["tests"]), printed(within["b"])) == ("AssertionError: ", "False\n")
    kernel = run_placed(cells, {"tests": "kernel"})
    assert (error(kernel["tests"]), printed(kernel["b"])) == ("AssertionError: ", "True\n")


def test_limits_hold() -> None:
    """Is a test stopped that takes too long, crashes or ends Python, and the next one run?"""
    cells: Cells = [
        ("a", "answer", "def f():\n    return 1"),
        ("endless", "test", "while f():\n    pass"),
        ("crash", "test", "import os\nos.kill(os.getpid(), 11)"),
        ("ends", "test", "import os\nos._exit(0)"),
        ("fine", "test", "assert f() == 1"),
    ]
    ran = run_placed(cells, {key: "after" for key, role, _ in cells if role == "test"})
    found = [each.stopped.code for each in ran.values() if each.stopped]
    assert found == [Code.CALL_TOO_LONG, Code.CRASHED, Code.ENDED]
    assert (ran["fine"].stopped, error(ran["fine"])) == (None, "")


def test_names_of_earlier_tests() -> None:
    """Has a test what earlier ones define, wherever each of the two runs, and nothing else run?"""
    cells: Cells = [
        ("a", "answer", "class A:\n    pass"),
        ("one", "test", "import math\ndef near(x):\n    return abs(x) < math.tau\nprint('one')"),
        ("two", "test", "assert near(2) and isinstance(A(), A)\nLIMIT = 3"),
        ("loop", "test", "import os\nfor x in [1]:\n    os.getpid() and os._exit(1)"),
        ("three", "test", "assert near(LIMIT)"),
        ("own", "test", "for x in [2]:\n    assert os and x == 2"),
    ]
    ran = run_placed(cells, {"two": "after", "loop": "after", "own": "after"})
    assert [error(ran[key]) for key in ("one", "two", "three", "own")] == [""] * 4
    assert printed(ran["two"]) == ""


POINTS = {
    "assert f(1) == 2": 2.0,
    "assert f(1) == 3": 0.0,
    "f(0) / 4": 0.25,
    "import numpy as np\nnp.float64(f(0) / 2)": 0.5,
    "-f(0)": 0.0,
    "7 * f(0)": 0.0,
    "[f(0)]": 2.0,
    "import warnings\nwarnings.warn('careful')\nassert f(0) == 1": 2.0,
    "import sys\nsys.stderr.write('wrong')\nNone": 0.0,
    "while f(0):\n    pass": 0.0,
}


def test_points() -> None:
    """Are points counted as nbgrader does, by the kit's rules of numbers and of stderr?"""
    keys = {f"t{number}-tests": test for number, test in enumerate(POINTS)}
    notebook = notebook_of({"f": "def f(x):\n    return x + 1", **keys}, 2)
    given = dataclasses.replace(
        specification(), handout=notebook, places=dict.fromkeys(keys, "after"), key=""
    )
    worker = Worker([given], warm=False)
    try:
        graded = worker.grade_one("p1", Submission("ada", json.dumps(notebook).encode()))
    finally:
        worker.close()
    tests = [each for each in graded.cells if each.graded]
    assert {keys[each.cell]: each.points for each in tests} == POINTS
    assert all(each.with_student for each in tests)
    kept = read_graded(graded.text.encode()).tests
    assert {keys[name]: each.points for name, each in kept.items()} == POINTS
    assert all(each.with_student for each in kept.values())
