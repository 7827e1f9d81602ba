"""The command as a process that is under way, in a class whose submissions take a while."""

import sqlite3
import subprocess
from collections.abc import Iterable
from pathlib import Path

import psutil

from tests.batch.small_class import PROGRAM, SmallClass
from tests.batch.sources import CRASH, RIGHT

STUDENTS = [f"student{number}" for number in range(6)]
GRADED = ": graded, "
_HALF = "def f(x):\n    return x + 1 if x < 3 else 0"
_SLOW = "import time\ntime.sleep(0.3)\n"
_ANSWERS = {"student1": _HALF, "student3": CRASH}
_SCORES = dict.fromkeys(STUDENTS, 7.0) | {"student1": 4.0, "student3": 1.0}


def hand_in_slow_ones(room: SmallClass) -> None:
    """Hand in six submissions, which take a while."""
    for name in STUDENTS:
        answer = _SLOW + _ANSWERS.get(name, RIGHT["f"])
        room.hand_in(name, "2026-02-01 12:00 UTC", f=answer, g=RIGHT["g"])


def start(room: SmallClass, scratch: Path | None = None) -> subprocess.Popen[str]:
    """Start the command in a session of its own; its temporary files go to `scratch`."""
    more = {} if scratch is None else {"TMPDIR": str(scratch)}
    return subprocess.Popen(
        [*PROGRAM, "grade", "ps1"],
        cwd=room.folder,
        env=room.variables() | more,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )


def next_line(process: subprocess.Popen[str]) -> str:
    """Return the next line that a process prints."""
    assert process.stdout is not None
    return process.stdout.readline()


def first_graded(process: subprocess.Popen[str]) -> str:
    """Return what a process prints until it has told of a first submission."""
    said = next_line(process)
    while GRADED not in said:
        said += next_line(process)
    return said


def below(process: subprocess.Popen[str]) -> list[psutil.Process]:
    """Return all processes that a process has started, and theirs."""
    found: list[psutil.Process] = psutil.Process(process.pid).children(recursive=True)
    return found


def check_ended(started: Iterable[psutil.Process]) -> None:
    """Check that processes end by themselves."""
    _, alive = psutil.wait_procs(started, timeout=120)
    assert not [each for each in alive if each.status() != psutil.STATUS_ZOMBIE]


def check_files(folder: Path) -> None:
    """Check that files are whole, and that nothing is left over."""
    assert not list(folder.rglob("*.autograder-part"))
    for name in ("gradebook.db", ".autograder/results.sqlite"):
        database = sqlite3.connect(folder / name)
        assert database.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        database.close()


def check_rows(room: SmallClass) -> None:
    """Check that each student has one submission with one row for each cell."""
    assert room.scores() == _SCORES
    once = "SELECT student_id, COUNT(*) FROM submitted_assignment GROUP BY 1 ORDER BY 1"
    assert room.rows(once) == [(name, 1) for name in STUDENTS]
    assert room.rows("SELECT COUNT(*) FROM submitted_notebook") == [(2 * len(STUDENTS),)]
    assert room.rows("SELECT COUNT(*) FROM grade") == [(6 * len(STUDENTS),)]
