"""Collecting from nbgrader's exchange where any user of the machine can write into it.

nbgrader's own collector warns of a submission that somebody else put there, and takes it; it
follows links, by which a student reads what only the course may; and one folder with a name of
another form ends it for the whole class.
"""

import errno
import os
import sys
import tempfile
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

from nbgrader.exchange.default import ExchangeCollect

from autograder.course.files import Unreadable, read_open_file, remove_folder, shown
from autograder.findings import text

Record = dict[str, Any]
_NOBODY = ""
_MOST_FILES = 1_000
_TIMESTAMP = "timestamp.txt"
if sys.platform != "win32":  # where nbgrader has no exchange
    import pwd


class OwnedCollect(ExchangeCollect):  # type: ignore[misc] # nbgrader has no types
    """Takes of each student what that student has put there: files, no links, within bounds.

    What is left out is said, and nothing of it costs another student anything.
    """

    src_records: list[Record]

    def init_src(self) -> None:
        """Find each student's latest submission."""
        super().init_src()
        self.src_records = [each for each in self.src_records if each["username"] != _NOBODY]

    def copy_files(self) -> None:
        """Copy each into submitted/; what is there stays unless a newer one is there as a whole."""
        if not self.src_records:
            self.log.warning(text("exchange-collect.none", assignment=self.coursedir.assignment_id))
        for record in self.src_records:
            student = record["username"]
            target = Path(
                self.coursedir.format_path(
                    self.coursedir.submitted_directory, student, self.coursedir.assignment_id
                )
            )
            if self._is_wanted(record, target):
                try:
                    self._take(record, target)
                except (OSError, RuntimeError) as error:
                    self.log.error(text("exchange-collect.failed", student=student, reason=error))
                else:
                    self.log.info(text("exchange-collect.taken", student=student, path=target))

    def _path_to_record(self, path: str) -> Record:
        """Return whose submission a folder holds, and when it came; nobody's if it is another's."""
        name = Path(path).name
        try:
            record: Record = super()._path_to_record(path)
            owner = pwd.getpwuid(Path(path).lstat().st_uid).pw_name
        except (KeyError, OSError, ValueError, OverflowError, RuntimeError) as error:
            self.log.warning(
                text("exchange-collect.name", name=shown(name), reason=shown(str(error)))
            )
            return {"username": _NOBODY, "filename": name, "timestamp": datetime.min}
        if self.check_owner and owner != record["username"]:
            self.log.warning(
                text(
                    "exchange-collect.owner",
                    name=shown(name),
                    student=shown(record["username"]),
                    owner=owner,
                )
            )
            return {**record, "username": _NOBODY}
        return record

    def _is_wanted(self, record: Record, target: Path) -> bool:
        if not target.is_dir():
            return True
        there, new = self._time_of(target), record["timestamp"]
        if self.update and (there is None or new > there):
            return True
        if self.before_duedate and there != new:
            return True
        self.log.info(text("exchange-collect.older", student=record["username"], path=target))
        return False

    def _time_of(self, folder: Path) -> datetime | None:
        """Return when what a folder holds came, None if what a student wrote there is no time."""
        try:
            found: datetime | None = self.coursedir.get_existing_timestamp(str(folder))
        except Exception:  # parsers, and what nbgrader makes of what they raise
            return None
        return found

    def _take(self, record: Record, target: Path) -> None:
        """Copy a submission: its files to a folder of our own, then that as nbgrader copies.

        When it came is what its folder's name says; a file of a student's may say anything.
        """
        source = Path(self.inbound_path) / record["filename"]
        target.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=target.parent, prefix=".collected-") as folder:
            own, whole = Path(folder) / "own", Path(folder) / "whole"
            most = int(1000 * self.coursedir.max_dir_size)
            for left_out in copy_owned(source, own, most):
                self.log.warning(
                    text("exchange-collect.left-out", source=shown(source.name), what=left_out)
                )
            if self._time_of(own) != record["timestamp"]:
                _write_time(own / _TIMESTAMP, source.name)
                self.log.warning(text("exchange-collect.time", name=shown(source.name)))
            self.do_copy(str(own), str(whole))
            if target.exists():
                target.replace(Path(folder) / "before")
            whole.replace(target)


def copy_owned(source: Path, target: Path, most_bytes: int) -> Iterator[str]:
    """Copy what belongs to the owner of a folder, and yield what was left out, and why.

    Others may change the folder meanwhile: each file is opened once, without following a link, and
    judged when it is open. Raises OSError.
    """
    owner = source.lstat().st_uid
    room, files = most_bytes, -1  # the folder itself is none of them
    for place, _, names, folder in os.fwalk(source, follow_symlinks=False):
        files += 1  # folders cost as much
        if files > _MOST_FILES:
            yield text("unusable.too-many-files", most_files=_MOST_FILES)
            return
        there = target / Path(place).relative_to(source)
        there.mkdir(parents=True, exist_ok=True)
        for name in sorted(names):
            files += 1
            if files > _MOST_FILES:
                yield text("unusable.too-many-files", most_files=_MOST_FILES)
                return
            try:
                data = _read_owned(name, folder, owner, room)
                (there / name).write_bytes(data)
                room -= len(data)
            except (Unreadable, OSError) as error:
                yield text("exchange-collect.file", name=shown(name), reason=error)


def _write_time(path: Path, name: str) -> None:
    """Write the time in a submission's name, STUDENT+ASSIGNMENT+TIME+RANDOM, as nbgrader does."""
    if path.is_dir():
        remove_folder(path)
    path.write_text(name.rsplit("+", 3)[2], encoding="utf-8")


def _read_owned(name: str, folder: int, owner: int, room: int) -> bytes:
    """Return what a file holds; raises Unreadable for a link, and for another user's file.

    A hard link is another user's file, too: it keeps its owner.
    """
    try:
        number = os.open(name, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK, dir_fd=folder)
    except OSError as error:
        if error.errno == errno.ELOOP:
            raise Unreadable("link", text("unusable.no-link")) from error
        raise
    if os.fstat(number).st_uid != owner:
        os.close(number)
        raise Unreadable("unreadable", text("exchange-collect.others-file"))
    return read_open_file(number, room)
