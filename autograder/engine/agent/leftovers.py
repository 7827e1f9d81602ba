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


class Leftovers:
    """What it was like before the first student; `alone` as in ForkServer."""

    def __init__(self, alone: bool) -> None:
        self._alone = alone
        self._folders = [Path.cwd(), *(_SHARED if alone else ())]
        self._files = _files_below(self._folders)
        self._settings = _own_settings()

    def end_processes(self, student: int) -> int | None:
        """End all that descends from this process; return the exit status of `student`.

        None if it was no child, or doesn't end.
        """
        # In a loop, as a process may start another one while the list of them is read. Those whose
        # parent has ended are in it, because this process has adopted them.
        return end_descendants(_END_SECONDS).get(student)

    def clear(self) -> bool:
        """Remove files; return whether everything is as it was."""
        try:
            return self._cleared()
        except RecursionError:  # folders a thousand deep
            return False

    def _cleared(self) -> bool:
        # New files are removed. What was there before and is another one now can't be put back: the
        # caller gives such a sandbox up.
        now = _files_below(self._folders)
        for path in sorted(now.keys() - self._files.keys()):
            _remove(path)
        same = (_files_below(self._folders) if now != self._files else now) == self._files
        return same and self._settings == _own_settings() and not self._strangers()

    def _strangers(self) -> bool:
        """Return whether there are processes or kernel objects that aren't ours."""
        if not self._alone:
            return False
        ours = {1, os.getpid()}
        objects = (Path("/proc/sysvipc") / name for name in _KERNEL_OBJECTS)
        return bool(set(psutil.pids()) - ours) or any(map(_has_entries, objects))


def end_descendants(seconds: float) -> dict[int, int]:
    """End all that descends from this process, for up to some seconds; return exit statuses.

    What one of them started as it was ended is found again, if this process adopts orphans.
    """
    statuses: dict[int, int] = {}
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        _reap(statuses)
        family = psutil.Process().children(recursive=True)
        if not family:
            break
        for process in family:
            with contextlib.suppress(psutil.Error):
                process.kill()
        time.sleep(0.001)
    return statuses


def _reap(statuses: dict[int, int]) -> None:
    with contextlib.suppress(ChildProcessError):
        while True:
            pid, status = os.waitpid(-1, os.WNOHANG)
            if pid == 0:
                return
            statuses[pid] = os.waitstatus_to_exitcode(status)


def _files_below(folders: list[Path]) -> Found:
    """Return the folders and all that is below; of a folder only its mode, as its time changes.

    The time of a file is that of its last change, of its mode too: no program can set that one.

    What is mounted there is passed over. It is read-only, and may be large: an environment or a
    dataset below /tmp has more files than can be looked at after each student.
    """
    found: Found = {}
    for folder in folders:
        device = _device(folder)
        with contextlib.suppress(OSError):
            found[folder] = folder.lstat().st_mode, 0, 0
        for base, names, files in os.walk(folder):
            kept = []
            for name in (*names, *files):
                path = Path(base, name)
                with contextlib.suppress(OSError):
                    status = path.lstat()
                    if status.st_dev != device:
                        continue
                    kept.append(name)
                    size, when = (0, 0) if name in names else (status.st_size, status.st_ctime_ns)
                    found[path] = status.st_mode, size, when
            names[:] = [name for name in names if name in kept]
    return found


def _device(folder: Path) -> int:
    try:
        return folder.lstat().st_dev
    except OSError:  # a student without a sandbox has removed it
        return 0


def _remove(path: Path) -> None:
    with contextlib.suppress(OSError):
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path, ignore_errors=True)
        else:
            path.unlink(missing_ok=True)


def _own_settings() -> list[object]:
    """Return what a process of the same user may change of this one."""
    # prlimit, renice and taskset work on any process of the same user, and whoever is forked from
    # this one next would have what they have set.
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
