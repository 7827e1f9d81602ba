"""One student's process: the channel to it; watch, interrupt and end it."""

import contextlib
import signal
import socket
from typing import Any

import psutil

from autograder.grading.sandbox.isolation import NoSandbox
from autograder.grading.sandbox.limits import Limits
from autograder.grading.sandbox.place import Place
from autograder.wire.errors import WireError
from autograder.wire.frames import Channel


class StudentProcess:
    """A running student's process in a place; when it has left traces, it takes the place with it.

    Raises NoSandbox when it doesn't start.
    """

    def __init__(self, place: Place, connection: socket.socket, limits: Limits) -> None:
        self._place, self._limits = place, limits
        self._ended: dict[str, Any] | None = None
        self.channel = Channel(connection, blob_bytes=limits.message_mb * 2**20)
        try:
            self.channel.receive(limits.start_seconds)
        except (TimeoutError, WireError) as error:
            self.end()
            raise NoSandbox(f"The student's process doesn't start: {error}.") from error

    def interrupt(self) -> None:
        """Do as Ctrl-C does, to the process that runs the cells."""
        with contextlib.suppress(psutil.Error, OSError):
            for process in self._place.students()[:1]:
                process.send_signal(signal.SIGINT)

    def kill(self) -> None:
        """End it and all that it started, at once."""
        for process in self._place.students():
            with contextlib.suppress(psutil.Error):
                process.kill()

    def end(self) -> None:
        """End it with all that it started, close the channel and remove its files."""
        if self._ended is None:
            self._ended = self._place.clear()
            if not self._ended.get("clean"):
                self._place.end()
        self.channel.close()

    def usage(self) -> tuple[int, int]:
        """Return how many threads and how many MB all its processes have now."""
        return self._place.usage()

    def how_it_ended(self) -> str:
        """Return why it is gone, in words; it is over with that."""
        self.end()
        number = -((self._ended or {}).get("status") or 0)
        reasons: dict[int, str] = {
            signal.SIGXCPU: f"stopped after {self._limits.cpu_seconds} s of computing",
            signal.SIGSEGV: "crashed Python (segmentation fault)",
            signal.SIGABRT: "crashed Python (abort)",
        }
        return reasons.get(number, "ended Python")
