"""Students' processes from a sandbox that is ready, and a new sandbox when one is spoilt."""

import os
import socket
import threading
from collections.abc import Sequence

from autograder.engine.sandbox.backends import require_backend
from autograder.engine.sandbox.isolation import Isolation, NoSandbox
from autograder.engine.sandbox.limits import Limits
from autograder.engine.sandbox.process import StudentProcess
from autograder.engine.sandbox.sandbox import Sandbox
from autograder.engine.sandbox.view import View
from autograder.findings import text


class WarmSandbox:
    """Starts one student's process after the other, each with nothing left of the one before.

    `modules` are imported ahead. Raises NoSandbox when students can't be kept apart as asked for.
    """

    def __init__(
        self, limits: Limits, isolation: Isolation, view: View, modules: Sequence[str] = ()
    ) -> None:
        require_backend(isolation)
        self._limits = limits
        self._settings = isolation, view, tuple(modules)
        self._sandbox: Sandbox | None = None
        self._starter = os.getpid()
        self._lock, self._closed = threading.Lock(), False

    def launch(self) -> None:
        """Start a sandbox and don't wait for it: there is something else to do meanwhile.

        Raises NoSandbox when it doesn't start, and once this is closed.
        """
        with self._lock:
            if self._closed:
                raise NoSandbox(text("sandbox.closed"))
            if self._sandbox is None:
                self._sandbox, self._starter = Sandbox(self._limits, *self._settings), os.getpid()

    def start(self) -> None:
        """Have a sandbox ready; a running one is kept."""
        if self._sandbox is not None and self._sandbox.is_gone():
            self.end()
        self.launch()
        try:
            self._running().must_be_ready()
        except NoSandbox:
            self._sandbox = None
            raise

    def student(self) -> StudentProcess:
        """Return a new student's process; raises NoSandbox when none starts."""
        self.start()
        ours, theirs = socket.socketpair()
        with theirs:
            try:
                self._running().begin(theirs)
            except OSError:  # it has just gone
                self.end()
                self.start()
                self._running().begin(theirs)
        return StudentProcess(self._running(), ours, self._limits)

    def held(self) -> dict[str, bool]:
        """Return what the kernel holds students' processes to; raises NoSandbox.

        `filtered`: system calls; `confined`: others are out of reach; `counted`: by a group.
        """
        self.start()
        return self._running().held

    def clear(self) -> None:
        """End the student's process; give up the sandbox if anything is left of it."""
        if self._sandbox is not None and not self._sandbox.clear().get("clean"):
            self.end()

    def end(self) -> None:
        """End the sandbox."""
        if self._sandbox is not None:
            self._sandbox.end()
            self._sandbox = None

    def close(self) -> None:
        """End the sandbox, and start none any more.

        A worker's watch calls this while the worker itself may just see its student's process gone
        and ask for another: a sandbox started now would leave its folder behind.
        """
        with self._lock:
            self._closed = True
        self.end()

    def end_own(self) -> None:
        """End the sandbox if this very process has started it, and not one it was forked from."""
        if self._starter == os.getpid():
            self.end()

    def _running(self) -> Sandbox:
        if self._sandbox is None:
            raise NoSandbox(text("sandbox.gone"))
        return self._sandbox
