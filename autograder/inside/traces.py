"""What a student's code leaves behind: processes, files, kernel objects, other settings of ours."""

import contextlib
import os
import shutil
import time
from pathlib import Path

import psutil

try:
    import resource
except ImportError:  # not on Windows
    resource = None  # type: ignore[assignment]

_SHARED = (Path("/tmp"), Path("/dev/shm"))  # noqa: S108 - the sandbox's own
_KERNEL_OBJECTS = ("shm", "sem", "msg")
_END_SECONDS = 3.0

Found = dict[Path, tuple[int, int, int]]


class Traces:
    """What it was like before the first student; `alone` as in Nursery."""

    def __init__(self, alone: bool) -> None:
        self._alone = alone
        self._folders = [Path.cwd(), *(_SHARED if alone else ())]
        self._files = _look(self._folders)
        self._settings = _own_settings()

    def end_processes(self, student: int) -> int | None:
        """End all that descends from this process; return the exit status of `student`.

        None if it was no child, or doesn't end.
        """
        statuses: dict[int, int] = {}
        until = time.monotonic() + _END_SECONDS
        while time.monotonic() < until:
            _reap(statuses)
            family = psutil.Process().children(recursive=True)
            if not family:
                break
            for process in family:
                with contextlib.suppress(psutil.Error):
                    process.kill()
            time.sleep(0.001)
        return statuses.get(student)

    def clear(self) -> bool:
        """Remove files; return whether everything is as it was."""
        now = _look(self._folders)
        for path in sorted(now.keys() - self._files.keys()):
            _remove(path)
        alike = (_look(self._folders) if now != self._files else now) == self._files
        return alike and self._settings == _own_settings() and not self._strangers()

    def _strangers(self) -> bool:
        """Return whether there are processes or kernel objects that aren't ours."""
        if not self._alone:
            return False
        ours = {1, os.getpid()}
        objects = (Path("/proc/sysvipc") / name for name in _KERNEL_OBJECTS)
        return bool(set(psutil.pids()) - ours) or any(map(_has_entries, objects))


def _reap(statuses: dict[int, int]) -> None:
    with contextlib.suppress(ChildProcessError):
        while True:
            pid, status = os.waitpid(-1, os.WNOHANG)
            if pid == 0:
                return
            statuses[pid] = os.waitstatus_to_exitcode(status)


def _look(folders: list[Path]) -> Found:
    """Return all files and folders below; of a folder only its mode, as its time changes."""
    found: Found = {}
    for folder in folders:
        for base, names, files in os.walk(folder):
            for name in (*names, *files):
                path = Path(base, name)
                with contextlib.suppress(OSError):
                    status = path.lstat()
                    size, when = (0, 0) if name in names else (status.st_size, status.st_mtime_ns)
                    found[path] = status.st_mode, size, when
    return found


def _remove(path: Path) -> None:
    with contextlib.suppress(OSError):
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path, ignore_errors=True)
        else:
            path.unlink(missing_ok=True)


def _own_settings() -> list[object]:
    """Return what a process of the same user may change of this one."""
    found: list[object] = []
    if resource is not None:
        kinds = sorted(name for name in dir(resource) if name.startswith("RLIMIT_"))
        found += [resource.getrlimit(getattr(resource, name)) for name in kinds]
    if hasattr(os, "sched_getaffinity"):
        found += [os.sched_getaffinity(0), os.sched_getscheduler(0)]
    return [*found, os.getpriority(os.PRIO_PROCESS, 0)]


def _has_entries(table: Path) -> bool:
    try:
        return len(table.read_text().splitlines()) > 1
    except OSError:  # a system without them
        return False
