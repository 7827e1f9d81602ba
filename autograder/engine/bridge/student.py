"""The student's process, seen from the grader's side."""

import contextlib
import ctypes
import random
import re
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any
from weakref import WeakValueDictionary

import numpy as np

from autograder.engine.bridge.callbacks import Callbacks, Message
from autograder.engine.bridge.code_guard import GUARD
from autograder.engine.bridge.exceptions import ProcessStopped
from autograder.engine.bridge.patches import Patches
from autograder.engine.bridge.requests import send_changes
from autograder.engine.bridge.seeding import seedings
from autograder.engine.bridge.session import Session
from autograder.engine.wire.frames import WireError
from autograder.engine.wire.pack import Own, Packer, Refer, not_own
from autograder.engine.wire.shared import SharedObjects
from autograder.engine.wire.unpack import Resolve, Unpacker, no_references
from autograder.findings import Code, Finding

_MEMORY = 4 * 624 + 4  # the Mersenne twister's numbers and where it stands


class RandomState:
    """Tells when the test has moved or seeded `random` or `np.random`.

    The state goes to the student's process with the next call, and never comes back from there.
    """

    def __init__(self) -> None:
        self._python, self._numpy = random.getstate(), _numpy_state()
        self._memory = _memory()
        self._seedings = seedings.copy()

    def changed_states(self) -> dict[str, Any]:
        """Return the states that have changed since the last time, as plain data."""
        found: dict[str, Any] = {}
        python = random.getstate()
        if python != self._python or self._seeded("python"):
            self._python = python
            found["python"] = [python[0], list(python[1]), python[2]]
        if self._numpy_moved() or self._seeded("numpy"):
            self._numpy, self._memory = _numpy_state(), _memory()
            found["numpy"] = [self._numpy[0], self._numpy[1].tolist(), *self._numpy[2:]]
        return found

    def _seeded(self, kind: str) -> bool:
        """Return whether there was a seed since the last time: perhaps the one of before."""
        before, self._seedings[kind] = self._seedings[kind], seedings[kind]
        return before != seedings[kind]

    def _numpy_moved(self) -> bool:
        memory = _memory()
        if memory != self._memory:
            return True
        if memory and not self._numpy[3]:  # nor was a second normal number kept, to be used up
            return False
        now = _numpy_state()
        return now[2:] != self._numpy[2:] or not np.array_equal(now[1], self._numpy[1])


def _numpy_state() -> Any:  # noqa: ANN401 - numpy's tuple of five
    return np.random.get_state()  # noqa: NPY002 - the generator that np.random.seed() seeds


def _memory() -> bytes:
    """Return the memory of numpy's generator, as asking for the state itself takes 0.1 ms.

    Of another kind of generator than numpy begins with it is empty.
    """
    generator = np.random.get_bit_generator()  # type: ignore[attr-defined]
    if not isinstance(generator, np.random.MT19937):
        return b""
    return ctypes.string_at(generator.ctypes.state_address, _MEMORY)


Output = dict[str, Any]
Start = Callable[[], Session]


def _nowhere() -> Session:
    raise ProcessStopped(Finding(Code.NO_STUDENT))


def modules_beside() -> list[str]:
    """Return the modules in the working folder: here, only the course's own lie there."""
    return [path.stem for path in Path.cwd().glob("*.py")]


