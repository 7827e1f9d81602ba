"""Feedback pages for an assignment: one student's notebook after the other."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Literal

from nbgrader.api import MissingEntry

from autograder.course.feedback.pictures import picture_of
from autograder.course.feedback.write import copy_beside, write_page
from autograder.grading.course import CourseError
from autograder.grading.nbgrader.course import Course
from autograder.grading.nbgrader.reading import gradebook_to_read
from autograder.grading.nbgrader.standing import Standings, standings
from autograder.reporting.feedback.build import build_page
from autograder.reporting.feedback.notebook import Broken, read_parts
from autograder.reporting.feedback.render import render

State = Literal["written", "unchanged", "replaced", "failed"]

_GRADE = "grade it first, with `autograder grade {name}`."
_UNKNOWN = "The gradebook knows no assignment {name}: " + _GRADE
_NOBODY = "Nothing of {name} is graded in {folder}: " + _GRADE
_NO_STUDENT = "{student} has nothing graded for {name} (in {folder})."
_NO_POINTS = "the gradebook has no points of this notebook: grade it again"
_KEPT = "; an earlier page is still there"


@dataclass(frozen=True)
class Outcome:
    """What came of one notebook's page; `problem` says why there is none."""

    student: str
    notebook: str
    state: State
    page: Path
    problem: str = ""


class NotWritten(Exception):  # noqa: N818 - what is the case
    """No page can be written here; the message says why and what to do."""


_DISK = "{path} can't be written: {reason}. Mend it and run the same command again."


class Feedback:
    """The pages of an assignment's students, those whose names match `wanted` or all.

    Raises CourseError when nothing is graded, or nobody has such a name.
    """

    def __init__(self, root: Path, assignment: str, wanted: Sequence[str] = ()) -> None:
        self._course, self._assignment = Course(root), assignment
        self._standings = _standings(self._course, assignment)
        self._mode = 0o664 if self._course.directory.groupshared else 0o644
        known = {notebook for _, notebook in self._standings}
        self._papers = [
            (student, path)
            for student, folder in self._folders(wanted)
            for path in sorted(folder.glob("*.ipynb"))
            if path.stem in known
        ]
        self.total = len(self._papers)

    def write(self, force: bool = False) -> Iterator[Outcome]:
        """Write each page that has changed, all with `force`; yields what came of it.

        Raises NotWritten when the disk takes no page.
        """
        for student, path in self._papers:
            yield self._write(student, path, force)

    def _write(self, student: str, path: Path, force: bool) -> Outcome:
        folder = self._course.folder("feedback", student, self._assignment)
        page = folder / f"{path.stem}.html"
        try:
            text = self._text(student, path)
        except Broken as error:
            problem = str(error) + (_KEPT if page.exists() else "")
            return Outcome(student, path.stem, "failed", page, problem)
        try:
            copy_beside(path.parent, folder, self._mode)
            return Outcome(student, path.stem, write_page(page, text, force, self._mode), page)
        except OSError as error:
            reason = error.strerror or str(error)
            raise NotWritten(_DISK.format(path=page, reason=reason)) from error

    def _text(self, student: str, path: Path) -> str:
        parts = read_parts(path)
        standing = self._standings.get((student, path.stem))
        if standing is None:
            raise Broken(_NO_POINTS)
        names = (student, self._assignment, path.stem)
        return render(build_page(names, parts, standing, picture_of))

    def _folders(self, wanted: Sequence[str]) -> list[tuple[str, Path]]:
        name = self._assignment
        found = list(self._course.students("autograded", name))
        if not found:
            folder = self._course.folder("autograded", "*", name)
            raise CourseError(_NOBODY.format(name=name, folder=folder))
        for pattern in wanted:
            if not any(fnmatchcase(student, pattern) for student, _ in found):
                folder = self._course.folder("autograded", pattern, name)
                raise CourseError(_NO_STUDENT.format(student=pattern, name=name, folder=folder))
        return [
            (student, folder)
            for student, folder in found
            if not wanted or any(fnmatchcase(student, pattern) for pattern in wanted)
        ]


def _standings(course: Course, assignment: str) -> Standings:
    try:
        with gradebook_to_read(course) as gradebook:
            return standings(gradebook, assignment)
    except MissingEntry as error:
        raise CourseError(_UNKNOWN.format(name=assignment)) from error
