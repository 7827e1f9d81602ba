"""Which system calls are refused, by the filter as it is written and by this machine's kernel."""

import errno
import platform
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from autograder.engine.agent.syscall_filter import (
    ALLOW,
    ERROR,
    INET,
    INET6,
    KILL,
    LAST_KNOWN,
    MACHINES,
    REFUSED,
    UNIX,
    Machine,
    program,
    refused_numbers,
)
from autograder.engine.sandbox.isolation import Isolation
from tests.engine.agent.agent import agent
from tests.support.bpf import verdict

EVERY = pytest.mark.parametrize("name", MACHINES)
FAMILIES = (UNIX, INET, INET6)
# read, write, mmap, futex, openat, execve: nothing runs without them.
ORDINARY = {"x86_64": (0, 1, 9, 202, 257, 59), "aarch64": (63, 64, 222, 98, 56, 221)}
NAMESPACES = {
    "mounts": 0x20000,
    "cgroup": 0x2000000,
    "names": 0x4000000,
    "ipc": 0x8000000,
    "users": 0x10000000,
    "processes": 0x20000000,
    "network": 0x40000000,
}
NETLINK, PACKET, ALG, VSOCK = 16, 17, 38, 40
# By name: a call's number in asm/unistd_64.h, its arguments, and the error to come.
CALLS = {
    "clone-users": (56, (0x10000011, 0, 0, 0, 0), errno.EPERM),
    "clone-mounts": (56, (0x20011, 0, 0, 0, 0), errno.EPERM),
    "netlink": (41, (NETLINK, 3, 0), errno.EAFNOSUPPORT),
    "packet": (41, (PACKET, 2, 0), errno.EAFNOSUPPORT),
    "alg": (41, (ALG, 5, 0), errno.EAFNOSUPPORT),
    "vsock": (41, (VSOCK, 1, 0), errno.EAFNOSUPPORT),
    "typing": (16, (0, 0x5412, 0), errno.EPERM),
    "other-personality": (135, (0x40000,), errno.EPERM),
    "newer": (LAST_KNOWN + 1, (), errno.ENOSYS),
}
# What a student's process says of calls that it can make all the same.
TRY = """
import ctypes
libc = ctypes.CDLL(None, use_errno=True)
made = []
for name, (number, given, error) in calls.items():
    ctypes.set_errno(0)
    if libc.syscall(number, *given) != -1 or ctypes.get_errno() != error:
        made.append((name, ctypes.get_errno()))
print(made)
"""
X32 = "import ctypes\nctypes.CDLL(None).syscall(0x40000000 | 39)"
I386 = r"""
import ctypes, mmap
code = mmap.mmap(-1, 4096, prot=7)
code.write(b"\xb8\x14\x00\x00\x00\xcd\x80\xc3")  # getpid by int 0x80
ctypes.CFUNCTYPE(ctypes.c_int)(ctypes.addressof(ctypes.c_char.from_buffer(code)))()
"""


def _answer(machine: Machine, number: int, *arguments: int, audit: int | None = None) -> int:
    audit = machine.audit if audit is None else audit
    return verdict(program(machine, FAMILIES), number, audit, arguments)


@EVERY
def test_what_is_listed_is_refused(name: str) -> None:
    """Has each call of the table the error of the table, whatever its arguments?"""
    machine = MACHINES[name]
    assert len(refused_numbers(machine)) > 80
    for number, error in refused_numbers(machine).items():
        assert _answer(machine, number, 1, 2, 3, 4, 5, 6) == ERROR | error


@EVERY
def test_what_python_needs_is_allowed(name: str) -> None:
    """Are ordinary calls allowed, processes and threads among them?"""
    machine = MACHINES[name]
    for number in ORDINARY[name]:
        assert _answer(machine, number) == ALLOW
    for flags in (0x11, 0x3D0F00, 0x1200011):  # fork, pthread_create, posix_spawn
        assert _answer(machine, machine.clone, flags) == ALLOW


@EVERY
def test_namespaces(name: str) -> None:
    """Is a process with a namespace of its own refused, of any kind and with any other flag?"""
    machine = MACHINES[name]
    for flag in NAMESPACES.values():
        assert _answer(machine, machine.clone, flag | 0x11) == ERROR | errno.EPERM


@EVERY
def test_sockets(name: str) -> None:
    """Are sockets had of the given families alone, and pairs on this machine alone?"""
    machine = MACHINES[name]
    for family in range(50):
        allowed = _answer(machine, machine.socket, family, 1) == ALLOW
        assert allowed == (family in FAMILIES)
        assert (_answer(machine, machine.socketpair, family, 1) == ALLOW) == (family == UNIX)


@EVERY
def test_arguments(name: str) -> None:
    """Can nobody type into a terminal or become another kind of process, and ask what it is?"""
    machine = MACHINES[name]
    for request in (0x5412, 0x541C):
        assert _answer(machine, machine.ioctl, 1, request) == ERROR | errno.EPERM
    assert _answer(machine, machine.ioctl, 1, 0x5401) == ALLOW
    assert _answer(machine, machine.personality, 0xFFFFFFFF) == ALLOW
    assert _answer(machine, machine.personality, 0x20000) == ERROR | errno.EPERM


@EVERY
def test_other_kinds_of_calls(name: str) -> None:
    """Does a call by another architecture's numbers end the process, and a later one not exist?"""
    machine = MACHINES[name]
    for audit in (0x40000003, 0x40000028, 0xC00000F3):  # i386, arm, riscv64
        assert _answer(machine, 0, audit=audit) == KILL
    if machine.x32:
        assert _answer(machine, 0x40000000 | 39) == KILL
    assert _answer(machine, LAST_KNOWN + 1) == ERROR | errno.ENOSYS


def test_reasons() -> None:
    """Has each call one row, with a reason?"""
    names = [name for each in REFUSED for name in each.calls]
    assert len(names) == len(set(names))
    assert all(each.reason for each in REFUSED)


@pytest.fixture(scope="module", params=list(Isolation))
def shown(request: pytest.FixtureRequest) -> Iterator[dict[str, str]]:
    """Yield what a student's process of this machine says, and how it ends, by what it tried."""
    machine = MACHINES[platform.machine()]
    rows: dict[str, tuple[int, tuple[int, ...], int]] = {
        str(number): (number, (), error) for number, error in refused_numbers(machine).items()
    }
    rows |= CALLS if platform.machine() == "x86_64" else {}
    with agent(isolation=request.param) as student:
        yield {
            "calls": student.printed(f"calls = {rows!r}\n{TRY}"),
            "status": student.printed("print(open('/proc/self/status').read())"),
        }


def test_this_kernel_refuses(shown: dict[str, str]) -> None:
    """Are all these calls refused when a student's process makes them?"""
    assert shown["calls"] == "[]\n"


def test_nothing_takes_the_filter_away(shown: dict[str, str]) -> None:
    """Has the process a filter, and no way to new rights by starting a program?"""
    assert "Seccomp:\t2" in shown["status"]
    assert "NoNewPrivs:\t1" in shown["status"]


@pytest.mark.parametrize("source", [X32, I386], ids=["x32", "i386"])
def test_old_numbers_end_the_process(source: str, root: Path) -> None:
    """Is a process ended that calls this machine's kernel by the numbers of another kind?"""
    if platform.machine() != "x86_64":
        return  # others have one kind only, and the filter as written is tested above
    filtered = "from autograder.engine.agent.syscall_filter import filter_this_thread as f\nf((1,))"
    done = subprocess.run([sys.executable, "-c", f"{filtered}\n{source}"], cwd=root, check=False)
    assert done.returncode == -31  # SIGSYS
