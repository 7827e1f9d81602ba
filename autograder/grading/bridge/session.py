"""Ask the student's process, answer what it asks back, and notice when it hangs or is gone."""

import threading
import time
from collections.abc import Callable, Sequence
from typing import Any

from autograder.grading.bridge.errors import Stopped
from autograder.grading.sandbox.limits import Limits
from autograder.grading.sandbox.process import StudentProcess
from autograder.wire.errors import Closed, WireError
from autograder.wire.pack import Packer

Message = dict[str, Any]
Reply = tuple[Message, bytearray]
Answer = Callable[[Message, bytearray], tuple[Message, bytes | bytearray]]

_GRACE_SECONDS = 3.0  # for a call to end after an interrupt
_LOOK_SECONDS = 0.25  # between two looks at memory and processes
_QUESTIONS = ("callback", "next")
_STOP = {"do": "raise", "kind": "TimeoutError", "message": "stopped"}


class Session:
    """A student's process in use; once it is `over` it answers nothing more.

    `what` in messages is the cell or function at work.
    """

    def __init__(self, process: StudentProcess, limits: Limits, until: float) -> None:
        self._process, self._limits, self._until = process, limits, until
        self._reason = ""
        self.over = False
        threading.Thread(target=self._look_after, daemon=True).start()

    def ask(self, what: str, request: Message, blob: bytes | bytearray, answer: Answer) -> Reply:
        """Return the reply to a request; `answer` serves what the process asks meanwhile.

        Raises Stopped when there is none.
        """
        if self.over:
            raise Stopped(f"{what} can't run: the process that knew it is gone")
        until = min(time.monotonic() + self._limits.call_seconds, self._until)
        self._send(what, until, request, blob)
        while True:
            head, data = self._receive(what, until)
            if head.get("is") not in _QUESTIONS:
                return head, data
            self._send(what, until, *self._answer(what, answer, head, data))

    def put_files(self, files: Sequence[tuple[str, bytes]]) -> None:
        """Write files into the process's working folder; raises Stopped."""
        packer = Packer()
        request = {"do": "files", "files": packer.pack(dict(files))}
        self.ask("the submitted files", request, packer.blob, _no_questions)

    def end(self) -> None:
        """End the process."""
        self.over = True
        self._process.end()

    def _answer(
        self, what: str, answer: Answer, head: Message, data: bytearray
    ) -> tuple[Message, bytes | bytearray]:
        try:
            return answer(head, data)
        except WireError as error:
            self.end()
            raise Stopped(f"stopped in {what}: {error}") from error

    def _send(self, what: str, until: float, head: Message, blob: bytes | bytearray) -> None:
        try:
            self._process.channel.send(head, blob, max(until - time.monotonic(), 0.001))
        except TimeoutError:  # it doesn't read, and half a message can't be taken back
            self.end()
            raise self._too_long(what) from None
        except Closed as error:
            raise self._gone(what) from error

    def _receive(self, what: str, until: float) -> Reply:
        try:
            return self._process.channel.receive(max(until - time.monotonic(), 0.001))
        except TimeoutError:
            self._interrupt(what)
            raise self._too_long(what) from None
        except Closed as error:
            raise self._gone(what) from error
        except WireError as error:
            self.end()
            raise Stopped(f"stopped in {what}: {error}") from error

    def _interrupt(self, what: str) -> None:
        """Interrupt the call; end the process if that doesn't end the call soon."""
        if time.monotonic() >= self._until:
            return self.end()
        self._process.interrupt()
        try:
            while self._process.channel.receive(_GRACE_SECONDS)[0].get("is") in _QUESTIONS:
                self._send(what, self._until, _STOP, b"")
        except (TimeoutError, WireError, Stopped):
            self.end()

    def _too_long(self, what: str) -> Stopped:
        if time.monotonic() >= self._until:
            return Stopped(
                f"stopped in {what}: the notebook took more than {self._limits.notebook_seconds} s"
            )
        return Stopped(f"stopped after {self._limits.call_seconds} s in {what}")

    def _gone(self, what: str) -> Stopped:
        reason = self._reason or self._process.how_it_ended()
        self.end()
        return Stopped(
            f"{what} {reason}" if reason[:4] in ("ende", "cras") else f"{reason} in {what}"
        )

    def _look_after(self) -> None:
        """End the process when all that it started use too much together."""
        limits = self._limits
        while not self.over:
            time.sleep(_LOOK_SECONDS)
            threads, memory = self._process.usage()
            if memory > limits.memory_mb:
                self._reason = f"stopped at {limits.memory_mb:,} MB of memory"
            if threads > limits.processes:
                self._reason = f"stopped at {limits.processes} processes"
            if self._reason:
                return self._process.kill()
        return None


def _no_questions(_head: Message, _blob: bytearray) -> tuple[Message, bytes]:
    raise WireError("it asked something before anything ran")
