"""Load a class: its gradebook, its autograded notebooks, and what the grader kept."""

import sqlite3
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from nbgrader.api import Assignment, MissingEntry, Student

from autograder.batch.result_store import read_kept
from autograder.course.files import Unreadable, read_file, unreadable
from autograder.course.folders import CourseError
from autograder.findings import Code, text, words
from autograder.gradebook.course import Course
from autograder.gradebook.gradebook_reader import gradebook_to_read, read_rows
from autograder.gradebook.teams import current_teams, followers
from autograder.gradebook.variants import stubs_of_variants
from autograder.notebooks.cells import MOST_BYTES
from autograder.notebooks.regrade import RegradeRequest
from autograder.results import read_graded

if TYPE_CHECKING:
    from autograder.gradebook.gradebook_reader import Place, Row
    from autograder.results import CellResult


@dataclass(frozen=True)
class StudentNotebook:
    """A student's notebook after grading: results by test cell, code answers by solution cell.

    `answer_of` names the solution cell that comes before a test cell; `differences` are those from
    the handout, in words; `order` lists the names of cells as they come; `requests` ask for a
    regrade. Outputs are not kept: a
    report holds a whole class.
    """

    results: dict[str, "CellResult"] = field(default_factory=dict)
    answers: dict[str, str] = field(default_factory=dict)
    answer_of: dict[str, str] = field(default_factory=dict)
    differences: tuple[str, ...] = ()
    order: tuple[str, ...] = ()
    requests: tuple[RegradeRequest, ...] = ()


def read_student_notebook(data: bytes) -> StudentNotebook:
    """Return what stands in a notebook's JSON; raises Unreadable as read_graded does."""
    found = read_graded(data)
    return StudentNotebook(
        found.tests,
        found.answers,
        found.answer_of,
        tuple(map(words, found.differences)),
        tuple(part.cell.key for part in found.parts),
        found.requests,
    )


def error_of(result: "CellResult") -> str:
    """Return the kind of exception that ended an answer or its test, '' if none did."""
    found = result.question.common if result.question else result.ended
    raised = found is not None and found.code in (Code.RAISED, Code.CELL_RAISED)
    return str(found.values.get("kind", ""))[:80] if found and raised else ""


@dataclass(frozen=True)
class GradedCell:
    """A cell that is worth points; `by_hand` tells that a person gives them."""

    place: "Place"
    max_points: float
    by_hand: bool


@dataclass(frozen=True)
class BookRecord:
    """All that the gradebook says of an assignment.

    `handout` has the sources of the released code cells, stubs and all, `people` everybody in the
    course: identifier to full name. `due` is nbgrader's due date, if there is one; `stubs` are
    what the same cells are in the assignment's variants.
    """

    assignment: str
    notebooks: tuple[str, ...]
    cells: tuple[GradedCell, ...]
    handout: dict["Place", str]
    rows: dict[str, "Row"]
    people: dict[str, str]
    due: datetime | None = None
    stubs: dict["Place", set[str]] = field(default_factory=dict)


def read_book(course: Course, assignment: str) -> BookRecord:
    """Return what the gradebook has of an assignment; makes no gradebook.

    Raises CourseError when there is none, it can't be read, or doesn't know the assignment.
    """
    with gradebook_to_read(course) as gradebook:
        try:
            found = gradebook.find_assignment(assignment)
        except MissingEntry as error:
            names = ", ".join(sorted(each.name for each in gradebook.assignments)) or "none"
            raise CourseError(text("class-report.unknown", name=assignment, names=names)) from error
        return BookRecord(
            assignment,
            tuple(sorted(each.name for each in found.notebooks)),
            tuple(_cells(found)),
            _handout(found),
            read_rows(gradebook, found),
            {each.id: _full_name(each) for each in gradebook.students},
            found.duedate,
            stubs_of_variants(course.root, assignment),
        )


def _full_name(student: Student) -> str:
    return " ".join(part for part in (student.first_name, student.last_name) if part)


def _cells(found: Assignment) -> list[GradedCell]:
    cells = []
    for notebook in found.notebooks:
        written = {cell.name for cell in notebook.solution_cells}
        graded = [(cell, cell.name in written) for cell in notebook.grade_cells]
        graded += [(cell, True) for cell in notebook.task_cells]
        cells += [
            GradedCell((notebook.name, cell.name), float(cell.max_score), by_hand)
            for cell, by_hand in graded
        ]
    return cells


def _handout(found: Assignment) -> dict["Place", str]:
    return {
        (notebook.name, cell.name): cell.source or ""
        for notebook in found.notebooks
        for cell in notebook.source_cells
        if cell.cell_type == "code"
    }


@dataclass
class StudentRecord:
    """A student whose submission is graded.

    `notebooks` are by name; `seconds` (by phase) and `stopped` are the grader's, if it kept them.
    """

    row: "Row"
    notebooks: dict[str, StudentNotebook] = field(default_factory=dict)
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

    `members` are graded, `waiting` have handed in and are not, `absent` have handed in nothing;
    `followers` have a team mate's work.
    """

    book: BookRecord
    members: tuple[StudentRecord, ...] = ()
    waiting: tuple[str, ...] = ()
    absent: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()
    followers: frozenset[str] = frozenset()


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
    mates = frozenset(followers(current_teams(course, assignment)))
    lists = tuple(sorted(handed_in)), tuple(sorted(absent)), tuple(problems)
    return ClassRecord(book, members, *lists, mates)


def _members(
    course: Course,
    book: BookRecord,
    texts: dict[tuple[str, str], bytes],
    problems: list[Problem],
) -> Iterator[StudentRecord]:
    for student, row in sorted(book.rows.items()):
        folder = course.folder("autograded", student, book.assignment)
        member = StudentRecord(row)
        if not folder.is_dir() and not any(score.points for score in row.scores.values()):
            continue  # it was collected, or its folder is gone: nothing tells that it is graded
        for name in book.notebooks:
            try:
                texts[student, name] = read_file(folder / f"{name}.ipynb", MOST_BYTES)
                member.notebooks[name] = read_student_notebook(texts[student, name])
            except FileNotFoundError:
                problems.append(Problem(student, text("class-report.no-notebook", name=name)))
            except (Unreadable, OSError) as error:
                problems.append(Problem(student, _bad_notebook(name, error)))
        yield member


def _bad_notebook(name: str, error: Unreadable | OSError) -> str:
    found = error.finding if isinstance(error, Unreadable) else unreadable(error)
    return text("class-report.bad-notebook", name=name, reason=found["reason"])


def _add_kept(
    place: tuple[Path, str],
    members: tuple[StudentRecord, ...],
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
            said = (*member.stopped, *map(words, kept.stopped))
            member.stopped = tuple(dict.fromkeys(said))
            for phase, seconds in kept.seconds.items():
                member.seconds[phase] = member.seconds.get(phase, 0.0) + seconds
    except (sqlite3.Error, zlib.error, ValueError, TypeError, KeyError) as error:
        reason = " ".join(str(error).split())[:200]
        problems.append(Problem("", text("class-report.no-results", reason=reason)))
