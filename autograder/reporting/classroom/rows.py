"""The rows of a class in nbgrader's gradebook: each student's points, when they came, how late."""

from dataclasses import dataclass, field
from datetime import datetime

from nbgrader.api import Assignment, Gradebook, SubmittedAssignment
from sqlalchemy import select

from autograder.grading.nbgrader.standing import Mark, standings
from autograder.grading.nbgrader.structure import seconds_late

Place = tuple[str, str]  # a notebook, and a cell in it


@dataclass
class Row:
    """A student's submission in the gradebook; `penalty` are the points taken for being late."""

    student: str
    when: datetime | None
    late: float = 0.0
    penalty: float = 0.0
    marks: dict[Place, Mark] = field(default_factory=dict)


def read_rows(gradebook: Gradebook, found: Assignment) -> dict[str, Row]:
    """Return the rows of all students."""
    mine = SubmittedAssignment.assignment_id == found.id
    columns = (SubmittedAssignment.student_id, SubmittedAssignment.timestamp)
    rows = {}
    for student, when, extension in gradebook.db.execute(
        select(*columns, SubmittedAssignment.extension).where(mine)
    ):
        rows[student] = Row(student, when, seconds_late(when, found.duedate, extension))
    for (student, notebook), standing in standings(gradebook, found.name).items():
        row = rows[student]
        row.penalty += standing.penalty
        row.marks |= {(notebook, cell): mark for cell, mark in standing.marks.items()}
    return rows
