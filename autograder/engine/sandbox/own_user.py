"""As root: a user of the machine's for each sandbox, who owns nothing and shares nothing.

Whoever isn't root is an ordinary user already, and has no other to give.
"""

import contextlib
import functools
import itertools
import os
import socket
import stat
import sys
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

import psutil

from autograder.findings import text

# Numbers that systemd gives to services for as long as they run, and nobody else is given.
USERS = range(61184, 65520)
_SAMPLES = 30  # who installs for nobody else does so with all files
_CAP_SETGID, _CAP_SETUID, _CAP_SYS_ADMIN = 6, 7, 21  # linux/capability.h


class OwnUser:
    """The number of a user that no other sandbox has, while this is kept; None if not root."""

    def __init__(self) -> None:
        self.number: int | None = None
        if is_root():
            self._claim, self.number = next(_free_users())

    def end_processes(self, seconds: float) -> None:
        """End all that still runs as this user, nobody's children among them, for some seconds."""
        until = time.monotonic() + seconds
        while self.number is not None and time.monotonic() < until:
            left = [each for each in psutil.process_iter() if _is_of(each, self.number)]
            if not left:
                return
            for process in left:
                with contextlib.suppress(psutil.Error):
                    process.kill()
            time.sleep(0.005)

    def give_back(self) -> None:
        """Let another sandbox have it."""
        if self.number is not None:
            self._claim.close()


def _is_of(process: psutil.Process, user: int) -> bool:
    try:
        ended = process.status() == psutil.STATUS_ZOMBIE
        return process.uids().real == user and not ended
    except psutil.Error:
        return False


def is_root() -> bool:
    """Return whether this process is root's: students' processes must not be, then."""
    return sys.platform == "linux" and os.geteuid() == 0


def _free_users() -> Iterator[tuple[socket.socket, int]]:
    """Yield users that nobody else has, each with what keeps it: a name that only one can have."""
    start = os.getpid() % len(USERS)
    for number in (*USERS[start:], *USERS[:start]):
        claim = socket.socket(socket.AF_UNIX)
        try:
            claim.bind(f"\0autograder-user-{number}")
        except OSError:
            claim.close()
            continue
        yield claim, number


def problem_of_root(needed: Sequence[Path]) -> str:
    """Return why students' code can't be an ordinary user's here, and what to do; '' if it can.

    `needed` are the folders that it reads.
    """
    if not is_root():
        return ""
    if not (_may(_CAP_SETUID) and _may(_CAP_SETGID)):
        return text("sandbox.one-user")
    closed = ", ".join(map(str, unreadable(tuple(needed))))
    return text("sandbox.unreadable", folders=closed) if closed else ""


def _may(capability: int) -> bool:
    """Return whether the kernel lets this process do what needs a capability."""
    with contextlib.suppress(OSError, StopIteration, ValueError):
        lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
        held = next(line for line in lines if line.startswith("CapEff"))
        return bool(int(held.split()[1], 16) >> capability & 1)
    return False


def may_mount() -> bool:
    """Return whether this process can mount, without a user namespace of its own."""
    return _may(_CAP_SYS_ADMIN)


def closed_ways(paths: Iterable[Path]) -> Mapping[str, list[str]]:
    """Return the folders that other users can't pass through, each with the paths below it."""
    found: dict[str, list[str]] = {}
    for path in sorted(set(paths)):
        closed = next((up for up in reversed(path.parents) if not _passable(up)), None)
        if closed is not None:
            below = found.setdefault(str(closed), [])
            if not any(path.is_relative_to(kept) for kept in below):
                below.append(str(path))
    return found


@functools.cache
def unreadable(folders: tuple[Path, ...]) -> list[Path]:
    """Return those of some folders that other users can't read."""
    return [folder for folder in folders if not _readable(folder)]


def _readable(folder: Path) -> bool:
    """Return whether others can read a folder, judged by itself and the first things in it."""
    if not folder.is_dir():
        return _allows_others(folder)
    samples = itertools.islice(folder.iterdir(), _SAMPLES)
    return all(_allows_others(path) for path in (folder, *samples))


def _allows_others(path: Path) -> bool:
    try:
        mode = path.stat().st_mode
    except OSError:
        return True  # it isn't there, so nobody needs it
    wanted = stat.S_IROTH | stat.S_IXOTH if stat.S_ISDIR(mode) else stat.S_IROTH
    return mode & wanted == wanted


def _passable(folder: Path) -> bool:
    try:
        return bool(folder.stat().st_mode & stat.S_IXOTH)
    except OSError:
        return True
