"""Read nbgrader's gradebook: what stands there of a student and of a class."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from nbgrader.api import (
    Assignment,
    BaseCell,
    Comment,
    Grade,
    Gradebook,
    Notebook,
    Student,
    SubmittedAssignment,
    SubmittedNotebook,
)
from sqlalchemy import select
from sqlalchemy.engine import make_url
from sqlalchemy.exc import SQLAlchemyError

from autograder.course.folders import CourseError
from autograder.findings import text
from autograder.gradebook.configure import prefer_this_environment
from autograder.gradebook.course import Course
from autograder.gradebook.rows import seconds_late, structure


def database_error(error: SQLAlchemyError) -> str:
    """Return what the database itself said, in one line."""
    return " ".join(str(getattr(error, "orig", None) or error).split())[:200]


@contextmanager
def gradebook_to_read(course: Course) -> Iterator[Gradebook]:
    """Yield the course's gradebook; raises CourseError when there is none, or it can't be read."""
    prefer_this_environment()  # a gradebook of an older nbgrader asks for alembic
    directory = course.directory
    address = make_url(directory.db_url)
    path = address.database or ""
    if address.get_backend_name() == "sqlite" and not (course.root / path).is_file():
        raise CourseError(text("gradebook.none", path=path))  # to open it would make it
    try:
        with Gradebook(directory.db_url, directory.course_id) as gradebook:
            yield gradebook
    except SQLAlchemyError as error:
        raise CourseError(text("gradebook.unreadable", reason=database_error(error))) from error


@dataclass(frozen=True)
class Score:
    """The points of one cell; `waits` for a person to look, `by_hand` tells that one has."""

    points: float
    max_points: float
    waits: bool = False
    by_hand: bool = False


@dataclass
class NotebookScores:
    """A student's notebook in the gradebook: scores and comments by cell, and the late penalty.

    `answers` are those of the comments that a person wrote.
    """

    name: str = ""
    penalty: float = 0.0
    by_cell: dict[str, Score] = field(default_factory=dict)
    comments: dict[str, str] = field(default_factory=dict)
    answers: dict[str, str] = field(default_factory=dict)

    @property
    def points(self) -> float:
        """The points, with the penalty taken off, as nbgrader's own feedback counts them."""
        return sum(score.points for score in self.by_cell.values()) - self.penalty

    @property
    def max_points(self) -> float:
        """The points that could be earned."""
        return sum(score.max_points for score in self.by_cell.values())


ScoresByNotebook = dict[tuple[str, str], NotebookScores]  # by student and notebook


def scores_by_notebook(gradebook: Gradebook, assignment: str) -> ScoresByNotebook:
    """Return where each student's notebooks of an assignment stand.

    Raises nbgrader's MissingEntry when the gradebook doesn't know the assignment.
    """
    known = structure(gradebook, assignment)
    most = {
        cell.id: float(cell.max_score)
        for notebook in gradebook.find_assignment(assignment).notebooks
        for cell in (*notebook.grade_cells, *notebook.task_cells)
    }
    found: ScoresByNotebook = {}
    with gradebook.engine.connect() as connection:
        for row in connection.execute(_notebooks(known.assignment)):
            name = " ".join(filter(None, (row.first_name, row.last_name)))
            penalty = float(row.late_submission_penalty or 0.0)
            found[row.student, row.notebook] = NotebookScores(name, penalty)
        for row in connection.execute(_of_cells(Grade, known.assignment)):
            score = _score(row, most.get(row.cell_id, 0.0))
            found[row.student, row.notebook].by_cell[row.cell] = score
        for row in connection.execute(_of_cells(Comment, known.assignment)):
            words = row.auto_comment if row.manual_comment is None else row.manual_comment
            if words:
                found[row.student, row.notebook].comments[row.cell] = str(words)
            if words and row.manual_comment is not None:
                found[row.student, row.notebook].answers[row.cell] = str(words)
    return found


def _score(row: Any, most: float) -> Score:  # noqa: ANN401 - a row of the gradebook
    """Return the points by nbgrader's rule: those given by hand go first, extra ones are added."""
    given = row.manual_score if row.manual_score is not None else row.auto_score
    points = float(given or 0.0) + float(row.extra_credit or 0.0)
    by_hand = row.manual_score is not None or bool(row.extra_credit)
    return Score(points, most, bool(row.needs_manual_grade), by_hand)


def _notebooks(assignment: str) -> Any:  # noqa: ANN401 - a statement
    submitted, notebooks = SubmittedAssignment.__table__, SubmittedNotebook.__table__
    names, students = Notebook.__table__, Student.__table__
    joined = (
        notebooks.join(submitted, notebooks.c.assignment_id == submitted.c.id)
        .join(names, notebooks.c.notebook_id == names.c.id)
        .join(students, submitted.c.student_id == students.c.id)
    )
    columns = (students.c.id.label("student"), names.c.name.label("notebook"))
    more = (students.c.first_name, students.c.last_name, notebooks.c.late_submission_penalty)
    return (
        select(*columns, *more).select_from(joined).where(submitted.c.assignment_id == assignment)
    )


def _of_cells(kind: Any, assignment: str) -> Any:  # noqa: ANN401 - a table, a statement
    """Return the statement for all grades or comments, with student, notebook and cell."""
    table, cells = kind.__table__, BaseCell.__table__
    submitted, notebooks = SubmittedAssignment.__table__, SubmittedNotebook.__table__
    names = Notebook.__table__
    joined = (
        table.join(cells, table.c.cell_id == cells.c.id)
        .join(notebooks, table.c.notebook_id == notebooks.c.id)
        .join(names, notebooks.c.notebook_id == names.c.id)
        .join(submitted, notebooks.c.assignment_id == submitted.c.id)
    )
    columns = (submitted.c.student_id.label("student"), names.c.name.label("notebook"))
    own = [each for each in table.c if each.name not in ("id", "notebook_id")]
    return (
        select(*columns, cells.c.name.label("cell"), *own)
        .select_from(joined)
        .where(submitted.c.assignment_id == assignment)
    )


Place = tuple[str, str]  # a notebook, and a cell in it


@dataclass
class Row:
    """A student's submission in the gradebook; `penalty` are the points taken for being late.

    `answers` are comments that a person wrote.
    """

    student: str
    when: datetime | None
    late: float = 0.0
    penalty: float = 0.0
    scores: dict[Place, Score] = field(default_factory=dict)
    answers: dict[Place, str] = field(default_factory=dict)


def read_rows(gradebook: Gradebook, found: Assignment) -> dict[str, Row]:
    """Return the rows of all students."""
    mine = SubmittedAssignment.assignment_id == found.id
    columns = (SubmittedAssignment.student_id, SubmittedAssignment.timestamp)
    rows = {}
    for student, when, extension in gradebook.db.execute(
        select(*columns, SubmittedAssignment.extension).where(mine)
    ):
        rows[student] = Row(student, when, seconds_late(when, found.duedate, extension))
    for (student, notebook), notebook_scores in scores_by_notebook(gradebook, found.name).items():
        row = rows[student]
        row.penalty += notebook_scores.penalty
        row.scores |= {(notebook, cell): score for cell, score in notebook_scores.by_cell.items()}
        row.answers |= {(notebook, cell): said for cell, said in notebook_scores.answers.items()}
    return rows
