"""One running sandbox (or, without one, process) that students' processes are forked in."""

import contextlib
import json
import os
import signal
import socket
import subprocess
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import psutil

from autograder.course.files import scratch_folder
from autograder.engine.sandbox.backends import BACKENDS
from autograder.engine.sandbox.bubblewrap import SCRATCH
from autograder.engine.sandbox.control_group import ControlGroup, scope
from autograder.engine.sandbox.isolation import Isolation, NoSandbox
from autograder.engine.sandbox.limits import Limits
from autograder.engine.sandbox.own_user import OwnUser
from autograder.engine.sandbox.view import View
from autograder.findings import text

_END_SECONDS = 10.0
_CLEAR_SECONDS = 10.0
_LONGEST_REPLY = 1000
_A_FILE = 1024  # bytes that the kernel keeps of an empty file in memory


class Sandbox:
    """A fork server's process, its control socket and its scratch folder.

    It is started at once, and ready some time later. Raises NoSandbox when it doesn't start.
    """

    def __init__(
        self, limits: Limits, isolation: Isolation, view: View, modules: Iterable[str]
    ) -> None:
        self._scratch = scratch_folder("student")
        self.held: dict[str, bool] = {}  # what the kernel holds students' processes to
        self._tokens = 0
        self._core: list[psutil.Process] = []
        self._control, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self._user, self._group = OwnUser(), ControlGroup(limits)
        home = Path(self._scratch.name)
        try:
            self._popen = BACKENDS[isolation].start(
                theirs.fileno(), home, limits, view, modules, self._user.number
            )
        except OSError as error:
            self._user.give_back()
            self._group.remove()
            raise NoSandbox(text("sandbox.no-process", reason=error)) from error
        finally:
            theirs.close()
        self._apart = isolation is Isolation.SANDBOX
        self._limits = limits
        self._start_seconds, self._ready = limits.start_seconds, False

    def must_be_ready(self) -> None:
        """Wait until it can start students' processes; raises NoSandbox when it never can."""
        if not self._ready:
            self.held = self._wait(self._start_seconds)
            self._core, self._ready = self._everything(), True
            self._group.add(process.pid for process in self._core)

    def is_gone(self) -> bool:
        """Return whether it was ready and has ended; also asked by a fork of who started it."""
        if not self._ready:
            return False
        try:
            return bool(self._core[0].status() == psutil.STATUS_ZOMBIE)
        except (psutil.Error, IndexError):
            return True

    def begin(self, channel: socket.socket) -> None:
        """Start a student's process that serves the channel; OSError if the sandbox is gone."""
        self._control.settimeout(_CLEAR_SECONDS)
        socket.send_fds(self._control, [b"{}"], [channel.fileno()])

    def clear(self) -> dict[str, Any]:
        """End the student's process; return its exit `status` and whether all is `clean`.

        An empty answer means that the fork server doesn't answer.
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
        memory = sum(map(_memory, (*self._core, *students))) + self._files()
        return threads, memory // 2**20

    def computed(self) -> float:
        """Return how many seconds the student's processes have computed."""
        return sum(map(_computed, self.students()))

    def used_too_much(self) -> bool:
        """Return whether the kernel has ended a student's process for its memory."""
        return self._group.killed()

    def _files(self) -> int:
        """Return the bytes that files in memory take, an empty one among them."""
        found = 0
        for process in self._core[-1:]:  # the fork server sees the sandbox's files as its own
            for folder in SCRATCH:
                with contextlib.suppress(OSError):
                    its = os.statvfs(f"/proc/{process.pid}/root{folder}")
                    if self._apart:
                        used, files = its.f_blocks - its.f_bfree, its.f_files - its.f_ffree
                        found += used * its.f_frsize + files * _A_FILE
        return found

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
        self._user.end_processes(_END_SECONDS)
        self._user.give_back()
        self._group.remove()
        self._scratch.cleanup()

    def _wait(self, seconds: float) -> dict[str, bool]:
        """Wait for its first message, and return what it says."""
        try:
            self._control.settimeout(seconds)
            message = self._control.recv(_LONGEST_REPLY)
            if message:
                found: dict[str, bool] = json.loads(message)
                return found | {"counted": bool(self._group) or bool(scope(self._limits))}
            reason = text("sandbox.ended-at-once")
        except OSError as error:
            reason = str(error)
        if self._popen.poll() is not None:
            assert self._popen.stderr is not None  # noqa: S101 - it is a pipe
            reason = self._popen.stderr.read().decode(errors="replace")[-500:] or reason
        self.end()
        raise NoSandbox(text("sandbox.no-process", reason=reason))

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


def _computed(process: psutil.Process) -> float:
    try:
        return float(sum(process.cpu_times()[:4]))  # also of those that it has waited for
    except psutil.Error:
        return 0.0


def _threads(process: psutil.Process) -> int:
    try:
        return int(process.num_threads())
    except psutil.Error:
        return 0
