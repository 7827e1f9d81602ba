"""What the gradebook says of students' notebooks: points, comments, penalties."""

from dataclasses import dataclass, field
from typing import Any

from nbgrader.api import (
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

from autograder.grading.nbgrader.structure import structure


@dataclass(frozen=True)
class Mark:
    """The points of one cell; `waits` for a person to look, `by_hand` tells that one has."""

    points: float
    max_points: float
    waits: bool = False
    by_hand: bool = False


@dataclass
class Standing:
    """A student's notebook in the gradebook: marks and comments by cell, and the late penalty."""

    name: str = ""
    penalty: float = 0.0
    marks: dict[str, Mark] = field(default_factory=dict)
    comments: dict[str, str] = field(default_factory=dict)

    @property
    def points(self) -> float:
        """The points, with the penalty taken off, as nbgrader's own feedback counts them."""
        return sum(mark.points for mark in self.marks.values()) - self.penalty

    @property
    def max_points(self) -> float:
        """The points that could be earned."""
        return sum(mark.max_points for mark in self.marks.values())


Standings = dict[tuple[str, str], Standing]  # by student and notebook


def standings(gradebook: Gradebook, assignment: str) -> Standings:
    """Return where each student's notebooks of an assignment stand.

    Raises nbgrader's MissingEntry when the gradebook doesn't know the assignment.
    """
    known = structure(gradebook, assignment)
    most = {
        cell.id: float(cell.max_score)
        for notebook in gradebook.find_assignment(assignment).notebooks
        for cell in (*notebook.grade_cells, *notebook.task_cells)
    }
    found: Standings = {}
    with gradebook.engine.connect() as connection:
        for row in connection.execute(_notebooks(known.assignment)):
            name = " ".join(filter(None, (row.first_name, row.last_name)))
            penalty = float(row.late_submission_penalty or 0.0)
            found[row.student, row.notebook] = Standing(name, penalty)
        for row in connection.execute(_of_cells(Grade, known.assignment)):
            mark = _mark(row, most.get(row.cell_id, 0.0))
            found[row.student, row.notebook].marks[row.cell] = mark
        for row in connection.execute(_of_cells(Comment, known.assignment)):
            words = row.auto_comment if row.manual_comment is None else row.manual_comment
            if words:
                found[row.student, row.notebook].comments[row.cell] = str(words)
    return found


def _mark(row: Any, most: float) -> Mark:  # noqa: ANN401 - a row of the gradebook
    """Return the points by nbgrader's rule: those given by hand go first, extra ones are added."""
    given = row.manual_score if row.manual_score is not None else row.auto_score
    points = float(given or 0.0) + float(row.extra_credit or 0.0)
    by_hand = row.manual_score is not None or bool(row.extra_credit)
    return Mark(points, most, bool(row.needs_manual_grade), by_hand)


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
