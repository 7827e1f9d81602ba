"""Where results are written: the autograded folder, then the gradebook, then a note of both."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from sqlalchemy.exc import SQLAlchemyError

from autograder.grading.batch.autograded import state, write_folder
from autograder.grading.batch.collect import TIMESTAMP, HandedIn
from autograder.grading.batch.ledger import Kept, Ledger
from autograder.grading.grade.material import Graded, Specification
from autograder.grading.nbgrader.book import Book
from autograder.grading.nbgrader.course import Course
from autograder.grading.nbgrader.errors import reason_of
from autograder.grading.nbgrader.points import nothing, points_of
from autograder.grading.nbgrader.structure import seconds_late

_UNKNOWN_STUDENT = (
    "the gradebook has no student {student}, and this course adds none by itself: nothing was "
    "written (nbgrader db student add {student})"
)
_FOLDER = "{student}'s autograded folder can't be written: {reason} ({path})."
_BOOK = "The gradebook can't be written: {reason}."
_AGAIN = " All that was graded before is safe. Mend it and run the same command again."


class NotWritten(Exception):  # noqa: N818 - what is the case
    """A result can't be written down; the message says why and what to do."""


class Record:
    """Writes results of one assignment; `late` has the seconds by student."""

    def __init__(
        self, course: Course, given: Mapping[str, Specification], book: Book, ledger: Ledger
    ) -> None:
        self._course, self._given, self._book, self._ledger = course, given, book, ledger
        self._assignment = next(iter(given.values())).assignment
        self._recorded = book.recorded()
        due = book.structure.due
        self.late = {
            name: seconds_late(each.when, due, each.extension)
            for name, each in self._recorded.items()
        }
        self.max_points = sum(book.structure.notebooks[name].max_points for name in given)

    def holds(self, handed: HandedIn, kept: Mapping[str, Kept]) -> bool:
        """Return whether gradebook and folder hold the kept results of a student."""
        mine = self._recorded.get(handed.student)
        if mine is None or handed.when not in (None, mine.when):
            return False
        missing = all(not any(mine.scores.get(name, {"": 1.0}).values()) for name in handed.missing)
        return missing and all(
            mine.scores.get(name) == {**mine.scores.get(name, {}), **each.summary.scores}
            and each.written == self._written(handed.student, each.written)
            for name, each in kept.items()
        )

    def write(self, handed: HandedIn, graded: Mapping[str, Graded], partly: bool) -> str:
        """Write a student's results down; return why the gradebook takes none, '' if it does.

        Raises NotWritten when nothing can be written here, to anybody.
        """
        if not self._book.takes(handed.student):
            return _UNKNOWN_STUDENT.format(student=handed.student)
        points = {name: points_of(each.cells) for name, each in graded.items()}
        known = self._book.structure.notebooks
        points |= {name: nothing(known[name].graded) for name in handed.missing}
        files = self._write_files(handed, graded, partly)
        try:
            late = self._book.save(handed.student, handed.when, points)
        except SQLAlchemyError as error:
            raise NotWritten(_BOOK.format(reason=reason_of(error)) + _AGAIN) from error
        self.late[handed.student] = late
        written = self._written(handed.student, {"files": files})
        for name in graded:
            self._ledger.put_written((self._assignment, handed.student, name), written)
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
            words = _FOLDER.format(student=handed.student, reason=reason, path=path)
            raise NotWritten(words + _AGAIN) from error
        return dict.fromkeys(files)

    def _written(self, student: str, before: Any) -> Any:  # noqa: ANN401 - plain data
        """Return what a note of what was written would say now, of the same files."""
        names = (before or {}).get("files", {})
        return {"files": state(self._folder(student), names), "late": self.late.get(student, 0.0)}

    def _folder(self, student: str) -> Path:
        return self._course.folder("autograded", student, self._assignment)
