"""A control group for students' processes: what they use together is counted by the kernel.

One is taken where the system gives one: folders that AUTOGRADER_CGROUP names (of version 2, or of
version 1 one a controller), a group that belongs to whoever grades, or a scope of systemd's. Root
takes no other, though it could write to all: they are the system's. Elsewhere a look at the
processes, four times a second, has to do.
"""

import contextlib
import functools
import os
import shutil
import subprocess
import time
from collections.abc import Iterable, Sequence
from pathlib import Path

import psutil

from autograder.engine.sandbox.limits import Limits

GIVEN = "AUTOGRADER_CGROUP"
_MOUNTED = Path("/sys/fs/cgroup")
_SYSTEMD = Path("/run/systemd/system")  # is there where it runs
_ROOM_MB, _ROOM_PROCESSES = 512, 8  # for the process that students' processes are forked from
_LOW = {"cpu.weight": 20, "cpu.shares": 205}  # of 100 and of 1,024, which others have
_TRY_SECONDS = 10
_REMOVE_SECONDS = 2.0


class ControlGroup:
    """Groups of one sandbox, made in the folders that are given; it may have none."""

    def __init__(self, limits: Limits) -> None:
        name = f"autograder-{os.getpid()}-{id(self)}"
        self._ended = 0
        self._folders = [made for each in given_folders() if (made := _made(each / name, limits))]

    def add(self, processes: Iterable[int]) -> None:
        """Put processes into it; what they start from now on is in it, too."""
        for folder in self._folders:
            for process in processes:
                _write(folder / "cgroup.procs", process)

    def killed(self) -> bool:
        """Return whether the kernel has ended one for its memory since this was last asked."""
        before, self._ended = self._ended, sum(_count(path, "oom_kill") for path in self._files())
        return self._ended > before

    def __bool__(self) -> bool:
        return bool(self._folders)

    def remove(self) -> None:
        """Remove it: its processes have ended."""
        until = time.monotonic() + _REMOVE_SECONDS
        for folder in self._folders:
            while not _removed(folder) and time.monotonic() < until:
                time.sleep(0.005)  # the kernel still takes leave of a process

    def _files(self) -> list[Path]:
        names = ("memory.events", "memory.oom_control")
        return [folder / name for folder in self._folders for name in names]


def given_folders(mounted: Path = _MOUNTED, own: Path = Path("/proc/self/cgroup")) -> list[Path]:
    """Return the folders in which groups may be made; none if the system gives none."""
    named = os.environ.get(GIVEN)
    if named:
        return [Path(each) for each in named.split(os.pathsep)]
    with contextlib.suppress(OSError, StopIteration):
        lines = own.read_text(encoding="utf-8").splitlines()
        path = next(line[3:] for line in lines if line.startswith("0::"))
        folder = mounted / path.lstrip("/")
        if _is_ours(folder):
            return [folder]
    return []


def _is_ours(folder: Path) -> bool:
    """Return whether a group of version 2 was handed to an ordinary user, with its controllers."""
    owner = folder.stat().st_uid
    controllers = (folder / "cgroup.subtree_control").read_text(encoding="ascii").split()
    return owner == os.geteuid() != 0 and {"memory", "pids"} <= set(controllers)


def _removed(folder: Path) -> bool:
    try:
        folder.rmdir()
    except FileNotFoundError:
        return True
    except OSError:
        return False
    return True


def _remove_abandoned(given: Path) -> None:
    """Remove groups whose grader is gone: whoever is killed removes nothing."""
    for folder in given.glob("autograder-*-*"):
        owner = folder.name.split("-")[1]
        if owner.isdigit() and not psutil.pid_exists(int(owner)):
            _removed(folder)


def _made(folder: Path, limits: Limits) -> Path | None:
    """Return a new group with those limits that its controllers know; None if there can be none."""
    try:
        if (folder.parent / "cgroup.subtree_control").exists():
            _write(folder.parent / "cgroup.subtree_control", "+memory +pids +cpu")
        _remove_abandoned(folder.parent)
        folder.mkdir()
    except OSError:
        return None
    memory = (limits.memory_mb + _ROOM_MB) * 2**20
    wanted = {
        "memory.max": memory,
        "memory.swap.max": 0,
        "memory.limit_in_bytes": memory,
        "memory.memsw.limit_in_bytes": memory,
        "pids.max": limits.processes + _ROOM_PROCESSES,
        **_LOW,
    }
    for name, value in wanted.items():
        if (folder / name).exists():
            _write(folder / name, value)
    return folder


def _write(path: Path, value: object) -> None:
    with contextlib.suppress(OSError):  # a process that has just ended, a controller that is off
        path.write_text(f"{value}\n", encoding="ascii")


def _count(path: Path, name: str) -> int:
    with contextlib.suppress(OSError, ValueError):
        rows = (line.split() for line in path.read_text(encoding="ascii").splitlines())
        return next((int(row[1]) for row in rows if row[:1] == [name]), 0)
    return 0


def scope(limits: Limits) -> list[str]:
    """Return what stands before a command so that systemd gives it a group; [] if it doesn't."""
    if given_folders() or not systemd_gives_scopes():
        return []
    settings = {
        "MemoryMax": f"{limits.memory_mb + _ROOM_MB}M",
        "MemorySwapMax": 0,
        "TasksMax": limits.processes + _ROOM_PROCESSES,
        "CPUWeight": _LOW["cpu.weight"],
    }
    return [*_systemd_run(), *(f"--property={name}={its}" for name, its in settings.items()), "--"]


def _systemd_run() -> Sequence[str]:
    whose = () if os.geteuid() == 0 else ("--user",)
    return ("systemd-run", *whose, "--scope", "--quiet", "--collect")


@functools.cache
def systemd_gives_scopes() -> bool:
    """Return whether systemd runs here and gives this user a group: it is tried, once."""
    if not _SYSTEMD.is_dir() or shutil.which("systemd-run") is None:
        return False
    command = [*_systemd_run(), "--property=MemoryMax=1G", "--", "true"]
    try:
        done = subprocess.run(command, capture_output=True, timeout=_TRY_SECONDS, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return False
    return done.returncode == 0
