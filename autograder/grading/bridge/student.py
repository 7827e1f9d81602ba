"""The student's process as tests know it: cells that have run, and names that they defined.

When it hangs or dies a fresh one takes over: it runs the cells again, but for those that did harm.
"""

import contextlib
import re
from collections.abc import Callable
from typing import Any

from autograder.grading.bridge.errors import Stopped
from autograder.grading.bridge.ours import Message, Ours
from autograder.grading.bridge.randomness import RandomState
from autograder.grading.bridge.session import Session
from autograder.wire.errors import WireError
from autograder.wire.pack import Packer
from autograder.wire.unpack import no_references

Output = dict[str, Any]
Start = Callable[[], Session]
Resolve = Callable[[list[Any]], Any]


def _nowhere() -> Session:
    raise Stopped("there is no student yet")


class Student:
    """Runs cells and asks for names and calls; `generation` counts the processes.

    `start` starts one, `asked` counts what may have changed its variables. `refer` and `resolve`
    translate stand-ins; `show` receives what the code displays in a call; `random` are the test's
    random generators.
    """

    def __init__(self, start: Start = _nowhere) -> None:
        self.start = start
        self._session: Session | None = None
        self._cells: list[tuple[str, str]] = []
        self._harmful: set[int] = set()
        self._refused: dict[str, str] = {}
        self._stopped: set[str] = set()
        self.random = RandomState()
        self.ours = Ours()
        self.forgotten: list[int] = []
        self.generation = 0
        self.asked = 0
        self.refer: Resolve = self.ours.refer
        self.resolve: Resolve = no_references
        self.show: Callable[[Any], None] = lambda _: None

    def run_cell(self, key: str, source: str) -> list[Output]:
        """Run a cell and return its outputs, not yet checked; raises Stopped."""
        session = self._running()
        self._cells.append((key, source))
        return self._run(len(self._cells) - 1, session)

    def ready(self, generation: int) -> bool:
        """Return whether the process of that generation runs; start the next one if none does."""
        self._running()
        return generation == self.generation

    def knows_harm_in(self, source: str) -> bool:
        """Return whether a cell uses a function that has been stopped in a call."""
        return any(re.search(rf"\b{re.escape(name)}\b", source) for name in self._stopped)

    def new_test(self) -> None:
        """Forget which functions hung: another test may call them with less."""
        self._refused.clear()
        self.asked += 1

    def end(self) -> None:
        """End the process, if there is one."""
        if self._session is not None:
            self._session.end()

    def ask(
        self, what: str, request: Message, blob: bytes | bytearray
    ) -> tuple[Message, bytearray]:
        """Return the reply to a request about `what`; raises Stopped when there is none."""
        if what in self._refused:
            raise Stopped(self._refused[what])
        session = self._running()  # first: a new process has none of the objects forgotten so far
        forget, self.forgotten = self.forgotten, []
        try:
            return session.ask(what, request | {"forget": forget}, blob, self._answer)
        except Stopped as reason:
            self._refused[what] = str(reason)
            self._stopped.add(what)
            raise

    def _run(self, number: int, session: Session) -> list[Output]:
        key, source = self._cells[number]
        what = f"the cell {key}" if key else "a cell without a name"
        try:
            reply, _ = session.ask(what, {"do": "cell", "source": source}, b"", self._answer)
        except Stopped:
            self._harmful.add(number)
            raise
        outputs = reply.get("outputs")
        return outputs if isinstance(outputs, list) else []

    def _running(self) -> Session:
        """Return the session; if it is over, one in which the cells have run again."""
        while self._session is None or self._session.over:
            self._session = self.start()
            self.generation += 1
            self.forgotten.clear()
            self.random = RandomState()
            self._run_again(self._session)
        return self._session

    def _run_again(self, session: Session) -> None:
        """Run all cells but the harmful ones; those that do harm now join them."""
        for number in range(len(self._cells)):
            if number not in self._harmful and not session.over:
                with contextlib.suppress(Stopped):
                    self._run(number, session)

    def _answer(self, question: Message, blob: bytearray) -> tuple[Message, bytes | bytearray]:
        packer = Packer(self.refer)
        return self.ours.answer(question, blob, packer, self.resolve), packer.blob

    def checked(self, read: Callable[[], Any]) -> Any:  # noqa: ANN401 - what is read
        """Return what `read` reads; a reply that is no message ends the process."""
        try:
            return read()
        except WireError as error:
            self.end()
            raise Stopped(f"stopped: its answer is no plain data ({error})") from error
