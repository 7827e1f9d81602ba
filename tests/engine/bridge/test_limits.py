"""What a call may use: computing by all its processes, memory in files, and nobody's turn."""

import threading
import time
from types import SimpleNamespace

import pytest

from autograder.engine.bridge.exceptions import ProcessStopped
from autograder.engine.bridge.session import Session
from autograder.engine.sandbox.isolation import Isolation
from autograder.engine.sandbox.limits import Limits
from autograder.engine.wire.frames import Closed
from autograder.findings import Code, Finding
from tests.engine.agent.agent import agent


class Working:
    """A process whose many children compute ten seconds at each look, until it is killed."""

    def __init__(self, each_look: float) -> None:
        self._seconds, self._each_look = 0.0, each_look
        self._killed = threading.Event()
        self.channel = SimpleNamespace(send=lambda *_: None, receive=self._receive)

    def _receive(self, _: float) -> object:
        if self._killed.wait(2.0):
            raise Closed("gone")
        return {"is": "value"}, bytearray()

    def computed(self) -> float:
        """Return more each time."""
        self._seconds += self._each_look
        return self._seconds

    def usage(self) -> tuple[int, int]:
        """Return next to nothing."""
        return 1, 1

    def kill(self) -> None:
        """Have it gone."""
        self._killed.set()

    def end(self) -> None:
        """Have it gone."""
        self._killed.set()

    def how_it_ended(self) -> Finding:
        """Return what is said of any end."""
        return Finding(Code.ENDED)


def asked(each_look: float) -> object:
    """Ask such a process something."""
    limits = Limits(call_seconds=20)
    session = Session(Working(each_look), limits, time.monotonic() + 60)  # type: ignore[arg-type]
    try:
        return session.ask("f", {"do": "call"}, b"", lambda *_: ({}, b""))
    finally:
        session.end()


def test_a_call_that_computes_in_many_processes() -> None:
    """Is a call stopped when its processes together have computed for as long as it may take?"""
    with pytest.raises(ProcessStopped) as stopped:
        asked(30.0)
    assert stopped.value.finding.code == Code.CALL_TOO_LONG


def test_a_call_that_computes_little() -> None:
    """Is one left alone whose processes compute less than that?"""
    assert asked(0.1)


def test_files_count_as_memory() -> None:
    """Are files in memory counted, and empty ones, too?"""
    with agent(isolation=Isolation.SANDBOX) as student:
        before = student.process.usage()[1]
        student.cell("for number in range(30_000):\n    open(str(number), 'w').close()")
        empty = student.process.usage()[1]
        student.cell("open('large', 'wb').write(bytes(40 * 2**20))")
        large = student.process.usage()[1]
    assert empty - before >= 25
    assert large - empty >= 35


@pytest.mark.parametrize("isolation", list(Isolation))
def test_others_come_first(isolation: Isolation) -> None:
    """Has a student's process a low priority that it can't leave, and no say where it runs?"""
    tried = """
import os
def can(work):
    try:
        work()
        return True
    except OSError:
        return False
print(os.getpriority(os.PRIO_PROCESS, 0), [
    can(lambda: os.setpriority(os.PRIO_PROCESS, 0, 0)),
    can(lambda: os.sched_setaffinity(0, range(os.cpu_count()))),
    can(lambda: os.sched_setscheduler(0, 0, os.sched_param(0))),
])
"""
    with agent(isolation=isolation) as student:
        assert student.printed(tried) == "10 [False, False, False]\n"
