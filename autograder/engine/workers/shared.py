"""One warm worker for a whole process, for those who grade one notebook at a time.

nbgrader's commands, the formgrader's server and `autograder check` have no class at hand that a
pool could be made for. What a first submission costs is paid once all the same: the worker stays.
"""

import atexit
import os
import threading

from autograder.engine.submission.cell_runs import OnCell, nobody
from autograder.engine.submission.specification import Specification, Submission
from autograder.engine.workers.worker import Worker
from autograder.results import Graded

IDLE_SECONDS = 60.0  # the formgrader's server lives for days, and a worker holds 100 MB


class SharedWorker:
    """Grades one notebook after the other; its worker ends after `idle_seconds` without work.

    The worker is kept while the course's material is the same: another version of a notebook, or
    another assignment, gets another worker.
    """

    def __init__(self, idle_seconds: float = IDLE_SECONDS) -> None:
        self._idle_seconds = idle_seconds
        self._given: dict[str, Specification] = {}
        self._worker: Worker | None = None
        self._clock: threading.Timer | None = None
        self._setting = os.getpid(), _variables()  # when the worker was started
        self._lock = threading.RLock()

    @property
    def pid(self) -> int | None:
        """The number of its worker's process, None if it has none now."""
        return self._worker.pid if self._worker else None

    def grade(
        self,
        given: Specification,
        submission: Submission,
        on_cell: OnCell = nobody,
        *,
        warm: bool = True,
    ) -> Graded:
        """Return what came of a submission; raises NoSandbox.

        A new worker is made `warm` if more submissions are to come: it then starts later.
        """
        with self._lock:
            self._stop_clock()
            worker = self._worker_for(given, warm)
            try:
                graded = worker.grade_one(given.notebook, submission, on_cell)
            except BaseException:  # Ctrl-C, say: its answer must not be taken for the next one's
                self.end()
                raise
            self._start_clock()
            return graded

    def end(self) -> None:
        """End the worker, if this very process has started it and not one it was forked from."""
        with self._lock:
            self._stop_clock()
            worker, self._worker, self._given = self._worker, None, {}
            # A fork of this process has the connection, too, and its parent still needs the worker.
            if worker is not None and self._setting[0] == os.getpid():
                worker.close()

    def _worker_for(self, given: Specification, warm: bool) -> Worker:
        known = self._given.get(given.notebook)
        other = any(each.assignment != given.assignment for each in self._given.values())
        setting = os.getpid(), _variables()
        if other or known not in (None, given) or self._setting != setting:
            self.end()
        if self._worker is None:
            self._worker, self._setting = Worker([given], warm=warm), setting
        elif known is None:
            self._worker.take_on(given)
        self._given[given.notebook] = given
        return self._worker

    def _start_clock(self) -> None:
        self._clock = threading.Timer(self._idle_seconds, self._rest)
        self._clock.daemon = True
        self._clock.start()

    def _stop_clock(self) -> None:
        if self._clock is not None:
            self._clock.cancel()
            self._clock = None

    def _rest(self) -> None:
        # To cancel a clock that has rung already, and waits for the lock, comes too late.
        with self._lock:
            if threading.current_thread() is self._clock:  # nobody has asked meanwhile
                self.end()


def _variables() -> dict[str, str]:
    """Return the environment variables that a worker takes over from whoever starts it."""
    return {name: value for name, value in os.environ.items() if name.startswith("AUTOGRADER")}


_shared = SharedWorker()
atexit.register(_shared.end)


def grade_now(
    given: Specification, submission: Submission, on_cell: OnCell = nobody, *, warm: bool = True
) -> Graded:
    """Return what came of a submission, graded by this process's own worker; raises NoSandbox.

    `on_cell` is called when a cell begins; a worker that is not `warm` starts sooner.
    """
    return _shared.grade(given, submission, on_cell, warm=warm)


def end_now() -> None:
    """End this process's own worker: nothing more is to come."""
    _shared.end()
