"""Cells and functions that hang, crash, eat memory or talk nonsense cost their own points only."""

import pytest

from autograder.engine.sandbox.isolation import Isolation
from autograder.engine.sandbox.limits import Limits
from autograder.engine.submission.cell_runs import CellRun, CellToRun
from autograder.engine.submission.specification import Settings
from tests.engine.bridge.notebook import Cells, error, run, run_cells

LIMITS = Limits(call_seconds=2, notebook_seconds=120, memory_mb=1200, processes=40)
GIVEN = "import numpy as np"
GOOD = "def good(x):\n    return x + 1"
# By name: an answer cell, its tests, and words of the tests' error.
HARM = {
    "hangs": (
        "def hangs(n):\n    while n:\n        pass\n    return 5",
        "hangs(1)",
        "stopped after 2 s in hangs",
    ),
    "swallows": (
        """
def swallows():
    while True:
        try:
            while True:
                pass
        except BaseException:
            pass
""",
        "swallows()",
        "stopped after 2 s in swallows",
    ),
    "exits": ("import os\ndef exits():\n    os._exit(3)", "exits()", "exits ended Python"),
    "crashes": (
        "import ctypes\ndef crashes():\n    ctypes.string_at(0)",
        "crashes()",
        "crashes crashed Python (segmentation fault)",
    ),
    "eats": (
        "def eats():\n    return [bytes(2**28) for _ in range(99)]",
        "eats()",
        "MemoryError",
    ),
    "eats_arrays": (
        "import numpy as np\n"
        "def eats_arrays():\n    return len([np.zeros(2**25) for _ in range(99)])",
        "eats_arrays()",
        "emory",
    ),
    "spawns": (
        """
import subprocess, sys, time
def spawns():
    started = []
    for _ in range(60):
        started.append(subprocess.Popen(["sleep", "30"]))
    time.sleep(30)
""",
        "spawns()",
        "",  # the kernel's words or ours, by whoever notices first
    ),
    "Memory": (
        "class Memory:\n    __array_interface__ = "
        "{'shape': (9,), 'typestr': '<f8', 'data': (4096, False), 'version': 3}",
        "np.asarray(Memory())",
        "asarray of a Memory crashed Python",
    ),
    "garbage": (
        r"""
import gc
def wire():
    return next(x for x in gc.get_objects() if type(x).__name__ == "Channel")
def garbage():
    wire()._socket.sendall(b"\x00\x00\x00\x02\x00\x00\x00\x00\x00\x00\x00\x00[]")
    return 1
""",
        "garbage()",
        "stopped in garbage: a message is a list, not an object",
    ),
    "forged": (
        """
def forged():
    wire().send({"is": "value", "value": ["a", "|O", [1], 0, 8]}, bytes(8))
    return 1
""",
        "forged()",
        "stopped: its answer is no plain data",
    ),
    "asks": (
        'def asks():\n    wire().send({"is": "callback", "number": 99})\n    return 1',
        "asks()",
        "it called a function that it was never given",
    ),
    "deaf": (
        """
import time
def deaf(x):
    wire().send({"is": "value", "value": 1})
    while True:
        try:
            time.sleep(100)
        except BaseException:
            pass
""",
        "deaf(1)\ndeaf(np.zeros(10**7))",
        "stopped after 2 s in deaf",
    ),
    "huge": (
        'def huge():\n    wire()._socket.sendall(b"\\xff" * 12)\n    return 1',
        "huge()",
        "the head of a message has 4,294,967,295 bytes",
    ),
}


def _cells() -> Cells:
    cells: Cells = [("given", "given", GIVEN), ("good", "answer", GOOD)]
    cells += [(f"{name} answer", "answer", source) for name, (source, _, _) in HARM.items()]
    for name, (_, test, _) in HARM.items():
        cells += [(name, "test", test), (f"after {name}", "test", "assert good(1) == 2")]
    cells += [
        ("again", "test", "assert hangs(0) == 5"),
        ("cell exits", "extra", "import os\nos._exit(1)"),
        ("after cell exits", "test", "assert good(1) == 2"),
        ("cell hangs", "answer", "import json\nnever = 1\nwhile True:\n    pass"),
        ("after cell hangs", "test", "assert good(1) == 2"),
        ("cell fails", "answer", "kept = 1\n1 / 0"),
        ("after cell fails", "test", "assert (kept, good(1)) == (1, 2)"),
        ("cell asks", "answer", 'wire().send({"is": "next", "number": 99})'),
        ("after cell asks", "test", "assert (kept, good(1)) == (1, 2)"),
    ]
    return cells


