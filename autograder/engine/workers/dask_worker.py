"""What a Dask worker runs: it keeps grading workers, at most one for each of its threads."""

import atexit
import threading
from collections.abc import Iterable

from autograder.engine.sandbox.backends import require_backend
from autograder.engine.sandbox.isolation import Isolation
from autograder.engine.submission.keys import kit_key
from autograder.engine.submission.specification import Specification
from autograder.engine.workers.tasks import Task
from autograder.engine.workers.worker import Worker
from autograder.findings import text
from autograder.results import Graded

_idle: list[tuple[str, Worker]] = []  # each with the key of what it grades
_lock = threading.Lock()


class OtherKit(ImportError):  # noqa: N818 - what is the case
    """The kit's version here is not that of the one who asks."""


def check(kit: str, isolations: Iterable[Isolation]) -> None:
    """Raise OtherKit or NoSandbox if results from here would not be those of the asker."""
    if kit_key() != kit:
        raise OtherKit(text("cluster.differs"))
    for isolation in isolations:
        require_backend(isolation)


def grade_here(
    given: tuple[Specification, ...], key: str, kit: str, task: Task
) -> dict[str, Graded]:
    """Return what came of a task's notebooks; `key` stands for `given`. Raises OtherKit."""
    check(kit, ())
    worker = _taken(given, key)
    try:
        return worker.grade(task).graded
    finally:
        with _lock:
            _idle.append((key, worker))


def end_workers(key: str = "") -> None:
    """End the workers that wait for more of `key`, by default all, without waiting for their end.

    Dask runs this where it also answers the scheduler.
    """
    with _lock:
        ended = [each for each in _idle if key in ("", each[0])]
        _idle[:] = [each for each in _idle if each not in ended]
    for _, worker in ended:
        threading.Thread(target=worker.end).start()


def _taken(given: tuple[Specification, ...], key: str) -> Worker:
    """Return a worker for `given`; in place of one that waits for another course, if any does."""
    with _lock:
        at = next((at for at, (its, _) in enumerate(_idle) if its == key), 0)
        its, worker = _idle.pop(at) if _idle else ("", None)
    if worker is not None and its == key:
        return worker
    if worker is not None:
        worker.end()
    return Worker(given)


atexit.register(end_workers)
