"""Start, watch, interrupt and end the student's process."""

import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
from pathlib import Path

import psutil

from autograder.grading.sandbox.bubblewrap import HOME, find_bubblewrap, sandboxed
from autograder.grading.sandbox.environment import environment, font_lists
from autograder.grading.sandbox.isolation import Isolation, NoSandbox, must_work
from autograder.grading.sandbox.limits import Limits
from autograder.grading.sandbox.view import View
from autograder.wire.errors import WireError
from autograder.wire.frames import Channel

_END_SECONDS = 10.0


class StudentProcess:
    """A running student's process and the channel to it.

    Raises NoSandbox when it can't be kept apart as asked for or doesn't start.
    """

    def __init__(self, limits: Limits, isolation: Isolation, view: View) -> None:
        must_work(isolation)
        self._limits = limits
        self._scratch = tempfile.TemporaryDirectory(
            prefix="autograder-student-", ignore_cleanup_errors=True
        )
        ours, theirs = socket.socketpair()
        try:
            self._popen = self._start(theirs.fileno(), isolation, view)
        except OSError as error:
            raise NoSandbox(f"The student's process doesn't start: {error}.") from error
        finally:
            theirs.close()
        self.channel = Channel(ours, blob_bytes=limits.message_mb * 2**20)
        self._must_be_ready()

    def alive(self) -> bool:
        """Return whether it runs."""
        return self._popen.poll() is None

    def interrupt(self) -> None:
        """Do as Ctrl-C does, to the innermost process that runs the cells."""
        with contextlib.suppress(psutil.Error, OSError):
            self._innermost().send_signal(signal.SIGINT)

    def kill(self) -> None:
        """End it and all that it started, at once."""
        family = self._family()
        with contextlib.suppress(OSError):
            os.killpg(self._popen.pid, signal.SIGKILL)
        for process in family:
            with contextlib.suppress(psutil.Error):
                process.kill()

    def end(self) -> None:
        """Kill it, close the channel and remove its files."""
        self.kill()
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._popen.wait(_END_SECONDS)
        if self._popen.stderr is not None:
            self._popen.stderr.close()
        self.channel.close()
        self._scratch.cleanup()

    def usage(self) -> tuple[int, int]:
        """Return how many threads and how many MB all its processes have now."""
        threads = memory = 0
        for process in self._family():
            with contextlib.suppress(psutil.Error):
                threads += process.num_threads()
                memory += process.memory_info().rss
        return threads, memory // 2**20

    def how_it_ended(self) -> str:
        """Return why it is gone, in words."""
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._popen.wait(1.0)
        code = self._popen.returncode or 0
        number = -code if code < 0 else code - 128  # bubblewrap and shells add 128 to a signal
        seconds = self._limits.cpu_seconds
        reasons: dict[int, str] = {
            signal.SIGXCPU: f"stopped after {seconds} s of computing",
            signal.SIGSEGV: "crashed Python (segmentation fault)",
            signal.SIGABRT: "crashed Python (abort)",
        }
        return reasons.get(number, "ended Python")

    def _start(self, channel: int, isolation: Isolation, view: View) -> subprocess.Popen[bytes]:
        limits = json.dumps(self._limits.of_kernel())
        agent = [sys.executable, "-P", "-m", "autograder.inside", str(channel), limits]
        home = Path(self._scratch.name)
        variables = environment(HOME if isolation is Isolation.SANDBOX else home)
        fonts = {path.relative_to(home): path for path in font_lists(home)}
        if isolation is Isolation.SANDBOX:
            program, size = find_bubblewrap(), self._limits.scratch_mb
            assert program is not None  # noqa: S101 - must_work has seen it
            agent = sandboxed(program, view, variables, size, fonts, agent)
        return subprocess.Popen(
            agent,
            pass_fds=(channel,),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            env=variables,
            cwd=home,
            start_new_session=True,
        )

    def _must_be_ready(self) -> None:
        try:
            self.channel.receive(self._limits.start_seconds)
        except (TimeoutError, WireError) as error:
            assert self._popen.stderr is not None  # noqa: S101 - it is a pipe
            alive = self.alive()
            self.kill()
            words = "" if alive else self._popen.stderr.read().decode(errors="replace")[-500:]
            self.end()
            raise NoSandbox(f"The student's process doesn't start: {words or error}") from error

    def _family(self) -> list[psutil.Process]:
        try:
            first = psutil.Process(self._popen.pid)
            return [first, *first.children(recursive=True)]
        except psutil.Error:
            return []

    def _innermost(self) -> psutil.Process:
        """Return the first process that is no bubblewrap."""
        found = psutil.Process(self._popen.pid)
        while found.name() == "bwrap":
            found = found.children()[0]
        return found
