"""What the student's process asks of the Linux kernel: a user of its own, limits, to be alone."""

import contextlib
import ctypes
import os
import platform
import signal
import struct
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

_SET_PARENT_DEATH_SIGNAL = 1  # linux/prctl.h
_SET_DUMPABLE = 4
_SET_CHILD_SUBREAPER = 36


def close_to_others() -> None:
    """Forbid processes of the same user to look into this one's memory or to trace it."""
    _control(_SET_DUMPABLE, 0)


def open_to_others() -> None:
    """Allow it again: a closed process can't list its own open files either."""
    _control(_SET_DUMPABLE, 1)


def adopt_orphans() -> None:
    """Become the parent of descendants whose own parent has ended, so that none is lost."""
    _control(_SET_CHILD_SUBREAPER, 1)


def _control(option: int, value: int) -> None:
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(option, value, 0, 0, 0)


_CAPABILITIES = struct.pack("<Ii", 0x20080522, 0)  # linux/capability.h, version 3; this process


def become(user: int) -> None:
    """Stop being root: be that user, in no group but the one of that number, with no right kept.

    Raises OSError if this process isn't allowed to.
    """
    os.setgroups([])
    os.setresgid(user, user, user)
    os.setresuid(user, user, user)
    ctypes.CDLL(None).capset(_CAPABILITIES, bytes(24))
    _control(_SET_PARENT_DEATH_SIGNAL, signal.SIGKILL)  # another user's process had lost that


_KEYCTL = {"x86_64": 250, "aarch64": 219}
_JOIN_SESSION_KEYRING = 1  # linux/keyctl.h


def leave_keyring() -> None:
    """Take a new, empty keyring: that of the session has the keys of whoever has logged in."""
    number = _KEYCTL.get(platform.machine())
    if sys.platform == "linux" and number is not None:
        ctypes.CDLL(None).syscall(number, _JOIN_SESSION_KEYRING, None)


_NEW_MOUNTS = 0x00020000  # linux/sched.h
_BIND, _PRIVATE, _RECURSIVE, _NO_DEVICES = 0x1000, 0x40000, 0x4000, 0x2 | 0x4  # linux/mount.h


def open_ways(closed: Mapping[str, Sequence[str]]) -> None:
    """Show this process, and those it starts, of each closed folder only these paths below it.

    So a user who may not pass through such a folder can read them. Only root may do this; raises
    OSError.
    """
    if not closed:
        return
    here = Path.cwd()
    _must(ctypes.CDLL(None, use_errno=True).unshare(_NEW_MOUNTS), "unshare")
    _mount(None, "/", None, _RECURSIVE | _PRIVATE)
    for folder, paths in closed.items():
        kept = {path: os.open(path, os.O_PATH) for path in paths}
        _mount("tmpfs", folder, "tmpfs", _NO_DEVICES, "mode=755,size=1m")
        for path, number in kept.items():
            _make_place(Path(path), f"/proc/self/fd/{number}")
            _mount(f"/proc/self/fd/{number}", path, None, _BIND | _RECURSIVE)
            os.close(number)
    os.chdir(here)


def _make_place(path: Path, model: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    if Path(model).is_dir():
        path.mkdir(exist_ok=True)
    else:
        path.touch()


def _mount(source: str | None, target: str, kind: str | None, flags: int, data: str = "") -> None:
    words = [word and word.encode() for word in (source, target, kind)]
    libc = ctypes.CDLL(None, use_errno=True)
    _must(libc.mount(*words, ctypes.c_ulong(flags), data.encode() or None), target)


# linux/landlock.h: what a file system's write is, by the first version of Landlock that knows it.
_WRITES = {1: 0x1FF2, 2: 0x2000, 3: 0x4000}
_LANDLOCK, _PATH_BENEATH, _ASK_VERSION = (444, 445, 446), 1, 1
_SOCKETS_AND_SIGNALS = 0x3
_NO_NEW_PRIVILEGES = 38
_DEVICES = ("/dev/null", "/dev/zero", "/dev/full", "/dev/tty")


def write_only_below(folder: Path) -> bool:
    """Let this thread, and all that it starts, write below a folder only, and reach no others.

    Others are processes that it hasn't started: it can't signal them (Linux 6.12), nor look into
    them. Return whether the kernel holds it to that (5.13, with Landlock switched on).
    """
    if sys.platform != "linux":
        return False
    libc = ctypes.CDLL(None)
    create, add, restrict = _LANDLOCK
    version = int(libc.syscall(create, None, 0, _ASK_VERSION))
    writes = sum(bits for since, bits in _WRITES.items() if since <= version)
    given = struct.pack("<QQQ", writes, 0, _SOCKETS_AND_SIGNALS)
    rules = int(libc.syscall(create, given, 24 if version >= 6 else 8, 0))
    if version < 1 or rules < 0:
        return False
    for path in (str(folder), *_DEVICES):
        with contextlib.suppress(OSError):
            number = os.open(path, os.O_PATH)
            allowed = writes if path == str(folder) else writes & (0x2 | _WRITES[3])
            row = struct.pack("<Qi", allowed, number)
            libc.syscall(add, rules, _PATH_BENEATH, row, 0)
            os.close(number)
    _control(_NO_NEW_PRIVILEGES, 1)
    held = int(libc.syscall(restrict, rules, 0)) == 0
    os.close(rules)
    return held


def _must(result: int, what: str) -> None:
    if result != 0:
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number), what)


try:
    import resource
except ImportError:  # not on Windows
    resource = None  # type: ignore[assignment]

# By the name that the starting process uses: the kernel's limit and what it counts in.
_KERNEL = {
    "cpu_seconds": ("RLIMIT_CPU", 1),
    "memory_mb": ("RLIMIT_AS", 2**20),
    "file_mb": ("RLIMIT_FSIZE", 2**20),
    "open_files": ("RLIMIT_NOFILE", 1),
    "processes": ("RLIMIT_NPROC", 1),
}


def limit_this_process(limits: Mapping[str, int]) -> None:
    """Lower the kernel's limits of this process and those it will start; never raise one."""
    if resource is None:
        return
    for name, (kernel_name, unit) in _KERNEL.items():
        if name in limits:
            _lower(getattr(resource, kernel_name), limits[name] * unit)
    _lower(resource.RLIMIT_CORE, 0)


@contextlib.contextmanager
def limited_memory(most_mb: int) -> Iterator[None]:
    """Within, this process can't have more memory than that; afterwards it can again."""
    if resource is None:
        yield
        return
    soft, hard = before = resource.getrlimit(resource.RLIMIT_AS)
    known = [each for each in (soft, hard, most_mb * 2**20) if each != resource.RLIM_INFINITY]
    resource.setrlimit(resource.RLIMIT_AS, (min(known), hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_AS, before)


def _lower(kind: int, most: int) -> None:
    hard = resource.getrlimit(kind)[1]
    least = most if hard == resource.RLIM_INFINITY else min(most, hard)
    # A second beyond: at the soft limit the signal says that it was the time, at the hard one not.
    ceiling = least + 1 if kind == resource.RLIMIT_CPU and least != hard else least
    with contextlib.suppress(ValueError, OSError):  # a system that doesn't have this one
        resource.setrlimit(kind, (least, ceiling))
