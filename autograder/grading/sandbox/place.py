"""One running sandbox (or, without one, process) that students' processes are forked in."""

import contextlib
import json
import os
import signal
import socket
import subprocess
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import psutil

from autograder.grading.sandbox.isolation import Isolation, NoSandbox
from autograder.grading.sandbox.limits import Limits
from autograder.grading.sandbox.starting import start_inside
from autograder.grading.sandbox.view import View

_END_SECONDS = 10.0
_CLEAR_SECONDS = 10.0
_LONGEST_REPLY = 1000
_FAILED = "The student's process doesn't start: {reason}."


class Place:
    """A nursery's process, its control socket and its scratch folder.

    Raises NoSandbox when it doesn't start.
    """

    def __init__(
        self, limits: Limits, isolation: Isolation, view: View, modules: Iterable[str]
    ) -> None:
        self._scratch = tempfile.TemporaryDirectory(
            prefix="autograder-student-", ignore_cleanup_errors=True
        )
        self._tokens = 0
        self._core: list[psutil.Process] = []
        self._control, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        home = Path(self._scratch.name)
        try:
            self._popen = start_inside(theirs.fileno(), home, limits, isolation, view, modules)
        except OSError as error:
            raise NoSandbox(_FAILED.format(reason=error)) from error
        finally:
            theirs.close()
        self._must_be_ready(limits.start_seconds)
        self._core = self._everything()

    def runs(self) -> bool:
        """Return whether it runs; also asked by a fork of the process that started it."""
        try:
            return bool(self._core[0].status() != psutil.STATUS_ZOMBIE)
        except psutil.Error:
            return False

    def begin(self, channel: socket.socket) -> None:
        """Start a student's process that serves the channel; OSError if the nursery is gone."""
        self._control.settimeout(_CLEAR_SECONDS)
        socket.send_fds(self._control, [b"{}"], [channel.fileno()])

    def clear(self) -> dict[str, Any]:
        """End the student's process; return its exit `status` and whether all is `clean`.

        An empty answer means that the nursery doesn't answer.
        """
        self._tokens += 1
        try:
            self._control.settimeout(_CLEAR_SECONDS)
            self._control.send(json.dumps({"token": self._tokens}).encode())
            while True:  # what was asked by a process that was killed is answered, too
                reply: dict[str, Any] = json.loads(self._control.recv(_LONGEST_REPLY) or b"null")
                if not reply or reply.get("token") == self._tokens:
                    return reply or {}
        except (OSError, ValueError):
            return {}

    def students(self) -> list[psutil.Process]:
        """Return the student's processes, the first one first."""
        core = {process.pid for process in self._core}
        return [process for process in self._everything() if process.pid not in core]

    def usage(self) -> tuple[int, int]:
        """Return how many threads the student's processes have, and the memory of all in MB."""
        students = self.students()
        threads = sum(map(_threads, students))
        memory = sum(map(_memory, (*self._core, *students)))
        return threads, memory // 2**20

    def end(self) -> None:
        """End it with all that it started, and remove its files."""
        family = [*self.students(), *self._core]
        with contextlib.suppress(OSError):
            os.killpg(self._popen.pid, signal.SIGKILL)
        for process in family:
            with contextlib.suppress(psutil.Error):
                process.kill()
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._popen.wait(_END_SECONDS)
        if self._popen.stderr is not None:
            self._popen.stderr.close()
        self._control.close()
        self._scratch.cleanup()

    def _must_be_ready(self, seconds: float) -> None:
        try:
            self._control.settimeout(seconds)
            reason = "" if self._control.recv(_LONGEST_REPLY) else "it ended at once"
        except OSError as error:
            reason = str(error)
        if not reason:
            return
        if self._popen.poll() is not None:
            assert self._popen.stderr is not None  # noqa: S101 - it is a pipe
            reason = self._popen.stderr.read().decode(errors="replace")[-500:] or reason
        self.end()
        raise NoSandbox(_FAILED.format(reason=reason))

    def _everything(self) -> list[psutil.Process]:
        try:
            first = psutil.Process(self._popen.pid)
            return [first, *first.children(recursive=True)]
        except psutil.Error:
            return []


def _memory(process: psutil.Process) -> int:
    try:
        return int(process.memory_info().rss)
    except psutil.Error:
        return 0


def _threads(process: psutil.Process) -> int:
    try:
        return int(process.num_threads())
    except psutil.Error:
        return 0
