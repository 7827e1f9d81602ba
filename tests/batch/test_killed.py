"""Processes that are killed while a class is graded cost time, and nothing else."""

import os
import random
import signal
import threading
import time
from typing import Any

import pytest

from autograder.batch import opening
from autograder.batch.opening import Options, open_class
from autograder.engine.workers.pool import LocalPool
from autograder.engine.workers.worker import Worker
from tests.batch.small_class import SmallClass
from tests.batch.under_way import (
    STUDENTS,
    below,
    check_ended,
    check_files,
    check_rows,
    hand_in_slow_ones,
    next_line,
    start,
)

MOMENTS = 3


@pytest.fixture
def full(room: SmallClass) -> SmallClass:
    """Return the course with six submissions, which take a while."""
    hand_in_slow_ones(room)
    return room


def test_the_command(full: SmallClass) -> None:
    """Does the last of several runs finish what killed ones left, and leave no process?"""
    moments = random.Random(5)  # noqa: S311 - moments, no secrets
    for moment in range(MOMENTS):
        with start(full) as process:
            if moment % 2:
                next_line(process)  # a student is done: others are under way
            time.sleep(moments.uniform(0.0, 0.6 if moment % 2 else 6.0))
            started = below(process) if process.poll() is None else []
            process.kill()
        check_ended(started)
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
    monkeypatch.setattr(opening, "_pool", lambda given, _: LocalPool(given, 1))
    with open_class(full.folder, "ps1", Options()) as opened:
        states = [outcome.state for outcome in opened.outcomes]
    assert len(killed) == 2
    assert states == ["graded"] * len(STUDENTS)
    check_rows(full)
    check_files(full.folder)
