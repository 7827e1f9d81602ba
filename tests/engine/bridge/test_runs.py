"""Files, plots and processes of a run: what the student's process has, and what comes back."""

from typing import Any

import pytest

from autograder.engine.sandbox.isolation import Isolation
from autograder.engine.sandbox.limits import Limits
from autograder.engine.submission.cell_runs import CellRun, CellToRun
from autograder.engine.submission.specification import Settings
from tests.engine.bridge.notebook import Cells, error, printed, run, run_cells, value

FILES = (("data/a.txt", b"one"), ("helper.py", b"def two():\n    return 2\n"), ("blob", b"\xff\0"))
ANSWER = """
import helper

def read(name):
    with open(name, "rb") as file:
        return file.read()

def write(name):
    with open(name, "w") as file:
        file.write("mine")
    return read(name)

def plot():
    import matplotlib.pyplot as plt
    plt.plot([1, 2])
    plt.show()
    return len(plt.gca().lines)
"""


@pytest.fixture(scope="module", params=list(Isolation))
def ran(request: pytest.FixtureRequest) -> dict[str, CellRun]:
    """Return what came of cells that use files and plots, in either isolation."""
    cells: Cells = [
        ("answer", "answer", ANSWER),
        ("files", "test", "assert (read('data/a.txt'), read('blob')) == (b'one', b'\\xff\\0')"),
        ("module", "test", "assert helper_two() == 2"),
        ("alias", "extra", "helper_two = helper.two"),
        ("write", "test", "assert write('new.txt') == b'mine'"),
        ("absent", "test", "open('new.txt')"),
        ("plot", "demo", "import matplotlib.pyplot as plt\nplt.plot([1, 2]);"),
        ("plot in a test", "test", "plot()"),
    ]
    cells[2:4] = cells[3], cells[2]
    return run(cells, request.param, files=FILES)


@pytest.mark.parametrize("name", ["answer", "files", "module", "write", "plot in a test"])
def test_files(ran: dict[str, CellRun], name: str) -> None:
    """Can the student's code read and import what was handed in, and write files of its own?"""
    assert error(ran[name]) == ""


def test_own_folders(ran: dict[str, CellRun]) -> None:
    """Does a test not see what the student's process has written?"""
    assert "FileNotFoundError" in error(ran["absent"])


def test_plots(ran: dict[str, CellRun]) -> None:
    """Is a student's plot a picture in their cell, and a text in a test that makes it?"""
    (output,) = ran["plot"].outputs
    assert output["data"]["image/png"].startswith("iVBOR")
    shown = [o["data"] for o in ran["plot in a test"].outputs if o["output_type"] == "display_data"]
    assert [list(data) for data in shown] == [["text/plain"]]


@pytest.mark.parametrize(
    "files",
    [
        (("a", b""), ("a/b", b"")),
        (("a/b", b""), ("a", b"")),
        (("big", bytes(3 * 2**20)), ("a", b"")),
    ],
    ids=["a file for a folder", "a folder for a file", "too large"],
)
def test_files_that_cannot_be_written(files: Any) -> None:
    """Does a file that can't be written cost nothing but itself?"""
    cells: Cells = [
        ("answer", "answer", "import os\ndef names():\n    return os.listdir('.')"),
        ("tests", "test", "assert 'a' in names()"),
    ]
    assert error(run(cells, limits=Limits(file_mb=1), files=files)["tests"]) == ""


def test_files_of_the_course() -> None:
    """Are the course's files beside the tests, in a folder of their own?"""
    cells = (
        CellToRun("answer", "def read():\n    return open('hidden.csv').read()", "answer"),
        CellToRun("ours", "assert open('hidden.csv').read() == '1,2'", "test"),
        CellToRun("theirs", "read()", "test"),
    )
    settings = Settings(isolation=Isolation.PROCESS)
    _, ours, theirs = run_cells(cells, settings, files={"hidden.csv": b"1,2"})
    assert error(ours) == ""
    assert "FileNotFoundError" in error(theirs)


def test_objects_of_the_next_process() -> None:
    """Does a new process keep its objects, though the last one's were forgotten as it ended?"""
    answer = """
import os
class Thing:
    x = 1
    def me(self):
        return self
make = Thing
def leave():
    os._exit(1)
"""
    cells: Cells = [
        ("answer", "answer", answer),
        ("leave", "test", "a = [make() for _ in range(8)]\ntry:\n    leave()\nfinally:\n    del a"),
        ("next", "test", "a = make()\nb = a.me()\ndel b\nc = a.me()\nassert (a.x, c.x) == (1, 1)"),
    ]
    ran = run(cells)
    assert "leave ended Python" in error(ran["leave"])
    assert error(ran["next"]) == ""


def test_an_object_of_a_process_that_is_gone() -> None:
    """Is a function found again by its name, and an object of its own said to be gone?"""
    answer = (
        "import os\nclass Thing:\n    x = 1\ndef leave():\n    os._exit(1)\ndef f():\n    return 4"
    )
    cells: Cells = [
        ("answer", "answer", answer),
        (
            "keep",
            "test",
            "thing, kept = Thing(), f\ntry:\n    leave()\nexcept Exception:\n    pass",
        ),
        ("function", "test", "assert kept() == 4"),
        ("object", "test", "thing.x"),
    ]
    ran = run(cells)
    assert error(ran["function"]) == ""
    assert "gone with the process that it was in" in error(ran["object"])


def test_prints_beside_sys_stdout() -> None:
    """Is what a test writes past sys.stdout neither lost data of the grader nor a result?"""
    cells: Cells = [("test", "test", "import os\nos.write(1, b'{}\\n')\nprint('seen')\n0.5")]
    ran = run(cells)
    assert (printed(ran["test"]), value(ran["test"])) == ("seen\n", "0.5")
