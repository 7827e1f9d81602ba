"""A worker: a process that grades one submission after another."""

import contextlib
import json
import multiprocessing
import os
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterable
from multiprocessing.connection import Connection, wait
from typing import IO

from autograder.course.files import remove_abandoned
from autograder.engine.agent.linux import close_to_others
from autograder.engine.sandbox.isolation import Isolation, NoSandbox
from autograder.engine.sandbox.view import one_thread
from autograder.engine.submission.cell_runs import OnCell, nobody
from autograder.engine.submission.specification import Specification, Submission
from autograder.engine.workers.tasks import Ask, Prepare, Spoilt, Task, TaskResult
from autograder.findings import text as say
from autograder.results import Graded

_END_SECONDS = 10.0
_MOST_WORDS = 300
_PIECE = 2**16


class WorkerProcess:
    """`python -m autograder.engine.workers` and the connection to it; with a `core` it stays there.

    It ends its sandbox and itself when the connection is closed, also in the middle of a task.
    """

    def __init__(self, core: int | None = None) -> None:
        # Which cell runs comes by a pipe of its own: a fork of the worker writes there, too, and
        # half a line of one that was killed must not stand before an answer.
        self._connection, theirs = multiprocessing.Pipe()
        self._told, telling = multiprocessing.Pipe(duplex=False)
        self._said = tempfile.TemporaryFile()  # noqa: SIM115 - it lives as long as the process
        self._lock = threading.Lock()
        try:
            self._popen = _started((theirs.fileno(), telling.fileno()), self._said)
        except OSError:
            for each in (self._connection, self._told, self._said):
                each.close()
            raise
        finally:
            theirs.close()
            telling.close()
        self.pid: int = self._popen.pid
        if core is not None:
            with contextlib.suppress(OSError):
                os.sched_setaffinity(self.pid, {core})

    def prepare(self, given: Iterable[Specification], warm: bool = True) -> None:
        """Hand over what it grades with; raises OSError when it is gone."""
        for each in given:
            self._connection.send(Prepare(each, warm))

    def ask(self, asked: Ask, seconds: float, on_cell: OnCell = nobody) -> Graded:
        """Return what came of a notebook; raises NoSandbox and Spoilt.

        EOFError or OSError mean that it is gone.
        """
        self._connection.send(asked)
        self._wait(seconds, on_cell)
        answer = self._connection.recv()
        if isinstance(answer, NoSandbox | Spoilt):
            raise answer
        found: Graded = answer
        return found

    def _wait(self, seconds: float, on_cell: OnCell) -> None:
        """Wait for an answer, and pass on which cell runs; raises EOFError when none comes."""
        until, text = time.monotonic() + seconds, b""
        sources = [self._told, self._connection]
        while ready := wait(sources, max(0.0, until - time.monotonic())):
            if self._told not in ready:
                return
            piece = os.read(self._told.fileno(), _PIECE)
            if not piece:  # the process has ended; it may have answered before that
                sources.remove(self._told)
            *lines, text = (text + piece).split(b"\n")
            for line in lines:
                on_cell(*json.loads(line))
        raise EOFError("the worker doesn't answer")

    def hang_up(self) -> None:
        """Have it end, and whoever waits for an answer of it get an EOFError.

        Closing alone would do neither: the system keeps a socket open that somebody waits for.
        """
        with contextlib.suppress(OSError), _socket(self._connection) as ours:
            ours.shutdown(socket.SHUT_RDWR)

    def end(self) -> str:
        """End the process and all that it started; return its last words, the first time."""
        self.hang_up()
        with self._lock:
            try:
                self._popen.wait(_END_SECONDS)
            except subprocess.TimeoutExpired:
                with contextlib.suppress(OSError):
                    os.killpg(self.pid, signal.SIGKILL)
                self._popen.wait()
                remove_abandoned()  # it could not remove its files itself
            self._connection.close()
            self._told.close()
            words = self._last_words()
            self._said.close()
        return words

    def _last_words(self) -> str:
        if self._said.closed:
            return ""
        self._said.seek(0)
        return " ".join(self._said.read().decode(errors="replace").split())[-_MOST_WORDS:]


