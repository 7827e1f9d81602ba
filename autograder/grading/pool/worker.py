"""A worker as the one who gives it work knows it: a process, replaced when it is lost."""

import contextlib
import multiprocessing
import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from multiprocessing.connection import Connection
from typing import IO

from autograder.grading.grade.grade import not_graded
from autograder.grading.grade.material import Graded, Specification, Submission
from autograder.grading.pool.task import Done, Task
from autograder.grading.sandbox.environment import one_thread
from autograder.grading.sandbox.isolation import NoSandbox

_END_SECONDS = 10.0
_GRACE_SECONDS = 30.0
_ATTEMPTS = 2
_LOST = "the worker ended twice{said}"


class Worker:
    """One process that grades; it has the specifications and is started when it is needed.

    With a `core` it stays there: grader and student take turns, and a message within a core is
    several times as fast as one between two.
    """

    def __init__(self, given: Iterable[Specification], core: int | None = None) -> None:
        self._core = core
        self._given = {each.notebook: each for each in given}
        self._popen: subprocess.Popen[bytes] | None = None
        self._connection: Connection | None = None
        self._said: IO[bytes] | None = None
        self._closed = False

    @property
    def pid(self) -> int | None:
        """The number of its process, None if it has none now."""
        return self._popen.pid if self._popen else None

    def grade(self, task: Task) -> Done:
        """Return what came of each notebook of a task."""
        graded = {name: self._grade(name, each) for name, each in task.notebooks.items()}
        return Done(task, graded)

    def close(self) -> None:
        """End the process for good: what is asked for from now on is not graded."""
        self._closed = True
        self.end()

    def end(self) -> None:
        """End the process and all that it started; the next task starts another one."""
        if self._popen is None or self._connection is None:
            return
        self._connection.close()  # it ends its sandbox when it sees that
        try:
            self._popen.wait(_END_SECONDS)
        except subprocess.TimeoutExpired:
            with contextlib.suppress(OSError):
                os.killpg(self._popen.pid, signal.SIGKILL)
            self._popen.wait()
        if self._said is not None:
            self._said.close()
        self._popen = self._connection = self._said = None

    def _grade(self, name: str, submission: Submission) -> Graded:
        given = self._given[name]
        said = ""
        for _ in range(_ATTEMPTS):
            try:
                return self._asked(name, submission, given.settings.grader_seconds)
            except (EOFError, OSError):  # it was killed, or the machine has no memory left
                said = self._last_words()
                self.end()
            except NoSandbox as error:
                return not_graded(given, submission, str(error))
        return not_graded(given, submission, _LOST.format(said=said))

    def _asked(self, name: str, submission: Submission, seconds: float) -> Graded:
        connection = self._started()
        connection.send((name, submission))
        if not connection.poll(seconds + _GRACE_SECONDS):
            raise EOFError("the worker doesn't answer")
        answer = connection.recv()
        if isinstance(answer, NoSandbox):
            raise answer
        found: Graded = answer
        return found

    def _started(self) -> Connection:
        if self._closed:
            raise EOFError("the worker was closed")
        if self._connection is not None:
            return self._connection
        ours, theirs = multiprocessing.Pipe()
        self._said = tempfile.TemporaryFile()  # noqa: SIM115 - it lives as long as the process
        number = theirs.fileno()
        self._popen = subprocess.Popen(
            [sys.executable, "-P", "-m", "autograder.grading.pool", str(number)],
            pass_fds=(number,),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=self._said,
            env={**os.environ, **one_thread()},
            start_new_session=True,  # Ctrl-C is for the one who gives it work
        )
        if self._core is not None:
            with contextlib.suppress(OSError):
                os.sched_setaffinity(self._popen.pid, {self._core})
        theirs.close()
        self._connection = ours
        for each in self._given.values():
            ours.send(each)
        return ours

    def _last_words(self) -> str:
        if self._said is None:
            return ""
        self._said.seek(0)
        words = " ".join(self._said.read().decode(errors="replace").split())[-300:]
        return f": {words}" if words else ""
