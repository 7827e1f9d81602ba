"""The rows of the gradebook that an assignment consists of, and what stands in it by now."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from nbgrader.api import (
    BaseCell,
    Grade,
    Gradebook,
    Notebook,
    SubmittedAssignment,
    SubmittedNotebook,
)
from sqlalchemy import select


@dataclass(frozen=True)
class NotebookIds:
    """A notebook's own row, and those of its cells by name."""

    row: str
    graded: dict[str, str]
    commented: dict[str, str]
    max_points: float


@dataclass(frozen=True)
class Structure:
    """An assignment's own row, its notebooks by name, and when it is due (UTC)."""

    assignment: str
    due: datetime | None
    notebooks: dict[str, NotebookIds]


@dataclass(frozen=True)
class Recorded:
    """What the gradebook has of a student: the time and each notebook's points by cell."""

    when: datetime | None
    extension: timedelta | None
    scores: dict[str, dict[str, float | None]] = field(default_factory=dict)


def structure(gradebook: Gradebook, assignment: str) -> Structure:
    """Return the structure of an assignment that the gradebook knows."""
    found = gradebook.find_assignment(assignment)
    notebooks = {each.name: _rows(each) for each in found.notebooks}
    return Structure(found.id, found.duedate, notebooks)


def recorded(gradebook: Gradebook, known: Structure) -> dict[str, Recorded]:
    """Return what the gradebook has of each student."""
    submitted = SubmittedAssignment.__table__
    columns = (submitted.c.student_id, submitted.c.timestamp, submitted.c.extension)
    mine = submitted.c.assignment_id == known.assignment
    with gradebook.engine.connect() as connection:
        found = {
            row.student_id: Recorded(row.timestamp, row.extension)
            for row in connection.execute(select(*columns).where(mine))
        }
        for row in connection.execute(_all_scores(known)):
            scores = found[row.student_id].scores.setdefault(row.notebook, {})
            scores[row.cell] = row.auto_score
    return found


def _all_scores(known: Structure) -> Any:  # noqa: ANN401 - a statement
    submitted, notebooks = SubmittedAssignment.__table__, SubmittedNotebook.__table__
    grades, cells, names = Grade.__table__, BaseCell.__table__, Notebook.__table__
    joined = (
        grades.join(cells, grades.c.cell_id == cells.c.id)
        .join(notebooks, grades.c.notebook_id == notebooks.c.id)
        .join(names, notebooks.c.notebook_id == names.c.id)
        .join(submitted, notebooks.c.assignment_id == submitted.c.id)
    )
    columns = (submitted.c.student_id, names.c.name.label("notebook"), cells.c.name.label("cell"))
    return (
        select(*columns, grades.c.auto_score)
        .select_from(joined)
        .where(submitted.c.assignment_id == known.assignment)
    )


def _rows(notebook: Any) -> NotebookIds:  # noqa: ANN401 - nbgrader is untyped
    graded = {cell.name: cell.id for cell in (*notebook.grade_cells, *notebook.task_cells)}
    written = {cell.name: cell.id for cell in (*notebook.solution_cells, *notebook.task_cells)}
    return NotebookIds(notebook.id, graded, written, float(notebook.max_score))


def seconds_late(when: datetime | None, due: datetime | None, extension: timedelta | None) -> float:
    """Return by how many seconds a submission is late, 0 if it isn't or there is no due date."""
    if when is None or due is None:
        return 0.0
    return max(0.0, (when - due - (extension or timedelta())).total_seconds())