class Student:
    """Runs cells and asks for names and calls; `generation` counts the processes.

    `start` starts one, `requests` counts what may have changed its variables. `refer` and `resolve`
    translate proxies; `show` receives what the code displays in a call; `random` are the test's
    random generators. `operators` are the special methods that the assignment asks for, `lent` the
    modules of the grader's own that a test got by a name of the student's. `own` packs objects of
    classes that both sides know, which `shared` counts; `roots` are the libraries that the course
    imports, `held` the proxies that there are. `lent_names` go to the process with the next
    request, and so do changes of `watched`, data of the student's that a test has asked for by its
    name, with what it held then.
    """

    def __init__(self, start: Start = _nowhere) -> None:
        self.start = start
        self._session: Session | None = None
        self._cells: list[tuple[str, str, bool]] = []
        self._harmful: set[int] = set()
        self._refused: dict[str, Finding] = {}
        self._stopped: set[str] = set()
        self.random = RandomState()
        self.callbacks = Callbacks()
        self.forgotten: list[int] = []
        self.generation = 0
        self.requests = 0
        self.refer: Refer = self.callbacks.refer
        self.own: Own = not_own
        self.resolve: Resolve = no_references
        self.shared = SharedObjects(2)
        self.roots: frozenset[str] = frozenset()
        self.held: WeakValueDictionary[tuple[int, int], Any] = WeakValueDictionary()
        self._is_new = self.in_test = False
        # A test's threads may all call at once, and a reply answers the last request; a call that
        # a test's own function makes, as the student calls that, comes from the thread that waits.
        self._wire = threading.RLock()
        self.lent_names: dict[str, Any] = {}
        self.watched: dict[str, tuple[Any, Any]] = {}
        self.patches = Patches()
        self.show: Callable[[Any], None] = lambda _: None
        self.operators: frozenset[str] = frozenset()
        self.lent: set[str] = set()

    def run_cell(self, key: str, source: str, given: bool = False) -> list[Output]:
        """Run a cell and return its outputs, not yet checked; raises ProcessStopped.

        `given` says that the tests' side runs it, too: it has the classes that the cell defines.
        """
        session = self._running()
        self._cells.append((key, source, given))
        return self._run(len(self._cells) - 1, session)

    def run_test(self, key: str, source: str, before: str, fork: bool = True) -> list[Output]:
        """Run a test cell with the student's code and return its outputs, not yet checked.

        `before` are definitions that it needs. A `fork` of the process runs it, which ends with it.
        Raises ProcessStopped.
        """
        what = Finding.of(Code.CELL, key=key)
        request = {"do": "test", "source": source, "before": before, "fork": fork}
        session = self._running()
        reply, _ = session.ask(what, request, b"", self._answer)
        outputs = reply.get("outputs")
        if reply.get("is") == "ran" and isinstance(outputs, list):
            return outputs
        status = reply.get("status")
        raise ProcessStopped(session.why_ended(what, status if isinstance(status, int) else 0))

    def ready(self, generation: int) -> bool:
        """Return whether the process of that generation runs; start the next one if none does."""
        self._running()
        return generation == self.generation

    def knows_harm_in(self, source: str) -> bool:
        """Return whether a cell uses a function that has been stopped in a call."""
        return any(re.search(rf"\b{re.escape(name)}\b", source) for name in self._stopped)

    @property
    def sources(self) -> list[str]:
        """The sources of the cells so far."""
        return [source for _, source, _ in self._cells]

    def new_test(self) -> None:
        """Forget which functions hung: another test may call them with less."""
        self._refused.clear()
        GUARD.begin_test()
        self.requests += 1
        self.callbacks.begin_test()
        self.in_test = True
        if self.shared:
            self.shared.forget()
            self._is_new = True

    def end_test(self) -> None:
        """Let the process have what the test has changed; forget what functions it handed out."""
        with contextlib.suppress(ProcessStopped):  # who asks next hears of it
            send_changes(self)
        self.in_test = False
        GUARD.end_test()
        self.lent_names.clear()
        self.watched.clear()
        self.patches = Patches()
        self.callbacks.end_test()

    def end(self) -> None:
        """End the process, if there is one."""
        if self._session is not None:
            self._session.end()

    def ask(
        self, what: str, request: Message, blob: bytes | bytearray
    ) -> tuple[Message, bytearray]:
        """Return the reply to a request about `what`; raises ProcessStopped when there is none."""
        if what in self._refused:
            raise ProcessStopped(self._refused[what])
        session = self._running()  # first: a new process has none of the objects forgotten so far
        forget, self.forgotten = self.forgotten, []
        if self._is_new:
            request, self._is_new = request | {"new": True}, False
        try:
            with self._wire:
                return session.ask(what, request | {"forget": forget}, blob, self._answer)
        except ProcessStopped as reason:
            self._refused[what] = reason.finding
            self._stopped.add(what)
            raise

    def _run(self, number: int, session: Session) -> list[Output]:
        key, source, given = self._cells[number]
        what = Finding.of(Code.CELL, key=key) if key else Finding(Code.CELL_WITHOUT_NAME)
        try:
            request: Message = {"do": "cell", "source": source, "given": given}
            if given:
                request["beside"] = modules_beside()
            reply, _ = session.ask(what, request, b"", self._answer)
        except ProcessStopped:
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
            self.held.clear()
            self.shared.start_over()
            self.random = RandomState()
            self._run_again(self._session)
        return self._session

    def _run_again(self, session: Session) -> None:
        """Run all cells but the harmful ones; those that do harm now join them."""
        for number in range(len(self._cells)):
            if number not in self._harmful and not session.over:
                with contextlib.suppress(ProcessStopped):
                    self._run(number, session)

    def _answer(self, question: Message, blob: bytearray) -> tuple[Message, bytes | bytearray]:
        packer, unpacker = self.packer(), self.unpacker(blob)
        if "states" in question:
            self.shared.take(question["states"], unpacker)
        answer = self.callbacks.answer(question, len(blob), packer, unpacker)
        if self.shared:
            answer["states"] = self.shared.states(packer)
        return answer, packer.blob

    def packer(self) -> Packer:
        """Return what packs the values of a message to the process."""
        return Packer(self.refer, self.own)

    def unpacker(self, blob: bytes | bytearray) -> Unpacker:
        """Return what unpacks the values of a message from the process."""
        found = Unpacker(blob, self.resolve)
        found.hear = self.hear
        return found

    def hear(self, text: object) -> None:
        """Note a text that the process has said: it is never run here."""
        GUARD.hear(text, self.in_test)

    def checked(self, read: Callable[[], Any]) -> Any:  # noqa: ANN401 - what is read
        """Return what `read` reads; a reply that is no message ends the process."""
        try:
            return read()
        except WireError as error:
            self.end()
            raise ProcessStopped(Finding.of(Code.NO_PLAIN_DATA, reason=str(error))) from error
