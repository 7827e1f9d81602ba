"""Load a class: the gradebook, each autograded notebook once, and what the grader kept."""

import sqlite3
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from autograder.grading.batch.ledger import read_kept
from autograder.grading.nbgrader.course import Course
from autograder.grading.submission.cells import MOST_BYTES, Unreadable, read_file
from autograder.reporting.classroom.book import BookRecord, read_book
from autograder.reporting.classroom.rows import Row
from autograder.reporting.classroom.sheet import Sheet, read_sheet

_NO_SHEET = "there is no autograded notebook {name}: grade again to see its results"
_BAD_SHEET = "the autograded notebook {name} is left out, as it {reason}: grade again"
_NO_KEPT = "Times and limits are not known: the grader's kept results can't be read ({reason})."


@dataclass
class Member:
    """A student whose submission is graded.

    `sheets` are by notebook; `seconds` (by phase) and `stopped` are the grader's, if it kept them.
    """

    row: Row
    sheets: dict[str, Sheet] = field(default_factory=dict)
    seconds: dict[str, float] = field(default_factory=dict)
    stopped: tuple[str, ...] = ()

    @property
    def student(self) -> str:
        """The student's identifier."""
        return self.row.student


@dataclass(frozen=True)
class Problem:
    """What can't be reported: words about a student or, with '', a sentence about all."""

    student: str
    sentence: str


@dataclass(frozen=True)
class ClassRecord:
    """A class as it is found.

    `members` are graded, `waiting` have handed in and are not, `absent` have handed in nothing.
    """

    book: BookRecord
    members: tuple[Member, ...] = ()
    waiting: tuple[str, ...] = ()
    absent: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()


def load_class(root: Path, assignment: str) -> ClassRecord:
    """Return the class of an assignment; raises CourseError when there is no gradebook for it.

    What can't be read of one student is said in `problems`, all else is there.
    """
    course = Course(root, only_reads=True)
    book = read_book(course, assignment)
    problems: list[Problem] = []
    texts: dict[tuple[str, str], bytes] = {}
    members = tuple(_members(course, book, texts, problems))
    _add_kept((course.root, assignment), members, texts, problems)
    graded = {member.student for member in members}
    handed_in = {student for student, _ in course.submitted(assignment)} - graded
    absent = set(book.people) - graded - handed_in
    return ClassRecord(
        book, members, tuple(sorted(handed_in)), tuple(sorted(absent)), tuple(problems)
    )


def _members(
    course: Course,
    book: BookRecord,
    texts: dict[tuple[str, str], bytes],
    problems: list[Problem],
) -> Iterator[Member]:
    for student, row in sorted(book.rows.items()):
        folder = course.folder("autograded", student, book.assignment)
        member = Member(row)
        if not folder.is_dir() and not any(mark.points for mark in row.marks.values()):
            continue  # it was collected, or its folder is gone: nothing tells that it is graded
        for name in book.notebooks:
            try:
                texts[student, name] = read_file(folder / f"{name}.ipynb", MOST_BYTES)
                member.sheets[name] = read_sheet(texts[student, name])
            except FileNotFoundError:
                problems.append(Problem(student, _NO_SHEET.format(name=name)))
            except (Unreadable, OSError) as error:
                problems.append(Problem(student, _bad_sheet(name, error)))
        yield member


def _bad_sheet(name: str, error: Unreadable | OSError) -> str:
    reason = str(error) if isinstance(error, Unreadable) else f"can't be read: {error.strerror}"
    return _BAD_SHEET.format(name=name, reason=reason.removeprefix("the notebook "))


def _add_kept(
    place: tuple[Path, str],
    members: tuple[Member, ...],
    texts: dict[tuple[str, str], bytes],
    problems: list[Problem],
) -> None:
    """Add seconds and limits of the results that the autograded notebooks hold still."""
    known = {member.student: member for member in members}
    try:
        for student, name, kept in read_kept(*place):
            if texts.get((student, name)) != kept.text.encode():
                continue  # graded by another command since
            member = known[student]
            member.stopped = tuple(dict.fromkeys((*member.stopped, *kept.stopped)))
            for phase, seconds in kept.seconds.items():
                member.seconds[phase] = member.seconds.get(phase, 0.0) + seconds
    except (sqlite3.Error, zlib.error, ValueError, TypeError, KeyError) as error:
        reason = " ".join(str(error).split())[:200]
        problems.append(Problem("", _NO_KEPT.format(reason=reason)))
