"""A pool of workers on this machine."""

import os
import queue
import threading
from collections.abc import Iterable, Iterator, Sequence

from autograder.engine.submission.specification import Specification
from autograder.engine.workers.tasks import Task, TaskResult
from autograder.engine.workers.worker import Worker

_END = None


def cores() -> Sequence[int | None]:
    """Return the cores that this process may use, by number where there are numbers."""
    if hasattr(os, "sched_getaffinity"):
        return sorted(os.sched_getaffinity(0))
    return [None] * (os.cpu_count() or 1)


class LocalPool:
    """`jobs` workers, each in a process of its own; by default one that keeps to each core."""

    def __init__(self, given: Sequence[Specification], jobs: int | None = None) -> None:
        places = cores()
        if jobs and jobs != len(places):  # cores that others may want, too
            places = [None] * jobs
        self.workers = [Worker(given, core) for core in places]

    def map(self, tasks: Iterable[Task]) -> Iterator[TaskResult]:
        """Yield what came of each task when it is done; `tasks` are taken as they are needed."""
        # Threads that wait for processes of our own, not multiprocessing's pool: that one waits for
        # ever for what a killed worker had in hand. Few tasks are taken ahead, as each holds a
        # student's files.
        waiting: queue.Queue[Task | None] = queue.Queue(maxsize=len(self.workers))
        done: queue.Queue[TaskResult | BaseException] = queue.Queue()
        for worker in self.workers:
            threading.Thread(target=_serve, args=(worker, waiting, done), daemon=True).start()
        under_way = 0
        for task in tasks:
            waiting.put(task)
            under_way += 1
            while under_way > 2 * len(self.workers) or (under_way and not done.empty()):
                yield _value(done.get())
                under_way -= 1
        for _ in self.workers:
            waiting.put(_END)
        for _ in range(under_way):
            yield _value(done.get())

    def close(self) -> None:
        """End all workers, at once: each may be in the middle of a task."""
        for worker in self.workers:
            worker.hang_up()
        for worker in self.workers:
            worker.close()


def _serve(
    worker: Worker, waiting: queue.Queue[Task | None], done: queue.Queue[TaskResult | BaseException]
) -> None:
    while (task := waiting.get()) is not _END:
        try:
            done.put(worker.grade(task))
        except BaseException as error:  # to be raised where somebody waits for it
            done.put(error)


def _value(found: TaskResult | BaseException) -> TaskResult:
    if isinstance(found, BaseException):
        raise found
    return found
