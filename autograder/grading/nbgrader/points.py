"""What the cells of an autograded notebook earn, by nbgrader's own rules."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import nbformat
from nbgrader import utils

from autograder.grading.grade.material import Node

NO_RESPONSE = "No response."


@dataclass(frozen=True)
class Points:
    """What a notebook earned, by cell: points, None for a person to say; comments.

    One that was not handed in has no late penalty: nbgrader gives it none.
    """

    scores: dict[str, float | None] = field(default_factory=dict)
    comments: dict[str, str | None] = field(default_factory=dict)
    handed_in: bool = True


def points_of(cells: Sequence[Node]) -> Points:
    """Return what the cells of an autograded notebook earn."""
    points = Points()
    for plain in cells:
        cell = nbformat.from_dict(plain)
        name = cell.metadata.nbgrader.grade_id
        if utils.is_grade(cell):
            points.scores[name] = utils.determine_grade(cell)[0]
        if utils.is_solution(cell) or utils.is_task(cell):
            same = cell.metadata.nbgrader.get("checksum") == utils.compute_checksum(cell)
            points.comments[name] = NO_RESPONSE if same and not utils.is_task(cell) else None
    return points


def nothing(cells: Iterable[str]) -> Points:
    """Return no points for each cell: the notebook was not handed in."""
    return Points(dict.fromkeys(cells, 0.0), handed_in=False)
