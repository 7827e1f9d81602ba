"""Attacks with processes and signals."""

from collections.abc import Mapping

from tests.attacks.submissions.answers import RIGHT, doing, wrong
from tests.attacks.submissions.attack import OTHERS, Attack

_FORK_BOMB = """
import os, time
for _ in range(200):
    try:
        if os.fork() == 0:
            time.sleep(2)
            os._exit(0)
    except OSError:
        time.sleep(0.02)
time.sleep(1)
"""
_IGNORES = """
import signal, time
signal.signal(signal.SIGINT, signal.SIG_IGN)
until = time.monotonic() + 60
while time.monotonic() < until:
    try:
        time.sleep(0.1)
    except BaseException:
        pass
"""
_EVERYONE = """
import os, signal
for number in (1, os.getppid(), -1):
    try:
        os.kill(number, signal.SIGKILL)
    except OSError:
        pass
"""


def _one(
    name: str, idea: str, answer: Mapping[str, str], says: str = "", harms: str = "ends the kernel"
) -> Attack:
    """Return an attack in the answer to `add`; the others are right and keep their points."""
    return Attack(name, idea, answer, base=RIGHT, points=OTHERS, says=says, harms=harms)


PROCESSES = (
    _one("exit-in-call", "end Python", doing("import os\nos._exit(0)"), "add ended Python"),
    _one("exit-in-cell", "end Python in a cell", wrong("import os\nos._exit(0)"), "ended Python"),
    _one("sys-exit", "end the call", doing("import sys\nsys.exit(0)"), "SystemExit"),
    _one(
        "kill-parent",
        "kill the parent",
        doing("import os, signal\nos.kill(os.getppid(), signal.SIGKILL)"),
        harms="kills the process that grades",
    ),
    _one("kill-everyone", "kill all processes", wrong(_EVERYONE), harms="kills all processes"),
    _one(
        "kill-group",
        "kill the process group",
        doing("import os, signal\nos.killpg(0, signal.SIGKILL)"),
        "add ended Python",
        harms="kills the processes that grade",
    ),
    _one("fork-bomb", "start 200 processes", doing(_FORK_BOMB), "processes|AssertionError"),
    _one(
        "segmentation-fault",
        "read at address 0",
        doing("import ctypes\nctypes.string_at(0)"),
        "segmentation fault",
    ),
    _one("abort", "abort Python", doing("import os\nos.abort()"), r"crashed Python \(abort\)"),
    _one(
        "stop-itself",
        "stop the process without ending it",
        doing("import os, signal\nos.kill(os.getpid(), signal.SIGSTOP)"),
        "stopped after 3 s in add",
    ),
    _one("ignore-interrupts", "run on when told to stop", doing(_IGNORES), "stopped after 3 s"),
    _one(
        "close-files",
        "close all open files",
        doing("import os\nos.closerange(0, 4096)"),
        "add ended Python",
    ),
    _one(
        "another-program",
        "become another program",
        doing('import os\nos.execv("/bin/sleep", ["sleep", "1"])'),
        "add ended Python",
    ),
)
