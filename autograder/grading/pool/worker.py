"""A worker as the one who gives it work knows it: a process, replaced when it is lost."""

import threading
from collections.abc import Iterable

from autograder.grading.grade.grade import not_graded
from autograder.grading.grade.material import Graded, Specification, Submission
from autograder.grading.pool.process import WorkerProcess
from autograder.grading.pool.task import Done, Task
from autograder.grading.sandbox.isolation import NoSandbox

_GRACE_SECONDS = 30.0
_LOST = "the worker ended twice{said}"


class Worker:
    """One process that grades; it has the specifications and is started when it is needed.

    With a `core` it stays there: grader and student take turns, and a message within a core is
    several times as fast as one between two.
    """

    def __init__(self, given: Iterable[Specification], core: int | None = None) -> None:
        self._core = core
        self._given = {each.notebook: each for each in given}
        self._process: WorkerProcess | None = None
        self._lock = threading.Lock()
        self._closed = False

    @property
    def pid(self) -> int | None:
        """The number of its process, None if it has none now."""
        process = self._process
        return process.pid if process else None

    def grade(self, task: Task) -> Done:
        """Return what came of each notebook of a task."""
        graded = {name: self._grade(name, each) for name, each in task.notebooks.items()}
        return Done(task, graded)

    def hang_up(self) -> None:
        """Have the process end for good, whatever it does; don't wait for that."""
        with self._lock:
            self._closed = True
        if self._process is not None:
            self._process.hang_up()

    def close(self) -> None:
        """End the process for good: what is asked for from now on is not graded."""
        self.hang_up()
        self.end()

    def end(self) -> str:
        """End the process and all that it started; the next task starts another one.

        Returns its last words.
        """
        process = self._process
        if process is None:
            return ""
        words = process.end()
        with self._lock:
            if self._process is process:
                self._process = None
        return words

    def _grade(self, name: str, submission: Submission) -> Graded:
        given = self._given[name]
        said = ""
        for careful in (False, True):
            try:
                return self._asked(name, submission, careful)
            except (EOFError, OSError):  # it was killed, or the machine has no memory left
                said = self.end()
            except NoSandbox as error:
                return not_graded(given, submission, str(error))
        return not_graded(given, submission, _LOST.format(said=f": {said}" if said else ""))

    def _asked(self, name: str, submission: Submission, careful: bool) -> Graded:
        seconds = self._given[name].settings.grader_seconds + _GRACE_SECONDS
        return self._started().ask(name, submission, careful, seconds)

    def _started(self) -> WorkerProcess:
        with self._lock:
            if self._closed:
                raise EOFError("the worker was closed")
            if self._process is not None:
                return self._process
            process = self._process = WorkerProcess(self._core)
        process.prepare(self._given.values())
        return process
