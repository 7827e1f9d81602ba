"""The workers of a Dask cluster, as a pool."""

import contextlib
import queue
import time
from collections.abc import Iterable, Iterator, Sequence, Set
from concurrent.futures import CancelledError
from typing import TYPE_CHECKING, Any

from autograder.course.folders import CourseError
from autograder.engine.sandbox.isolation import Isolation, NoSandbox
from autograder.engine.submission.cell_runs import error_line
from autograder.engine.submission.grade_notebook import not_graded
from autograder.engine.submission.keys import kit_key, with_key
from autograder.engine.submission.specification import Specification
from autograder.engine.workers.dask_worker import check, end_workers, grade_here
from autograder.engine.workers.tasks import Task, TaskResult
from autograder.findings import text

if TYPE_CHECKING:
    from distributed import Client, Future


def connected(address: str, seconds: float, isolations: Set[Isolation]) -> "Client":
    """Return a client of the cluster whose scheduler is at `address`; it has a worker.

    Raises CourseError, and NoSandbox when a worker can't make one that `isolations` ask for.
    """
    client = _client(address, seconds)
    try:
        client.wait_for_workers(1, timeout=seconds)
        _check(client, isolations)
    except TimeoutError as error:
        client.close()
        raise CourseError(text("cluster.no-workers", address=address, seconds=seconds)) from error
    except BaseException:
        client.close()
        raise
    return client


def _client(address: str, seconds: float) -> "Client":
    try:
        import dask
        from distributed import Client
    except ImportError as error:
        raise CourseError(text("cluster.not-installed")) from error
    # Dask warns of large tasks; ours carry a submission's files
    dask.config.set({"distributed.admin.large-graph-warning-threshold": "1GB"})
    try:
        return Client(address, timeout=seconds, set_as_default=False)
    except (OSError, ValueError) as error:
        words = text("cluster.no-scheduler", address=address, seconds=seconds, reason=error)
        raise CourseError(words) from error


def _check(client: "Client", isolations: Set[Isolation]) -> None:
    """Raise CourseError or NoSandbox if a worker can't grade as this machine would."""
    found = client.run(check, kit_key(), isolations, on_error="return")
    for worker, error in found.items():
        if isinstance(error, NoSandbox):
            raise NoSandbox(text("cluster.no-sandbox", worker=worker, error=error))
        if error is not None and not isinstance(error, OSError):  # that one is gone by now
            raise CourseError(text("cluster.other-kit", worker=worker, reason=error))


_RETRIES = 2
_ATTEMPTS = 3
_LOOK_SECONDS = 2.0
_GONE_FACTOR = 10  # a cluster that has lost its workers may get others


class ClusterPool:
    """The workers of the Dask cluster whose scheduler is at `address`.

    Raises CourseError when the cluster can't be used, NoSandbox when a worker of it has none.
    `seconds` is how long to wait for the scheduler and for a first worker.
    """

    def __init__(self, given: Sequence[Specification], address: str, seconds: float = 30.0) -> None:
        keyed = [each if each.key else with_key(each) for each in given]
        self._given = {each.notebook: each for each in keyed}
        self._key = " ".join(each.key for each in keyed)
        self._address, self._seconds = address, seconds
        self._finished: queue.Queue[Future[Any]] = queue.Queue()
        self._under_way: dict[Any, tuple[Future[Any], Task, int]] = {}
        self._shared: Future[Any] | None = None
        self._threads, self._look_at, self._seen = 1, 0.0, time.monotonic()
        isolations = {each.settings.isolation for each in keyed}
        self._client = connected(address, seconds, isolations)

    def map(self, tasks: Iterable[Task]) -> Iterator[TaskResult]:
        """Yield what came of each task when it is done; `tasks` are taken as they are needed."""
        waiting = iter(tasks)
        task = next(waiting, None)
        while task or self._under_way:
            self._look()
            room = len(self._under_way) < 2 * max(1, self._threads)
            if task and room and self._finished.empty():
                self._submit(task)
                task = next(waiting, None)
            elif done := self._next():
                yield done

    def close(self) -> None:
        """End what this pool has started on the cluster; the cluster itself goes on."""
        with contextlib.suppress(Exception):  # whoever is gone has nothing to end
            self._client.cancel([future for future, _, _ in self._under_way.values()])
            self._client.run(end_workers, self._key, on_error="ignore")
        self._client.close()

    def _look(self) -> None:
        """Count the cluster's threads now and then; raises CourseError when it is gone."""
        now = time.monotonic()
        if now < self._look_at:
            return
        self._look_at = now + _LOOK_SECONDS
        if self._client.status == "closed":
            raise CourseError(text("cluster.gone", address=self._address))
        with contextlib.suppress(OSError):  # the connection is being made again
            self._threads = sum(self._client.nthreads().values())
        most = _GONE_FACTOR * self._seconds
        if self._threads:
            self._seen = now
        elif now > self._seen + most:
            raise CourseError(text("cluster.no-workers", address=self._address, seconds=most))

    def _submit(self, task: Task, attempt: int = 1) -> None:
        while self._client.status == "connecting":
            time.sleep(0.1)
        if self._client.status != "running":
            raise CourseError(text("cluster.gone", address=self._address))
        try:
            if self._shared is None or self._shared.status != "finished":
                given = tuple(self._given.values())
                (self._shared,) = self._client.scatter([given], broadcast=True, hash=False)
        except (OSError, RuntimeError, AttributeError) as error:  # it went just now
            raise CourseError(text("cluster.gone", address=self._address)) from error
        future = self._client.submit(
            grade_here, self._shared, self._key, kit_key(), task, pure=False, retries=_RETRIES
        )
        self._under_way[future.key] = future, task, attempt
        future.add_done_callback(self._finished.put)

    def _next(self) -> TaskResult | None:
        """Return what came of a task, None if none is done for a while or one is asked again."""
        try:
            future = self._finished.get(timeout=_LOOK_SECONDS)
        except queue.Empty:
            return None
        _, task, attempt = self._under_way.pop(future.key)
        try:
            return TaskResult(task, future.result(timeout=self._seconds))
        except (CancelledError, TimeoutError) as error:  # lost: a specification, or the result
            if attempt < _ATTEMPTS:
                self._submit(task, attempt + 1)
                return None
            return self._not_graded(task, error)
        except ImportError as error:
            raise CourseError(text("cluster.other-kit-last", reason=error)) from error
        except Exception as error:  # its workers were killed, or the machine is out of something
            return self._not_graded(task, error)

    def _not_graded(self, task: Task, error: BaseException) -> TaskResult:
        reason = text("cluster.not-graded", error=error_line(error))[:300]
        graded = {
            name: not_graded(self._given[name], each, reason)
            for name, each in task.submissions.items()
        }
        return TaskResult(task, graded)
