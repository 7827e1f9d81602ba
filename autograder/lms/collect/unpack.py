"""Unpack a download and the archives in it, within bounds: nothing is trusted, nothing vanishes."""

import shutil
import tarfile
import zipfile
from dataclasses import dataclass, field
from pathlib import Path

from autograder.grading.course import CourseError
from autograder.grading.submission.cells import Unreadable, read_file
from autograder.lms.collect.members import Member, Refused, is_archive, members

MOST_FILES = 20_000  # of a download
MOST_BYTES = 8 * 2**30
FILES_OF_A_STUDENT = 1_000  # in one student's archive
BYTES_OF_A_STUDENT = 256 * 2**20
BYTES_OF_A_FILE = 50 * 2**20
DEEPEST = 3  # archives within each other: the download, a student's, and one in that
_TOO_MUCH = "it holds more than {files:,} files or {megabytes:,} MB, so the rest was left out"
_NOT_THERE = "{source} is not there: give a downloaded zip, or a folder of downloads."
_BROKEN = (zipfile.BadZipFile, tarfile.TarError, EOFError, NotImplementedError, RuntimeError)


@dataclass
class Unpacked:
    """What came of a download: where its files are, and what was left out, with the reason."""

    folder: Path
    left_out: list[tuple[tuple[str, ...], str]] = field(default_factory=list)


class Room:
    """What may still be unpacked."""

    def __init__(self, files: int, size: int, within: "Room | None" = None) -> None:
        self.most = {"files": files, "megabytes": size // 2**20}
        self._files, self._size, self._within = files, size, within

    def take(self, size: int, files: int = 0) -> None:
        """Take room for bytes and files; raises Refused when there is none."""
        self._size -= size
        self._files -= files
        if self._size < 0 or self._files < 0:
            raise Refused(_TOO_MUCH.format(**self.most), final=True)
        if self._within:
            self._within.take(size, files)


def unpack(source: Path, folder: Path) -> Unpacked:
    """Put the files of a zip, a tarball or a folder into a new folder; archives become folders.

    Members that point elsewhere, links, encrypted ones and what is too large are left out. Raises
    CourseError when the download itself can't be read.
    """
    done = Unpacked(folder)
    room = Room(MOST_FILES, MOST_BYTES)
    folder.mkdir(parents=True, exist_ok=True)
    if source.is_dir():
        _copy_folder(source, folder, done, room)
        return done
    if not source.is_file():
        raise CourseError(_NOT_THERE.format(source=source))
    if not is_archive(source.name):
        _copy_folder(source.parent, folder, done, room, only=source)
        return done
    try:
        _unpack(source, (), done, room, 1)
    except Refused as error:
        raise CourseError(f"{source} can't be unpacked: {error}.") from error
    return done


def _copy_folder(
    source: Path, folder: Path, done: Unpacked, room: Room, only: Path | None = None
) -> None:
    for path in [only] if only else sorted(source.rglob("*")):
        parts = path.relative_to(source).parts
        try:
            if path.is_dir() and not path.is_symlink():
                continue
            room.take(0, 1)
            if is_archive(path.name) and not path.is_symlink():
                _unpack(path, parts, done, room, 2)
                continue
            data = read_file(path, BYTES_OF_A_FILE)
            room.take(len(data))
            target = folder.joinpath(*parts)
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(data)
            shutil.copystat(path, target)
        except (Refused, Unreadable, OSError) as error:
            done.left_out.append((parts, _why(error)))


def _unpack(archive: Path, parts: tuple[str, ...], done: Unpacked, room: Room, depth: int) -> None:
    """Unpack an archive into the folder `parts`; raises Refused if it can't be read at all."""
    if parts:
        room = Room(FILES_OF_A_STUDENT, BYTES_OF_A_STUDENT, room)
    try:
        for member in members(archive):
            place = (*parts, *member.parts)
            try:
                _take(member, place, done, room, depth)
            except (Refused, OSError) as error:
                done.left_out.append((place, _why(error)))
                if isinstance(error, Refused) and error.final:
                    break
    except (*_BROKEN, OSError) as error:
        raise Refused(f"it is damaged or no archive ({_why(error)})") from error


def _take(member: Member, place: tuple[str, ...], done: Unpacked, room: Room, depth: int) -> None:
    if member.problem:
        raise Refused(member.problem)
    room.take(0, 1)
    target = done.folder.joinpath(*place)
    if target.exists():
        raise Refused("the archive holds this name twice, and the first was taken")
    nested = is_archive(member.parts[-1])
    most = BYTES_OF_A_STUDENT if nested else BYTES_OF_A_FILE
    data = member.read(most, room.take)
    packed = target.with_name(f"{target.name}.packed") if nested else target
    packed.parent.mkdir(parents=True, exist_ok=True)
    packed.write_bytes(data)
    if nested:
        try:
            if depth >= DEEPEST:
                raise Refused("an archive in an archive in an archive is not opened")
            _unpack(packed, place, done, room, depth + 1)
        finally:
            packed.unlink()


def _why(error: Exception) -> str:
    if isinstance(error, Unreadable):
        return error.reason or error.trouble
    if isinstance(error, OSError):
        return error.strerror or type(error).__name__
    return str(error) or type(error).__name__
