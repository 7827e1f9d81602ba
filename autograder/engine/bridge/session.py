"""Ask the student's process, answer what it asks back, and notice when it hangs or is gone."""

import threading
import time
from collections.abc import Callable, Sequence
from typing import Any

from autograder.engine.bridge.exceptions import ProcessStopped
from autograder.engine.sandbox.limits import Limits
from autograder.engine.sandbox.process import StudentProcess, why_ended
from autograder.engine.wire.frames import Closed, WireError
from autograder.engine.wire.pack import Packer
from autograder.findings import Code, Finding, text

Message = dict[str, Any]
Reply = tuple[Message, bytearray]
Answer = Callable[[Message, bytearray], tuple[Message, bytes | bytearray]]

_GRACE_SECONDS = 3.0  # for a call to end after an interrupt
_LOOK_SECONDS = 0.25  # between two looks at memory and processes
_QUESTIONS = ("callback", "next")
# A name, or a finding that names a cell.
What = str | Finding
_STOP = {"do": "raise", "kind": "TimeoutError", "message": "stopped"}


class Session:
    """A student's process in use; once it is `over` it answers nothing more.

    `what` is the cell or function at work: findings say where something happened.
    """

    def __init__(self, process: StudentProcess, limits: Limits, until: float) -> None:
        self._process, self._limits, self._until = process, limits, until
        self._reason: Finding | None = None
        self.over = False
        self._asked = 0  # calls so far
        threading.Thread(target=self._look_after, daemon=True).start()

    def ask(self, what: What, request: Message, blob: bytes | bytearray, answer: Answer) -> Reply:
        """Return the reply to a request; `answer` serves what the process asks meanwhile.

        Raises ProcessStopped when there is none.
        """
        if self.over:
            raise ProcessStopped(Finding.of(Code.PROCESS_GONE, where=what))
        self._asked += 1
        until = min(time.monotonic() + self._limits.call_seconds, self._until)
        self._send(what, until, request, blob)
        while True:
            head, data = self._receive(what, until)
            if head.get("is") not in _QUESTIONS:
                return head, data
            if time.monotonic() >= until:  # one that always has a question never waits
                self._interrupt(what, asked=True)
                raise self._too_long(what)
            self._send(what, until, *self._answer(what, answer, head, data))

    def put_files(self, files: Sequence[tuple[str, bytes]], language: str = "") -> None:
        """Write files into the process's working folder, where a language is spoken from now on.

        Raises ProcessStopped.
        """
        packer = Packer()
        request = {"do": "files", "files": packer.pack(dict(files)), "language": language}
        self.ask(Finding(Code.SUBMITTED_FILES), request, packer.blob, _no_questions)

    def why_ended(self, what: What, status: int) -> Finding:
        """Return why a fork of the process ended with `what` undone, by its exit status."""
        reason = why_ended(status, self._limits)
        return Finding.of(reason.code, where=what, **reason.values)

    def end(self) -> None:
        """End the process."""
        self.over = True
        self._process.end()

    def _answer(
        self, what: What, answer: Answer, head: Message, data: bytearray
    ) -> tuple[Message, bytes | bytearray]:
        try:
            return answer(head, data)
        except WireError as error:
            self.end()
            raise _no_message(what, error) from error

    def _send(self, what: What, until: float, head: Message, blob: bytes | bytearray) -> None:
        try:
            self._process.channel.send(head, blob, max(until - time.monotonic(), 0.001))
        except TimeoutError:  # it doesn't read, and half a message can't be taken back
            self.end()
            raise self._too_long(what) from None
        except Closed as error:
            raise self._gone(what) from error

    def _receive(self, what: What, until: float) -> Reply:
        try:
            return self._process.channel.receive(max(until - time.monotonic(), 0.001))
        except TimeoutError:
            self._interrupt(what)
            raise self._too_long(what) from None
        except Closed as error:
            raise self._gone(what) from error
        except WireError as error:
            self.end()
            raise _no_message(what, error) from error

    def _interrupt(self, what: What, asked: bool = False) -> None:
        """Interrupt the call; end the process if that doesn't end the call soon.

        `asked` says that it waits for an answer.
        """
        until = time.monotonic() + _GRACE_SECONDS
        if until - _GRACE_SECONDS >= self._until:
            return self.end()
        self._process.interrupt()
        # Read up to the reply that the interrupt brings: left unread it would be taken for the
        # answer to the next request. What the process asks meanwhile is refused: else it waits.
        try:
            while asked or self._next_is_a_question(until):
                self._send(what, until, _STOP, b"")
                asked = False
        except (TimeoutError, WireError, ProcessStopped):
            self.end()

    def _next_is_a_question(self, until: float) -> bool:
        head, _ = self._process.channel.receive(until - time.monotonic())
        return head.get("is") in _QUESTIONS

    def _too_long(self, what: What) -> ProcessStopped:
        if time.monotonic() >= self._until:
            seconds = self._limits.notebook_seconds
            return ProcessStopped(Finding.of(Code.NOTEBOOK_TOO_LONG, where=what, seconds=seconds))
        seconds = self._limits.call_seconds
        return ProcessStopped(Finding.of(Code.CALL_TOO_LONG, where=what, seconds=seconds))

    def _gone(self, what: What) -> ProcessStopped:
        reason = self._reason or self._process.how_it_ended()
        self.end()
        return ProcessStopped(Finding.of(reason.code, where=what, **reason.values))

    def _look_after(self) -> None:
        """End the process when all that it started use too much together."""
        # The kernel holds each process to its limits, not all of them together.
        limits = self._limits
        asked, before = -1, 0.0
        while not self.over:
            time.sleep(_LOOK_SECONDS)
            computed = self._process.computed()
            if asked != self._asked:  # counted from the first look on: a call costs nothing
                asked, before = self._asked, computed
            elif computed - before > limits.call_seconds:
                self._reason = Finding.of(Code.CALL_TOO_LONG, seconds=limits.call_seconds)
            threads, memory = self._process.usage()
            if memory > limits.memory_mb:
                self._reason = Finding.of(Code.MEMORY, mb=limits.memory_mb)
            if threads > limits.processes:
                self._reason = Finding.of(Code.PROCESSES, count=limits.processes)
            if self._reason:
                return self._process.kill()
        return None


def _no_message(what: What, error: WireError) -> ProcessStopped:
    return ProcessStopped(Finding.of(Code.NO_MESSAGE, where=what, reason=str(error)))


def _no_questions(_head: Message, _blob: bytearray) -> tuple[Message, bytes]:
    raise WireError(text("reply.too-early"))
