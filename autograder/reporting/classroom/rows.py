"""The rows of a class in nbgrader's gradebook: each student's points, when they came, how late."""

from dataclasses import dataclass, field
from datetime import datetime

from nbgrader.api import (
    Assignment,
    BaseCell,
    Grade,
    Gradebook,
    Notebook,
    SubmittedAssignment,
    SubmittedNotebook,
)
from sqlalchemy import select

from autograder.grading.nbgrader.structure import seconds_late

Place = tuple[str, str]  # a notebook, and a cell in it


@dataclass(frozen=True)
class Mark:
    """The points in the gradebook, manual ones before automatic ones; `waits` for a person."""

    points: float
    waits: bool


@dataclass
class Row:
    """A student's submission in the gradebook; `penalty` are the points taken for being late."""

    student: str
    when: datetime | None
    late: float = 0.0
    penalty: float = 0.0
    marks: dict[Place, Mark] = field(default_factory=dict)


def read_rows(gradebook: Gradebook, found: Assignment) -> dict[str, Row]:
    """Return the rows of all students, in three questions to the database."""
    session, mine = gradebook.db, SubmittedAssignment.assignment_id == found.id
    columns = (SubmittedAssignment.student_id, SubmittedAssignment.timestamp)
    rows = {}
    for student, when, extension in session.execute(
        select(*columns, SubmittedAssignment.extension).where(mine)
    ):
        rows[student] = Row(student, when, seconds_late(when, found.duedate, extension))
    taken = select(SubmittedAssignment.student_id, SubmittedNotebook.late_submission_penalty)
    for student, penalty in session.execute(
        taken.join(
            SubmittedNotebook, SubmittedNotebook.assignment_id == SubmittedAssignment.id
        ).where(mine)
    ):
        rows[student].penalty += penalty or 0.0
    _add_marks(gradebook, found, rows)
    return rows


def _add_marks(gradebook: Gradebook, found: Assignment, rows: dict[str, Row]) -> None:
    columns = (SubmittedAssignment.student_id, Notebook.name, BaseCell.name)
    statement = (
        select(*columns, Grade.score, Grade.needs_manual_grade)
        .join(SubmittedNotebook, SubmittedNotebook.assignment_id == SubmittedAssignment.id)
        .join(Notebook, SubmittedNotebook.notebook_id == Notebook.id)
        .join(Grade, Grade.notebook_id == SubmittedNotebook.id)
        .join(BaseCell, Grade.cell_id == BaseCell.id)
        .where(SubmittedAssignment.assignment_id == found.id)
    )
    for student, notebook, cell, points, waits in gradebook.db.execute(statement):
        rows[student].marks[notebook, cell] = Mark(float(points or 0.0), bool(waits))
