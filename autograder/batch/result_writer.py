"""Write what came of a submission: notebook, gradebook, result store."""

import contextlib
import os
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from sqlalchemy.exc import SQLAlchemyError

from autograder.batch.handed_in import TIMESTAMP, HandedIn
from autograder.batch.result_store import ResultStore, StoredResult, Written
from autograder.engine.submission.specification import Specification
from autograder.findings import text
from autograder.gradebook.course import Course
from autograder.gradebook.gradebook_reader import database_error
from autograder.gradebook.gradebook_writer import GradebookWriter
from autograder.gradebook.rows import seconds_late
from autograder.results import Graded, nothing, points_of

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


class NotWritten(Exception):  # noqa: N818 - what is the case
    """A result can't be written down; the message says why and what to do."""


class ResultWriter:
    """Writes results of one assignment; `late` has the seconds by student."""

    def __init__(
        self,
        course: Course,
        given: Mapping[str, Specification],
        book: GradebookWriter,
        store: ResultStore,
    ) -> None:
        self._course, self._given, self._book, self._store = course, given, book, store
        self._assignment = next(iter(given.values())).assignment
        self._recorded = book.recorded()
        due = book.structure.due
        self.late = {
            name: seconds_late(each.when, due, each.extension)
            for name, each in self._recorded.items()
        }
        self.max_points = sum(book.structure.notebooks[name].max_points for name in given)

    def holds(self, handed: HandedIn, kept: Mapping[str, StoredResult]) -> bool:
        """Return whether gradebook and folder hold the kept results of a student."""
        mine = self._recorded.get(handed.student)
        if mine is None or handed.when not in (None, mine.when):
            return False
        missing = all(not any(mine.scores.get(name, {"": 1.0}).values()) for name in handed.missing)
        return missing and all(
            mine.scores.get(name) == {**mine.scores.get(name, {}), **each.summary.scores}
            and each.written is not None
            and each.written == self._written(handed.student, each.written.files)
            for name, each in kept.items()
        )

    def write(self, handed: HandedIn, graded: Mapping[str, Graded], partly: bool) -> str:
        """Write a student's results down; return why the gradebook takes none, '' if it does.

        Raises NotWritten when nothing can be written here, to anybody.
        """
        if not self._book.takes(handed.student):
            return text("batch.unknown-student", student=handed.student)
        points = {name: points_of(each.cells) for name, each in graded.items()}
        known = self._book.structure.notebooks
        points |= {name: nothing(known[name].graded) for name in handed.missing}
        files = self._write_files(handed, graded, partly)
        try:
            late = self._book.save(handed.student, handed.when, points)
        except SQLAlchemyError as error:
            raise NotWritten(
                text("batch.gradebook-not-written", reason=database_error(error))
                + text("batch.again")
            ) from error
        self.late[handed.student] = late
        written = self._written(handed.student, files)
        for name in graded:
            self._store.put_written((self._assignment, handed.student, name), written)
        return ""

    def _write_files(
        self, handed: HandedIn, graded: Mapping[str, Graded], partly: bool
    ) -> dict[str, Any]:
        """Write the autograded folder; return the names of its files."""
        beside = next(iter(handed.notebooks.values())).files if handed.notebooks else {}
        given = next(iter(self._given.values()))
        files = {**given.files, **beside, **given.fixed_files}
        if handed.stamp:
            files[TIMESTAMP] = handed.stamp
        files |= {f"{name}.ipynb": each.text.encode() for name, each in graded.items()}
        folder = self._folder(handed.student)
        try:
            write_folder(folder, files, keep_others=partly)
            self._course.converter.set_permissions(self._assignment, handed.student)
        except OSError as error:
            reason = error.strerror or str(error)
            path = error.filename or folder
            words = text(
                "batch.folder-not-written", student=handed.student, reason=reason, path=path
            )
            raise NotWritten(words + text("batch.again")) from error
        return dict.fromkeys(files)

    def _written(self, student: str, names: Mapping[str, object]) -> Written:
        """Return what a note of what was written would say now, of the files of these names."""
        return Written(state(self._folder(student), names), self.late.get(student, 0.0))

    def _folder(self, student: str) -> Path:
        return self._course.folder("autograded", student, self._assignment)
