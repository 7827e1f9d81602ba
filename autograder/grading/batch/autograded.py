"""A student's autograded folder: each file is whole, or as it was before."""

import contextlib
import os
import shutil
from collections.abc import Mapping
from pathlib import Path

_PART = ".autograder-part"

State = dict[str, list[int]]


def write_folder(folder: Path, files: Mapping[str, bytes], keep_others: bool) -> None:
    """Put the files into the folder; others go, unless they are to be kept.

    Raises OSError; what was there before is then still there, or replaced by a whole new file.
    """
    folder.mkdir(parents=True, exist_ok=True)
    for name, data in files.items():
        _write(folder / name, data)
    for path in sorted(folder.rglob("*"), reverse=True):
        left_over = path.name.endswith(_PART) and path.is_file()
        if left_over or not (keep_others or path.relative_to(folder).as_posix() in files):
            _remove(path)


def state(folder: Path, names: Mapping[str, object]) -> State:
    """Return size and time of those of the files that are there."""
    found: State = {}
    for name in names:
        with contextlib.suppress(OSError):
            status = (folder / name).stat()
            found[name] = [status.st_size, status.st_mtime_ns]
    return found


def _write(path: Path, data: bytes) -> None:
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(path.name[:100] + _PART)
    part.unlink(missing_ok=True)
    try:
        with part.open("xb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    finally:  # also when somebody presses Ctrl-C now
        part.unlink(missing_ok=True)


def _remove(path: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        with contextlib.suppress(OSError):  # it holds something that is to be kept
            path.rmdir()
    else:
        path.unlink(missing_ok=True)
