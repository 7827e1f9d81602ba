"""Unpack a download and the archives in it, within bounds: nothing is trusted, nothing vanishes."""

import shutil
from dataclasses import dataclass, field
from pathlib import Path

import psutil

from autograder.course.files import Unreadable, read_file
from autograder.course.folders import CourseError
from autograder.engine.agent.linux import limited_memory
from autograder.findings import text
from autograder.instructors.lms.collect.archives import Member, Refused, is_archive, members

MOST_FILES = 20_000  # of a download
MOST_BYTES = 8 * 2**30
FILES_OF_A_STUDENT = 1_000  # in one student's archive
BYTES_OF_A_STUDENT = 256 * 2**20
BYTES_OF_A_FILE = 50 * 2**20
DEEPEST = 3  # archives within each other: the download, a student's, and one in that
_MEMORY_MB = 1024  # more, while an archive is read, than this process has had before


@dataclass
class Unpacked:
    """What came of a download: where its files are, and what was left out, with the reason."""

    folder: Path
    left_out: list[tuple[tuple[str, ...], str]] = field(default_factory=list)


class ExtractionBudget:
    """What may still be unpacked: of `size` bytes in all at first."""

    def __init__(self, files: int, size: int, within: "ExtractionBudget | None" = None) -> None:
        self.size, self.most = size, {"files": files, "megabytes": size // 2**20}
        self._files, self._size, self._within = files, size, within

    def take(self, size: int, files: int = 0) -> None:
        """Take room for bytes and files; raises Refused when there is none."""
        self._size -= size
        self._files -= files
        if self._size < 0 or self._files < 0:
            raise Refused(text("archive.too-much", **self.most), final=True)
        if self._within:
            self._within.take(size, files)


def unpack(source: Path, folder: Path) -> Unpacked:
    """Put the files of a zip, a tarball or a folder into a new folder; archives become folders.

    Members that point elsewhere, links, encrypted ones and what is too large are left out. Raises
    CourseError when the download itself can't be read.
    """
    done = Unpacked(folder)
    budget = ExtractionBudget(MOST_FILES, MOST_BYTES)
    folder.mkdir(parents=True, exist_ok=True)
    if source.is_dir():
        _copy_folder(source, folder, done, budget)
        return done
    if not source.is_file():
        raise CourseError(text("archive.missing", source=source))
    if not is_archive(source.name):
        _copy_folder(source.parent, folder, done, budget, only=source)
        return done
    try:
        _unpack(source, (), done, budget, 1)
    except Refused as error:
        raise CourseError(text("archive.not-unpacked", source=source, error=error)) from error
    return done


def _copy_folder(
    source: Path, folder: Path, done: Unpacked, budget: ExtractionBudget, only: Path | None = None
) -> None:
    for path in [only] if only else sorted(source.rglob("*")):
        parts = path.relative_to(source).parts
        try:
            if path.is_dir() and not path.is_symlink():
                continue
            budget.take(0, 1)
            if is_archive(path.name) and not path.is_symlink():
                _unpack(path, parts, done, budget, 2)
                continue
            data = read_file(path, BYTES_OF_A_FILE)
            budget.take(len(data))
            target = folder.joinpath(*parts)
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(data)
            shutil.copystat(path, target)
        except (Refused, Unreadable, OSError) as error:
            done.left_out.append((parts, _why(error)))


def _unpack(
    archive: Path, parts: tuple[str, ...], done: Unpacked, budget: ExtractionBudget, depth: int
) -> None:
    """Unpack an archive into the folder `parts`; raises Refused if it can't be read at all."""
    if parts:
        budget = ExtractionBudget(FILES_OF_A_STUDENT, BYTES_OF_A_STUDENT, budget)
    try:
        with limited_memory(_has_mb() + _MEMORY_MB):
            for member in members(archive, 2 * budget.size):
                place = (*parts, *member.parts)
                try:
                    _take(member, place, done, budget, depth)
                except (Refused, OSError, MemoryError) as error:
                    done.left_out.append((place, _why(error)))
                    if isinstance(error, Refused) and error.final:
                        break
    except Refused as error:  # final for this archive, not for what it lies in
        raise Refused(str(error)) from error
    except Exception as error:  # whatever a parser makes of what a student has sent
        raise Refused(text("archive.no-archive", why=_why(error))) from error


def _has_mb() -> int:
    return int(psutil.Process().memory_info().vms) // 2**20


def _take(
    member: Member, place: tuple[str, ...], done: Unpacked, budget: ExtractionBudget, depth: int
) -> None:
    budget.take(0, 1)
    if member.problem:
        raise Refused(member.problem)
    target = done.folder.joinpath(*place)
    if target.exists():
        raise Refused(text("archive.twice"))
    nested = is_archive(member.parts[-1])
    most = BYTES_OF_A_STUDENT if nested else BYTES_OF_A_FILE
    data = member.read(most, budget.take)
    packed = target.with_name(f"{target.name}.packed") if nested else target
    packed.parent.mkdir(parents=True, exist_ok=True)
    packed.write_bytes(data)
    if nested:
        try:
            if depth >= DEEPEST:
                raise Refused(text("archive.nested"))
            _unpack(packed, place, done, budget, depth + 1)
        finally:
            packed.unlink()


def _why(error: Exception) -> str:
    if isinstance(error, MemoryError):
        return text("ending.no-memory")
    if isinstance(error, Unreadable):
        return error.reason or error.trouble
    if isinstance(error, OSError):
        return error.strerror or type(error).__name__
    return str(error) or type(error).__name__
