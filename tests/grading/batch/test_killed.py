"""Processes that are killed while a class is graded cost time, and nothing else."""

import os
import random
import signal
import sqlite3
import subprocess
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psutil
import pytest

from autograder.grading.batch import run
from autograder.grading.batch.run import Options, open_class
from autograder.grading.pool.local import LocalPool
from autograder.grading.pool.worker import Worker
from tests.grading.batch.small_class import PROGRAM, SmallClass
from tests.grading.batch.sources import CRASH, RIGHT

STUDENTS = [f"student{number}" for number in range(6)]
HALF = "def f(x):\n    return x + 1 if x < 3 else 0"
SLOW = "import time\ntime.sleep(0.3)\n"
ANSWERS = {"student1": HALF, "student3": CRASH}
SCORES = dict.fromkeys(STUDENTS, 7.0) | {"student1": 4.0, "student3": 1.0}
MOMENTS = 3


@pytest.fixture
def full(room: SmallClass) -> SmallClass:
    """Return the course with six submissions, which take a while."""
    for name in STUDENTS:
        answer = SLOW + ANSWERS.get(name, RIGHT["f"])
        room.hand_in(name, "2026-02-01 12:00 UTC", f=answer, g=RIGHT["g"])
    return room


def start(room: SmallClass) -> subprocess.Popen[str]:
    """Start the command in a session of its own."""
    return subprocess.Popen(
        [*PROGRAM, "grade", "ps1"],
        cwd=room.folder,
        env=room.variables(),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )


def lines(process: subprocess.Popen[str]) -> Iterator[str]:
    """Yield the lines that a process prints."""
    assert process.stdout is not None
    yield from process.stdout


def below(process: subprocess.Popen[str]) -> list[psutil.Process]:
    """Return all processes that a process has started, and theirs."""
    found: list[psutil.Process] = psutil.Process(process.pid).children(recursive=True)
    return found


def check_files(folder: Path) -> None:
    """Check that files are whole, and that nothing is left over."""
    assert not list(folder.rglob("*.autograder-part"))
    for name in ("gradebook.db", ".autograder/results.sqlite"):
        database = sqlite3.connect(folder / name)
        assert database.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        database.close()


def check_rows(room: SmallClass) -> None:
    """Check that each student has one submission with one row for each cell."""
    assert room.scores() == SCORES
    once = "SELECT student_id, COUNT(*) FROM submitted_assignment GROUP BY 1 ORDER BY 1"
    assert room.rows(once) == [(name, 1) for name in STUDENTS]
    assert room.rows("SELECT COUNT(*) FROM submitted_notebook") == [(2 * len(STUDENTS),)]
    assert room.rows("SELECT COUNT(*) FROM grade") == [(6 * len(STUDENTS),)]


def test_the_command(full: SmallClass) -> None:
    """Does the last of several runs finish what killed ones left, and leave no process?"""
    moments = random.Random(5)  # noqa: S311 - moments, no secrets
    for moment in range(MOMENTS):
        with start(full) as process:
            if moment % 2:
                next(lines(process), "")  # a student is done: others are under way
            time.sleep(moments.uniform(0.0, 0.6 if moment % 2 else 6.0))
            started = below(process) if process.poll() is None else []
            process.kill()
        _, alive = psutil.wait_procs(started, timeout=20)
        assert not [each for each in alive if each.status() != psutil.STATUS_ZOMBIE]
    done = full.grade()
    assert done.returncode in (0, 3), done.stderr
    check_rows(full)
    check_files(full.folder)
    assert f"{len(STUDENTS)} unchanged" in full.grade().stdout
    for name in STUDENTS:
        for notebook in ("p1", "p2"):
            assert full.autograded(name, notebook)["cells"]


def test_a_worker(full: SmallClass, monkeypatch: pytest.MonkeyPatch) -> None:
    """Is everybody graded when the worker is killed in the middle, two times?"""
    ask, asked, killed = Worker._asked, 0, set()

    def killing(worker: Worker, *given: Any) -> Any:
        nonlocal asked
        asked += 1
        if asked in (2, 5):  # a task takes longer than that
            worker._started()
            pid = worker.pid
            assert pid
            killed.add(pid)
            threading.Timer(0.01, os.kill, (pid, signal.SIGKILL)).start()
        return ask(worker, *given)

    monkeypatch.setattr(Worker, "_asked", killing)
    monkeypatch.setattr(run, "_pool", lambda given, _: LocalPool(given, 1))
    with open_class(full.folder, "ps1", Options()) as opened:
        states = [outcome.state for outcome in opened.outcomes]
    assert len(killed) == 2
    assert states == ["graded"] * len(STUDENTS)
    check_rows(full)
    check_files(full.folder)
