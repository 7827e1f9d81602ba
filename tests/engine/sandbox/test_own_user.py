"""Whoever grades, a student's process is an ordinary user of the machine's, who owns nothing."""

import json
import os
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from autograder.engine.sandbox import own_user, plain_process
from autograder.engine.sandbox.isolation import Isolation
from autograder.engine.sandbox.own_user import OwnUser, closed_ways, is_root, problem_of_root
from autograder.engine.sandbox.plain_process import PlainProcess
from tests.engine.agent.agent import agent

WHO = """
import json, os
def writable(name):
    try:
        with open(name, "r+b"):
            return True
    except OSError:
        return False
def listed(name):
    try:
        return os.listdir(name)
    except OSError:
        return None
status = dict(line.split(":\\t", 1) for line in open("/proc/self/status").read().splitlines())
print(json.dumps({
    "users": [*os.getresuid(), *os.getresgid()],
    "groups": os.getgroups(),
    "rights": {name: int(status[name], 16) for name in ("CapInh", "CapPrm", "CapEff", "CapAmb")},
    "writable": [name for name in names if writable(name)],
    "root": listed("/root"),
}))
"""
# What root may write to, and so bring down or take over the machine.
OF_THE_MACHINE = (
    "/proc/sys/kernel/core_pattern",
    "/proc/sys/kernel/modprobe",
    "/proc/sys/kernel/hostname",
    "/proc/sys/vm/overcommit_memory",
    "/proc/sys/vm/drop_caches",
    "/proc/sys/kernel/usermodehelper/bset",
    "/proc/1/oom_score_adj",
    "/proc/sysrq-trigger",
    "/sys/kernel/uevent_helper",
    "/etc/passwd",
    "/dev/kmsg",
)


@pytest.fixture(scope="module", params=list(Isolation))
def said(request: pytest.FixtureRequest) -> Iterator[dict[str, object]]:
    """Yield what a student's process says of itself."""
    with agent(isolation=request.param) as student:
        yield json.loads(student.printed(f"names = {OF_THE_MACHINE!r}\n{WHO}"))


def test_not_root(said: dict[str, object]) -> None:
    """Is it a user that isn't root, in no group of root's, for good?"""
    users = said["users"]
    assert isinstance(users, list) and 0 not in users
    assert len(set(users)) <= 2  # a user and a group
    if is_root():
        assert said["groups"] == [] and users[0] in range(61184, 65520)


def test_no_rights(said: dict[str, object]) -> None:
    """Has it none of the rights that root's processes have, nor any to hand on?"""
    assert set(dict(said["rights"]).values()) == {0}  # type: ignore[call-overload]


def test_nothing_of_the_machine(said: dict[str, object]) -> None:
    """Can it write to nothing that belongs to the machine or to another process?"""
    assert said["writable"] == []


def test_nothing_of_roots(said: dict[str, object]) -> None:
    """Does it see of root's own folder no more than what Python and the kit lie in, if that?"""
    seen = said["root"]
    assert seen is None or (isinstance(seen, list) and len(seen) <= 2)


def test_two_at_a_time_are_two() -> None:
    """Have two sandboxes two users, and is one free again that was given back?"""
    first, second = OwnUser(), OwnUser()
    try:
        assert is_root() == (first.number is not None)
        if is_root():
            assert first.number != second.number
            first.give_back()
            third = OwnUser()
            assert third.number == first.number
            third.give_back()
    finally:
        first.give_back()
        second.give_back()


def test_whoever_has_left_its_parents() -> None:
    """Is a process ended with its sandbox that is nobody's child any more?"""
    with agent() as student:
        number = int(student.printed(ORPHAN))
    for _ in range(500):
        if not psutil.pid_exists(number):
            return
        time.sleep(0.02)
    assert not psutil.pid_exists(number)


ORPHAN = """
import os, signal, time
read, write = os.pipe()
if os.fork() == 0:
    os.setsid()
    if os.fork() == 0:
        os.kill(os.getppid(), signal.SIGKILL)
        os.write(write, str(os.getpid()).encode())
        os.closerange(0, 1024)
        time.sleep(60)
    time.sleep(60)
print(os.read(read, 20).decode())
"""


def test_ways_that_are_closed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Is a folder found that others can't pass through, with what is needed behind it?"""
    monkeypatch.setattr(own_user, "_passable", lambda folder: folder != Path("/own"))
    names = ("/own/python/lib", "/own/python", "/own/kit", "/opt/other")
    assert closed_ways(map(Path, names)) == {"/own": ["/own/kit", "/own/python"]}


def test_root_without_another_user(monkeypatch: pytest.MonkeyPatch) -> None:
    """Is root refused that can be nobody else, as in a container without that right?"""
    monkeypatch.setattr(own_user, "is_root", lambda: True)
    monkeypatch.setattr(own_user, "_may", lambda _: False)
    assert "CAP_SETUID" in problem_of_root(())


def test_root_whose_python_is_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    """Is root refused whose packages nobody else can read, and told which?"""
    monkeypatch.setattr(own_user, "is_root", lambda: True)
    monkeypatch.setattr(own_user, "_may", lambda _: True)
    monkeypatch.setattr(own_user, "unreadable", lambda _: [Path("/opt/venv")])
    assert "chmod -R go+rX" in problem_of_root(()) and "/opt/venv" in problem_of_root(())


def test_root_behind_a_closed_folder(monkeypatch: pytest.MonkeyPatch) -> None:
    """Is root refused without a sandbox, where the way to Python is closed and stays so?"""
    monkeypatch.setattr(plain_process, "problem_of_root", lambda _: "")
    monkeypatch.setattr(plain_process, "is_root", lambda: True)
    monkeypatch.setattr(plain_process, "may_mount", lambda: False)
    monkeypatch.setattr(plain_process, "closed_ways", lambda _: {"/closed": ["/closed/python"]})
    assert "can't pass through /closed" in PlainProcess().problem()
    monkeypatch.setattr(plain_process, "may_mount", lambda: True)
    assert PlainProcess().problem() == ""


def test_a_user_who_is_not_root(monkeypatch: pytest.MonkeyPatch) -> None:
    """Is an ordinary user asked for nothing, and given no other user?"""
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    assert problem_of_root(()) == "" == PlainProcess().problem()
    assert OwnUser().number is None
