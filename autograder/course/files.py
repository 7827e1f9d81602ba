"""Read files within bounds, and write them whole or not at all."""

import contextlib
import errno
import functools
import io
import os
import re
import shutil
import stat
import tempfile
import uuid
import zipfile
from collections.abc import Collection, Iterable, Iterator, Mapping
from fnmatch import fnmatch
from pathlib import Path
from typing import Literal

from autograder.findings import Code, Finding, text, words

Trouble = Literal[
    "missing", "folder", "link", "unreadable", "too large", "not JSON", "not format 4"
]


class Unreadable(Exception):  # noqa: N818 - what is wrong with the file
    """A file that can't be used; `trouble` names the kind, `reason` says more."""

    def __init__(self, trouble: Trouble, reason: str = "") -> None:
        super().__init__(trouble, reason)
        self.trouble, self.reason = trouble, reason

    def __str__(self) -> str:
        return words(self.finding)

    @property
    def finding(self) -> Finding:
        """What is wrong, as it is kept and said."""
        trouble = text(f"trouble.{self.trouble.replace(' ', '-').lower()}")
        why = f"{trouble}: {self.reason}" if self.reason else trouble
        return Finding.of(Code.UNREADABLE, reason=why)


def unreadable(error: OSError) -> Finding:
    """Return what is wrong with a notebook that the system can't read."""
    return Finding.of(Code.UNREADABLE, reason=error.strerror or type(error).__name__)


def read_file(path: Path, most_bytes: int) -> bytes:
    """Return what an ordinary file holds.

    Raises Unreadable for a symbolic link, a device, a pipe or a file that is too large; OSError.
    """
    if path.is_symlink():
        raise Unreadable("link", text("unusable.no-link"))
    return read_open_file(os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0)), most_bytes)


def read_open_file(number: int, most_bytes: int) -> bytes:
    """Return what an ordinary file holds that is open under this number, and close it.

    Raises Unreadable for a device, a pipe or a file that is too large; OSError.
    """
    with open(number, "rb") as file:
        status = os.fstat(number)
        if stat.S_ISDIR(status.st_mode):
            raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
        if not stat.S_ISREG(status.st_mode):
            raise Unreadable("unreadable", text("unusable.no-file"))
        if status.st_size > most_bytes:
            reason = text("unusable.bytes", st_size=status.st_size, most_bytes=most_bytes)
            raise Unreadable("too large", reason)
        return file.read(most_bytes)


