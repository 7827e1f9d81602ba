"""One student's process: the channel to it; watch, interrupt and end it."""

import contextlib
import signal
import socket
from typing import Any

import psutil

from autograder.engine.sandbox.isolation import NoSandbox
from autograder.engine.sandbox.limits import Limits
from autograder.engine.sandbox.sandbox import Sandbox
from autograder.engine.wire.frames import Channel, WireError
from autograder.findings import Code, Finding, text


class StudentProcess:
    """A running student's process; when it has left something behind, it takes its sandbox with it.

    Raises NoSandbox when it doesn't start.
    """

    def __init__(self, sandbox: Sandbox, connection: socket.socket, limits: Limits) -> None:
        self._sandbox, self._limits = sandbox, limits
        self._ended: dict[str, Any] | None = None
        self.channel = Channel(connection, blob_bytes=limits.message_mb * 2**20)
        try:
            self.channel.receive(limits.start_seconds)
        except (TimeoutError, WireError) as error:
            self.end()
            raise NoSandbox(text("sandbox.no-process", reason=error)) from error

    def interrupt(self) -> None:
        """Do as Ctrl-C does, to the process that runs the cells."""
        with contextlib.suppress(psutil.Error, OSError):
            for process in self._sandbox.students()[:1]:
                process.send_signal(signal.SIGINT)

    def kill(self) -> None:
        """End it and all that it started, at once."""
        for process in self._sandbox.students():
            with contextlib.suppress(psutil.Error):
                process.kill()

    def end(self) -> None:
        """End it with all that it started, close the channel and remove its files."""
        if self._ended is None:
            self._ended = self._sandbox.clear()
            if not self._ended.get("clean"):
                self._sandbox.end()
        self.channel.close()

    def usage(self) -> tuple[int, int]:
        """Return how many threads and how many MB all its processes have now."""
        return self._sandbox.usage()

    def computed(self) -> float:
        """Return how many seconds all its processes have computed, those that ended among them."""
        return self._sandbox.computed()

    def how_it_ended(self) -> Finding:
        """Return why it is gone, without where it was; it is over with that."""
        used_too_much = self._sandbox.used_too_much()
        self.end()
        if used_too_much:
            return Finding.of(Code.MEMORY, mb=self._limits.memory_mb)
        status = (self._ended or {}).get("status") or 0
        return why_ended(status, self._limits)


def why_ended(status: int, limits: Limits) -> Finding:
    """Return why a process of a student's ended, by its exit status, without where it was."""
    reasons: dict[int, Finding] = {
        signal.SIGXCPU: Finding.of(Code.COMPUTING, seconds=limits.cpu_seconds),
        signal.SIGSEGV: Finding(Code.CRASHED),
        signal.SIGABRT: Finding(Code.ABORTED),
    }
    return reasons.get(-status, Finding(Code.ENDED))
