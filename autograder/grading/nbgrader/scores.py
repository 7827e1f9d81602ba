"""Write what a notebook's cells earn into its rows of the gradebook."""

from typing import Any

from nbgrader.api import Comment, Grade
from sqlalchemy import Connection, bindparam, update

from autograder.grading.nbgrader.points import Points
from autograder.grading.nbgrader.structure import NotebookRows


def write_points(connection: Connection, row: str, known: NotebookRows, points: Points) -> None:
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
