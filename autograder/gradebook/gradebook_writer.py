"""Write the scores of notebooks into nbgrader's gradebook."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from nbgrader.api import (
    Comment,
    Grade,
    Gradebook,
    Student,
    SubmittedAssignment,
    SubmittedNotebook,
)
from sqlalchemy import Connection, bindparam, insert, select, update

from autograder.gradebook.course import Course
from autograder.gradebook.rows import (
    NotebookIds,
    Recorded,
    Structure,
    recorded,
    seconds_late,
    structure,
)
from autograder.results import Points


def write_points(connection: Connection, row: str, known: NotebookIds, points: Points) -> None:
    """Set the scores and comments of the notebook in this row; manual scores are kept."""
    waiting = [cell for cell, score in points.scores.items() if score is None]
    scored = [cell for cell, score in points.scores.items() if score is not None]
    for statement, cells in ((_SCORED, scored), (_WAITING, waiting)):
        rows = [
            {"of": row, "cell": known.graded[cell], "score": points.scores[cell]} for cell in cells
        ]
        if rows:
            connection.execute(statement, rows)
    texts = [
        {"of": row, "cell": known.commented[cell], "text": comment}
        for cell, comment in points.comments.items()
    ]
    if texts:
        connection.execute(_COMMENTED, texts)


def _scored(waits: Any) -> Any:  # noqa: ANN401 - SQLAlchemy's expressions
    """Return the statement that sets a score, and whether a person has to look at the cell."""
    grades = Grade.__table__
    mine = (grades.c.notebook_id == bindparam("of")) & (grades.c.cell_id == bindparam("cell"))
    values = {"auto_score": bindparam("score"), "needs_manual_grade": waits}
    return update(grades).where(mine).values(**values)


def _commented() -> Any:  # noqa: ANN401 - SQLAlchemy's expression
    comments = Comment.__table__
    mine = (comments.c.notebook_id == bindparam("of")) & (comments.c.cell_id == bindparam("cell"))
    return update(comments).where(mine).values(auto_comment=bindparam("text"))


_SCORED = _scored(Grade.__table__.c.manual_score.is_not(None))
_WAITING = _scored(True)
_COMMENTED = _commented()


class GradebookWriter:
    """The gradebook of a course, open for one assignment."""

    def __init__(self, course: Course, assignment: str) -> None:
        directory = course.directory
        self._course = course
        self._gradebook = Gradebook(directory.db_url, directory.course_id)
        self.structure: Structure = structure(self._gradebook, assignment)

    def close(self) -> None:
        """Close the connection."""
        self._gradebook.close()

    def recorded(self) -> dict[str, Recorded]:
        """Return what stands in it of each student."""
        return recorded(self._gradebook, self.structure)

    def takes(self, student: str) -> bool:
        """Return whether a student's points can be saved: it has the student, or may add one."""
        if self._course.converter.create_student:
            return True
        with self._gradebook.engine.connect() as connection:
            return _knows(connection, student)

    def save(self, student: str, when: datetime | None, points: Mapping[str, Points]) -> float:
        """Write a student's points; return the seconds that the submission is late.

        A notebook of the assignment that isn't in `points` keeps what it has. Manual scores are
        kept, and marked as to be looked at again. Raises KeyError for a student who is not in the
        gradebook where the course doesn't allow to add one, and SQLAlchemy's errors.
        """
        with self._gradebook.engine.begin() as connection:
            self._add_student(connection, student)
            late = self._submission(connection, student, when)
            for name, each in points.items():
                row = self._notebook(connection, late.submission, name)
                write_points(connection, row, self.structure.notebooks[name], each)
                self._penalize(connection, row, student, late.seconds if each.handed_in else 0.0)
        return late.seconds

    def _add_student(self, connection: Connection, student: str) -> None:
        if not _knows(connection, student):
            if not self._course.converter.create_student:
                raise KeyError(student)
            connection.execute(insert(Student.__table__).values(id=student))

    def _submission(self, connection: Connection, student: str, when: datetime | None) -> "_Late":
        table, known = SubmittedAssignment.__table__, self.structure.assignment
        mine = (table.c.assignment_id == known) & (table.c.student_id == student)
        row = connection.execute(
            select(table.c.id, table.c.timestamp, table.c.extension).where(mine)
        ).first()
        if row is None:
            values = {"assignment_id": known, "student_id": student}
            submission, extension = _added(connection, table, {**values, "timestamp": when}), None
            for name in self.structure.notebooks:
                self._add_notebook(connection, submission, name)
        else:
            submission, extension = row.id, row.extension
            if when is not None:
                connection.execute(update(table).where(mine).values(timestamp=when))
            when = when or row.timestamp
        return _Late(submission, seconds_late(when, self.structure.due, extension))

    def _notebook(self, connection: Connection, submission: str, name: str) -> str:
        table = SubmittedNotebook.__table__
        known = self.structure.notebooks[name].row
        mine = (table.c.assignment_id == submission) & (table.c.notebook_id == known)
        found = connection.execute(select(table.c.id).where(mine)).scalar()
        return found or self._add_notebook(connection, submission, name)

    def _add_notebook(self, connection: Connection, submission: str, name: str) -> str:
        """Add the rows of a notebook that nobody has graded yet."""
        known = self.structure.notebooks[name]
        values = {"assignment_id": submission, "notebook_id": known.row, "flagged": False}
        row = _added(connection, SubmittedNotebook.__table__, values)
        for kind, cells in ((Grade, known.graded), (Comment, known.commented)):
            rows = [{"cell_id": cell, "notebook_id": row} for cell in cells.values()]
            if rows:
                connection.execute(insert(kind.__table__), rows)
        return row

    def _penalize(self, connection: Connection, row: str, student: str, seconds: float) -> None:
        penalty = None
        if seconds > 0:
            scored = select(SubmittedNotebook.score).where(SubmittedNotebook.id == row)
            score = float(connection.execute(scored).scalar() or 0.0)
            penalty = self._course.late_penalty(student, score, seconds)
        table = SubmittedNotebook.__table__
        values = {"late_submission_penalty": penalty}
        connection.execute(update(table).where(table.c.id == row).values(**values))


def _knows(connection: Connection, student: str) -> bool:
    return connection.execute(select(Student.id).where(Student.id == student)).first() is not None


def _added(connection: Connection, table: Any, values: dict[str, Any]) -> str:  # noqa: ANN401
    """Insert a row and return its key."""
    key = connection.execute(insert(table).values(**values)).inserted_primary_key
    assert key is not None  # noqa: S101 - nbgrader makes keys itself
    return str(key[0])


@dataclass(frozen=True)
class _Late:
    submission: str
    seconds: float