def write_whole(path: Path, data: bytes, mode: int = 0o644) -> None:
    """Write a file in a folder that is there; raises OSError, and the file is then as it was."""
    number, name = tempfile.mkstemp(dir=path.parent, prefix=".unfinished-", suffix=".part")
    try:
        with os.fdopen(number, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        part = Path(name)
        part.chmod(mode)
        part.replace(path)
    finally:  # also when somebody presses Ctrl-C now
        Path(name).unlink(missing_ok=True)


_EARLIEST = (1980, 1, 1, 0, 0, 0)  # the first time that a zip can hold
_UNIX = 3  # whose permissions follow


def zipped(files: Mapping[str, bytes], programs: Collection[str] = ()) -> bytes:
    """Return a zip of the files by name, all of one date; `programs` are those that can be run."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name, data in sorted(files.items()):
            entry = zipfile.ZipInfo(name, _EARLIEST)
            entry.create_system = _UNIX
            entry.external_attr = (stat.S_IFREG | (0o755 if name in programs else 0o644)) << 16
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, data)
    return out.getvalue()


MOST_FILES = 200
MOST_BYTES = 64 * 2**20

Files = dict[str, bytes]


def read_files(folder: Path, ignore: Iterable[str] = ()) -> tuple[Files, list[Finding]]:
    """Return the files under a folder but for notebooks, by relative name, and what was left out.

    Links, devices and what goes beyond MOST_FILES or MOST_BYTES are left out, each with a finding
    on why; without one hidden files, and names that fit a pattern in `ignore` (as nbgrader's
    CourseDirectory.ignore).
    """
    kept: Files = {}
    left_out: list[Finding] = []
    room = MOST_BYTES
    for path in _ordinary(folder, tuple(ignore), left_out):
        name = path.relative_to(folder).as_posix()
        try:
            if len(kept) >= MOST_FILES:
                raise Unreadable(
                    "too large", text("unusable.too-many-files", most_files=MOST_FILES)
                )
            kept[name] = read_file(path, room)
            room -= len(kept[name])
        except Unreadable as error:
            left_out.append(Finding.of(Code.FILE_LEFT_OUT, name=shown(name), reason=error.reason))
        except OSError as error:
            reason = error.strerror or type(error).__name__
            left_out.append(Finding.of(Code.FILE_LEFT_OUT, name=shown(name), reason=reason))
    return kept, left_out


def shown(name: str) -> str:
    """Return a file name as it can be printed: no control characters, not too long."""
    return "".join(c if c.isprintable() else "?" for c in name)[:100]


def _ordinary(folder: Path, ignore: tuple[str, ...], left_out: list[Finding]) -> Iterator[Path]:
    for base, folders, names in os.walk(folder, followlinks=False):
        here = Path(base)
        for name in [name for name in folders if (here / name).is_symlink()]:
            folders.remove(name)
            left_out.append(Finding.of(Code.FOLDER_LEFT_OUT, name=shown(name)))
        folders[:] = sorted(name for name in folders if not _skipped(name, ignore))
        for name in sorted(names):
            if not name.endswith(".ipynb") and not _skipped(name, ignore):
                yield here / name


def _skipped(name: str, ignore: tuple[str, ...]) -> bool:
    return name.startswith(".") or any(fnmatch(name, pattern) for pattern in ignore)


_SCRATCH = re.compile(r"autograder-[a-z]+-(\d+)-(\d+)-(\d+)-")


def scratch_folder(use: str) -> tempfile.TemporaryDirectory[str]:
    """Return a new temporary folder; its name says whose it is.

    The first removes those of processes that are gone: whoever is killed removes nothing.
    """
    _remove_abandoned_once()
    began = _began(os.getpid())
    owner = f"{os.getpid()}-{began}-{_processes()}-" if began else ""
    return _Scratch(prefix=f"autograder-{use}-{owner}", ignore_cleanup_errors=True)


class _Scratch(tempfile.TemporaryDirectory[str]):
    """A temporary folder that is removed however deep are the folders that a student made in it."""

    def cleanup(self) -> None:
        """Remove it."""
        try:
            super().cleanup()
        except RecursionError:
            remove_folder(Path(self.name))


def remove_folder(folder: Path) -> None:
    """Remove a folder, as far as that is allowed, with folders thousands deep in one another."""
    with contextlib.suppress(RecursionError):
        return shutil.rmtree(folder, ignore_errors=True)
    # What lies deep is put up on top, step by step: no path gets long, and nothing calls itself.
    waiting = [*folder.iterdir()]
    with contextlib.suppress(OSError):
        while waiting:
            path = waiting.pop()
            if path.is_symlink() or not path.is_dir():
                path.unlink()
                continue
            path.chmod(0o700)
            for each in path.iterdir():
                if each.is_dir() and not each.is_symlink():
                    each.chmod(0o700)
                waiting.append(folder / str(uuid.uuid4()))
                each.rename(waiting[-1])
            path.rmdir()
    return shutil.rmtree(folder, ignore_errors=True)


@functools.cache
def _remove_abandoned_once() -> None:
    remove_abandoned()


def remove_abandoned() -> None:
    """Remove scratch folders whose process is gone, as far as this one can see its like."""
    for folder in Path(tempfile.gettempdir()).glob("autograder-*"):
        named = _SCRATCH.match(folder.name)
        if named is None or folder.is_symlink() or int(named[3]) != _processes():
            continue
        if _began(int(named[1])) != int(named[2]):
            remove_folder(folder)


def _began(process: int) -> int:
    """Return when a process began, in the kernel's ticks; 0 if it is gone, or nobody tells."""
    try:
        status = Path(f"/proc/{process}/stat").read_text(encoding="utf-8", errors="replace")
        return int(status.rpartition(")")[2].split()[19])
    except (OSError, ValueError, IndexError):
        return 0


@functools.cache
def _processes() -> int:
    """Return the number of the namespace in which the numbers of processes mean something."""
    try:
        return Path("/proc/self/ns/pid").stat().st_ino
    except OSError:
        return 0
