"""A worker's process, as those who give it work know it: asked in one thread, ended in any."""

import contextlib
import multiprocessing
import os
import signal
import socket
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterable
from multiprocessing.connection import Connection

from autograder.grading.grade.material import Graded, Specification, Submission
from autograder.grading.sandbox.environment import one_thread
from autograder.grading.sandbox.isolation import NoSandbox

_END_SECONDS = 10.0
_MOST_WORDS = 300


class WorkerProcess:
    """`python -m autograder.grading.pool` and the connection to it; with a `core` it stays there.

    It ends its sandbox and itself when the connection is closed, also in the middle of a task.
    """

    def __init__(self, core: int | None = None) -> None:
        self._connection, theirs = multiprocessing.Pipe()
        self._said = tempfile.TemporaryFile()  # noqa: SIM115 - it lives as long as the process
        self._lock = threading.Lock()
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
        self.pid: int = self._popen.pid
        if core is not None:
            with contextlib.suppress(OSError):
                os.sched_setaffinity(self.pid, {core})
        theirs.close()

    def prepare(self, given: Iterable[Specification]) -> None:
        """Hand over what it grades with; raises OSError when it is gone."""
        for each in given:
            self._connection.send(each)

    def ask(self, name: str, submission: Submission, careful: bool, seconds: float) -> Graded:
        """Return what came of a notebook; raises NoSandbox, and EOFError or OSError: it is gone."""
        self._connection.send((name, submission, careful))
        if not self._connection.poll(seconds):
            raise EOFError("the worker doesn't answer")
        answer = self._connection.recv()
        if isinstance(answer, NoSandbox):
            raise answer
        found: Graded = answer
        return found

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
            self._connection.close()
            words = self._last_words()
            self._said.close()
        return words

    def _last_words(self) -> str:
        if self._said.closed:
            return ""
        self._said.seek(0)
        return " ".join(self._said.read().decode(errors="replace").split())[-_MOST_WORDS:]


def _socket(connection: Connection) -> socket.socket:
    """Return a connection's socket, to be closed after use: the connection stays open."""
    return socket.socket(fileno=os.dup(connection.fileno()))