@pytest.fixture(scope="module", params=list(Isolation))
def ran(request: pytest.FixtureRequest) -> dict[str, CellRun]:
    """Return what came of all cells, in either isolation."""
    return run(_cells(), request.param, LIMITS)


@pytest.mark.parametrize("name", HARM)
def test_harm_is_said(ran: dict[str, CellRun], name: str) -> None:
    """Does the test fail, and say what happened?"""
    assert error(ran[name]) != ""
    assert HARM[name][2] in error(ran[name])


@pytest.mark.parametrize("name", HARM)
def test_later_tests_count(ran: dict[str, CellRun], name: str) -> None:
    """Does the test that comes next find the student's other functions?"""
    assert error(ran[f"after {name}"]) == ""


def test_another_test_may_call_it_again(ran: dict[str, CellRun]) -> None:
    """Is a function that hung for one argument called again by a later test?"""
    assert error(ran["again"]) == ""


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("cell exits", "the cell cell exits ended Python"),
        ("cell hangs", "stopped after 2 s in the cell cell hangs"),
        ("cell asks", "it called a function that it was never given"),
    ],
)
def test_cells(ran: dict[str, CellRun], name: str, words: str) -> None:
    """Is a cell that ends the process, hangs or lies marked as stopped, with later tests unhurt?"""
    assert words in error(ran[name])
    assert error(ran[f"after {name}"]) == ""


def test_failing_cell(ran: dict[str, CellRun]) -> None:
    """Does a cell that fails keep what it defined before?"""
    assert "ZeroDivisionError" in error(ran["cell fails"])
    assert ran["cell fails"].stopped is None
    assert error(ran["after cell fails"]) == ""


def test_locked_cells_run_all_the_same() -> None:
    """Do tests have the names of a locked cell that the student's process doesn't survive?"""
    answer = "import builtins, os\nbuiltins.print = lambda *_: os._exit(1)"
    cells: Cells = [
        ("answer", "answer", answer),
        ("given", "given", "import math\nprint('hello')\nname = 1"),
        ("tests", "test", "assert math.sqrt(4) == 2 and name == 1"),
    ]
    ran = run(cells, limits=LIMITS)
    assert "the cell given ended Python" in error(ran["given"])
    assert error(ran["tests"]) == ""


def test_imports_of_a_cell_that_hangs() -> None:
    """Do tests have the imports that the handout has in an answer cell which never ends?"""
    answer = CellToRun("answer", "import math\nwhile True:\n    pass", "answer", "import math")
    tests = CellToRun("tests", "assert math.sqrt(4) == 2", "test")
    settings = Settings(limits=LIMITS, isolation=Isolation.PROCESS)
    assert error(run_cells((answer, tests), settings)[1]) == ""


def test_time_of_the_notebook() -> None:
    """Does the notebook's own limit stop everything, with a result for each cell?"""
    limits = Limits(call_seconds=30, notebook_seconds=3)
    cells: Cells = [
        ("hang", "answer", "while True:\n    pass"),
        ("late", "test", "assert never_defined"),
    ]
    ran = run(cells, limits=limits)
    assert "the notebook took more than 3 s" in error(ran["hang"])
    assert "the notebook took more than 3 s" in error(ran["late"])
    assert len(ran) == len(cells)


def test_computing_time() -> None:
    """Is a process that computes for too long, with a limit on that, stopped in these words?"""
    limits = Limits(call_seconds=30, cpu_seconds=4)
    cells: Cells = [("hang", "answer", "while True:\n    pass"), ("next", "test", "1")]
    ran = run(cells, limits=limits)
    assert "stopped after 4 s of computing" in error(ran["hang"])
    assert error(ran["next"]) == ""
