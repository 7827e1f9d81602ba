"""Write what a person gives to many students at once: points and comments, in one transaction.

Each row is changed only while it holds what it was seen to hold: what somebody else writes
meanwhile, in the formgrader or in another browser, is never written over.
"""

from collections.abc import Iterable
from typing import Any

from nbgrader.api import BaseCell, Comment, Grade, Notebook, SubmittedAssignment, SubmittedNotebook
from sqlalchemy import Connection, select, update
from sqlalchemy.exc import SQLAlchemyError

from autograder.course.folders import CourseError
from autograder.findings import text
from autograder.gradebook.by_hand import ByHand, Change, Standing
from autograder.gradebook.course import Course
from autograder.gradebook.gradebook_reader import database_error, gradebook_to_read


class ChangedMeanwhile(Exception):  # noqa: N818 - what is the case
    """A student's cell no longer holds what it was seen to hold; nothing is written."""

    def __init__(self, student: str) -> None:
        super().__init__(student)
        self.student = student


class GradebookBusy(Exception):  # noqa: N818 - what is the case
    """The gradebook takes nothing now; the message says why. Nothing is written."""


Rows = dict[tuple[str, str], dict[str, dict[str, Any]]]  # by kind and place, then by student


def standings(course: Course, assignment: str) -> Rows:
    """Return the rows of an assignment by hand and by tests: kind, place, then student.

    The keys are ("grade", "notebook/cell") and ("comment", "notebook/cell"). Raises CourseError
    when the gradebook can't be read.
    """
    found: Rows = {}
    with gradebook_to_read(course) as gradebook, gradebook.engine.connect() as connection:
        known = gradebook.find_assignment(assignment).id
        for kind, table in (("grade", Grade), ("comment", Comment)):
            for row in connection.execute(_rows(table, known)):
                place = kind, f"{row.notebook}/{row.cell}"
                found.setdefault(place, {})[row.student] = dict(row._mapping)
    return found


def standing(rows: Rows, student: str, grade: str, comment: str) -> Standing | None:
    """Return where a student's cells stand, named as "notebook/cell"; None without a grade."""
    graded = rows.get(("grade", grade), {}).get(student)
    said = rows.get(("comment", comment), {}).get(student)
    if graded is None:
        return None
    given = by_hand_of(graded, said)
    return Standing(student, graded["id"], said["id"] if said else "", graded["auto_score"], given)


def by_hand_of(graded: dict[str, Any], said: dict[str, Any] | None) -> ByHand:
    """Return what a person gave, from the rows of a grade and, where there is one, a comment."""
    comment = said["manual_comment"] if said else None
    return ByHand(graded["manual_score"], comment, bool(graded["needs_manual_grade"]))


def write_by_hand(course: Course, changes: Iterable[Change]) -> None:
    """Write all changes or none.

    Raises ChangedMeanwhile when a cell no longer holds what it did `before`, GradebookBusy when the
    gradebook is locked or can't be written.
    """
    try:
        with (
            gradebook_to_read(course) as gradebook,
            gradebook.engine.begin() as connection,
        ):
            for change in changes:
                _write(connection, change)
    except (CourseError, SQLAlchemyError) as error:
        why = error if isinstance(error, SQLAlchemyError) else error.__cause__
        reason = database_error(why) if isinstance(why, SQLAlchemyError) else str(error)
        raise GradebookBusy(text("review.busy", reason=reason)) from error


def _write(connection: Connection, change: Change) -> None:
    before, after = change.before, change.after
    grades, comments = Grade.__table__, Comment.__table__
    mine = (grades.c.id == change.grade) & grades.c.manual_score.is_not_distinct_from(before.points)
    values = {"manual_score": after.points, "needs_manual_grade": after.waits}
    if connection.execute(update(grades).where(mine).values(**values)).rowcount != 1:
        raise ChangedMeanwhile(change.student)
    if not change.comment:
        return
    kept = comments.c.manual_comment.is_not_distinct_from(before.comment)
    mine = (comments.c.id == change.comment) & kept
    said = update(comments).where(mine).values(manual_comment=after.comment)
    if connection.execute(said).rowcount != 1:
        raise ChangedMeanwhile(change.student)


def _rows(kind: Any, assignment: str) -> Any:  # noqa: ANN401 - a table, a statement
    table, cells, names = kind.__table__, BaseCell.__table__, Notebook.__table__
    submitted, notebooks = SubmittedAssignment.__table__, SubmittedNotebook.__table__
    joined = (
        table.join(cells, table.c.cell_id == cells.c.id)
        .join(notebooks, table.c.notebook_id == notebooks.c.id)
        .join(names, notebooks.c.notebook_id == names.c.id)
        .join(submitted, notebooks.c.assignment_id == submitted.c.id)
    )
    columns = (submitted.c.student_id.label("student"), names.c.name.label("notebook"))
    own = [each for each in table.c if each.name != "notebook_id"]
    return (
        select(*columns, cells.c.name.label("cell"), *own)
        .select_from(joined)
        .where(submitted.c.assignment_id == assignment)
    )
