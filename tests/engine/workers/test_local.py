"""The pool on this machine grades all that it is given, whatever happens to a worker."""

import os
import signal
from collections.abc import Iterator

import psutil
import pytest

from autograder.engine.workers.pool import LocalPool
from tests.engine.workers.tiny import (
    ENDLESS,
    GREEDY,
    RIGHT,
    SLOW,
    WRONG,
    passed,
    results,
    specification,
    tasks,
)


@pytest.fixture
def pool() -> Iterator[LocalPool]:
    """Yield a pool of two workers."""
    found = LocalPool([specification()], 2)
    yield found
    found.close()


def pids(pool: LocalPool) -> set[int]:
    """Return the numbers of the workers' processes."""
    return {worker.pid for worker in pool.workers if worker.pid is not None}


def test_harm_in_between(pool: LocalPool) -> None:
    """Do a hanging and a greedy submission cost nobody else their points?"""
    answers = [RIGHT, ENDLESS, RIGHT, GREEDY, WRONG, RIGHT, RIGHT]
    graded = results(pool.map(tasks(answers)))
    assert {name for name, each in graded.items() if passed(each)} == {"s0", "s2", "s5", "s6"}
    assert "stopped after 3 s in f" in graded["s1"].text
    assert not any(each.lost for each in graded.values())


def test_many_tasks_few_workers(pool: LocalPool) -> None:
    """Is each of many tasks done once, by the same two processes?"""
    found = pool.map(tasks([RIGHT] * 20))
    next(found)
    before = pids(pool)
    assert len(results(found)) == 19
    assert pids(pool) >= before
    assert len(pids(pool)) == 2


def test_a_killed_worker_is_replaced(pool: LocalPool) -> None:
    """When a worker is killed in the middle of a task, does another process do it?"""
    found = pool.map(tasks([SLOW] * 6))
    first = next(found)
    killed = next(iter(pids(pool)))
    os.kill(killed, signal.SIGKILL)
    graded = results([first, *found])
    assert len(graded) == 6
    assert all(map(passed, graded.values()))
    assert killed not in pids(pool)
    assert len(pids(pool)) == 2


def test_nothing_is_left() -> None:
    """Does close() leave no process behind?"""
    pool = LocalPool([specification()], 2)
    list(pool.map(tasks([RIGHT] * 4)))
    started = [psutil.Process(pid) for pid in pids(pool)]
    started += [child for each in started for child in each.children(recursive=True)]
    assert len(started) >= 2
    pool.close()
    assert not pids(pool)
    assert not psutil.wait_procs(started, timeout=20)[1]
