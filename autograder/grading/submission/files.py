"""The other files of a submission, and the course's own: ordinary files of a bounded size."""

import os
from collections.abc import Iterable, Iterator
from fnmatch import fnmatch
from pathlib import Path

from autograder.grading.submission.cells import Unreadable, read_file

MOST_FILES = 200
MOST_BYTES = 64 * 2**20

Files = dict[str, bytes]


def read_files(folder: Path, ignore: Iterable[str] = ()) -> tuple[Files, list[str]]:
    """Return the files under a folder but for notebooks, by relative name, and what was left out.

    Links, devices and what goes beyond MOST_FILES or MOST_BYTES are left out, each with a sentence
    on why; without one hidden files, and names that fit a pattern in `ignore` (as nbgrader's
    CourseDirectory.ignore).
    """
    kept: Files = {}
    left_out: list[str] = []
    room = MOST_BYTES
    for path in _ordinary(folder, tuple(ignore), left_out):
        name = path.relative_to(folder).as_posix()
        try:
            if len(kept) >= MOST_FILES:
                raise Unreadable("too large", f"more than {MOST_FILES} files")
            kept[name] = read_file(path, room)
            room -= len(kept[name])
        except Unreadable as error:
            left_out.append(f"the file {shown(name)} was left out ({error.reason})")
        except OSError as error:
            left_out.append(f"the file {shown(name)} was left out ({error.strerror})")
    return kept, left_out


def shown(name: str) -> str:
    """Return a file name as it can be printed: no control characters, not too long."""
    return "".join(c if c.isprintable() else "?" for c in name)[:100]


def _ordinary(folder: Path, ignore: tuple[str, ...], left_out: list[str]) -> Iterator[Path]:
    for base, folders, names in os.walk(folder, followlinks=False):
        here = Path(base)
        for name in [name for name in folders if (here / name).is_symlink()]:
            folders.remove(name)
            left_out.append(f"the folder {shown(name)} was left out (a symbolic link)")
        folders[:] = sorted(name for name in folders if not _skipped(name, ignore))
        for name in sorted(names):
            if not name.endswith(".ipynb") and not _skipped(name, ignore):
                yield here / name


def _skipped(name: str, ignore: tuple[str, ...]) -> bool:
    return name.startswith(".") or any(fnmatch(name, pattern) for pattern in ignore)