def _started(numbers: tuple[int, int], said: IO[bytes]) -> subprocess.Popen[bytes]:
    """Start the process with its ends of the connections; what it prints as it fails is `said`."""
    return subprocess.Popen(
        [sys.executable, "-P", "-m", "autograder.engine.workers", *map(str, numbers)],
        pass_fds=numbers,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=said,
        env={**os.environ, **one_thread()},
        start_new_session=True,  # Ctrl-C is for the one who gives it work
    )


def _socket(connection: Connection) -> socket.socket:
    """Return a connection's socket, to be closed after use: the connection stays open."""
    return socket.socket(fileno=os.dup(connection.fileno()))


_GRACE_SECONDS = 30.0


class Worker:
    """One process that grades; it has the specifications and is started when it is needed.

    With a `core` it stays there: grader and student take turns, and a message within a core is
    several times as fast as one between two. One that is not `warm` starts sooner, and is slower.
    """

    def __init__(
        self, given: Iterable[Specification], core: int | None = None, warm: bool = True
    ) -> None:
        self._core, self._warm = core, warm
        self._given = {each.notebook: each for each in given}
        self._careful: set[str] = set()  # notebooks whose tests have left something behind
        self._process: WorkerProcess | None = None
        self._lock = threading.Lock()
        self._closed = False

    @property
    def pid(self) -> int | None:
        """The number of its process, None if it has none now."""
        process = self._process
        return process.pid if process else None

    def grade(self, task: Task) -> TaskResult:
        """Return what came of each notebook of a task."""
        graded = {name: self._grade(name, each) for name, each in task.submissions.items()}
        return TaskResult(task, graded)

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

    def take_on(self, given: Specification) -> None:
        """Have one more notebook to grade."""
        self._given[given.notebook] = given
        if self._process is not None:
            with contextlib.suppress(OSError):  # it is gone, and its successor is told
                self._process.prepare([given], self._warm)

    def grade_one(self, name: str, submission: Submission, on_cell: OnCell = nobody) -> Graded:
        """Return what came of a notebook; raises NoSandbox."""
        # What the worker didn't survive, or what spoilt it, is tried once more, in a fork: what it
        # breaks there is its own. One that was in a fork already has had its chance.
        said = ""
        for careful in dict.fromkeys((name in self._careful, True)):
            try:
                return self._asked(Ask(name, submission, careful, on_cell is not nobody), on_cell)
            except (EOFError, OSError):  # it was killed, or the machine has no memory left
                said = self.end()
            except Spoilt:  # it ends, and what it has said of this one counts for nothing
                self._careful.add(name)
                self.end()
        return self._lost(
            name, submission, say("workers.ended-twice", said=f": {said}" if said else "")
        )

    def _grade(self, name: str, submission: Submission) -> Graded:
        try:
            return self.grade_one(name, submission)
        except NoSandbox as error:
            return self._lost(name, submission, str(error))

    def _lost(self, name: str, submission: Submission, reason: str) -> Graded:
        from autograder.engine.submission.grade_notebook import not_graded

        return not_graded(self._given[name], submission, reason)

    def _asked(self, asked: Ask, on_cell: OnCell) -> Graded:
        seconds = self._given[asked.notebook].settings.grader_seconds + _GRACE_SECONDS
        return self._started().ask(asked, seconds, on_cell)

    def _started(self) -> WorkerProcess:
        with self._lock:
            if self._closed:
                raise EOFError("the worker was closed")
            if self._process is not None:
                return self._process
            if any(each.settings.isolation is Isolation.PROCESS for each in self._given.values()):
                close_to_others()
            process = self._process = WorkerProcess(self._core)
        process.prepare(self._given.values(), self._warm)
        return process
