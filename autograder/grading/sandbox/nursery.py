"""Students' processes from a sandbox that is ready, and a new sandbox when one is spoilt."""

import os
import socket
from collections.abc import Sequence

from autograder.grading.sandbox.isolation import Isolation, NoSandbox, must_work
from autograder.grading.sandbox.limits import Limits
from autograder.grading.sandbox.place import Place
from autograder.grading.sandbox.process import StudentProcess
from autograder.grading.sandbox.view import View


class Nursery:
    """Starts one student's process after the other, each with nothing left of the one before.

    `modules` are imported ahead. Raises NoSandbox when students can't be kept apart as asked for.
    """

    def __init__(
        self, limits: Limits, isolation: Isolation, view: View, modules: Sequence[str] = ()
    ) -> None:
        must_work(isolation)
        self._limits = limits
        self._settings = isolation, view, tuple(modules)
        self._place: Place | None = None
        self._starter = os.getpid()

    def start(self) -> None:
        """Have a sandbox ready; a running one is kept."""
        if self._place is not None and not self._place.runs():
            self.end()
        if self._place is None:
            self._place, self._starter = Place(self._limits, *self._settings), os.getpid()

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

    def clear(self) -> None:
        """End the student's process; give up the sandbox if anything is left of it."""
        if self._place is not None and not self._place.clear().get("clean"):
            self.end()

    def end(self) -> None:
        """End the sandbox."""
        if self._place is not None:
            self._place.end()
            self._place = None

    def end_own(self) -> None:
        """End the sandbox if this very process has started it, and not one it was forked from."""
        if self._starter == os.getpid():
            self.end()

    def _running(self) -> Place:
        if self._place is None:
            raise NoSandbox("The sandbox is gone.")
        return self._place
