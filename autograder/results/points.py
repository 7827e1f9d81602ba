"""nbgrader's rule of points, by cell, without nbgrader, which takes seconds to import.

Source: nbgrader.utils.determine_grade and compute_checksum of nbgrader 0.9.
"""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from autograder.findings import Finding
from autograder.results.record import CellResult, QuestionResult

NO_RESPONSE = "No response."
Node = Mapping[str, Any]


@dataclass(frozen=True)
class Points:
    """What a notebook earned, by cell: points, None for a person to say; comments.

    One that was not handed in has no late penalty: nbgrader gives it none.
    """

    scores: dict[str, float | None] = field(default_factory=dict)
    comments: dict[str, str | None] = field(default_factory=dict)
    handed_in: bool = True


def points_of(cells: Sequence[CellResult]) -> Points:
    """Return what the cells of a graded notebook earn, as nbgrader's gradebook has it."""
    return Points(
        {each.cell: each.points for each in cells if each.graded},
        {each.cell: NO_RESPONSE if each.unanswered else None for each in cells if each.written},
    )


def nothing(cells: Iterable[str]) -> Points:
    """Return no points for each cell: the notebook was not handed in."""
    return Points(dict.fromkeys(cells, 0.0), handed_in=False)


def counts(node: Node) -> bool:
    """Return whether nbgrader keeps anything of a cell: points or a comment."""
    flags = flags_of(node)
    return bool(flags.get("grade") or flags.get("solution") or flags.get("task"))


def is_test(node: Node) -> bool:
    """Return whether running a cell gives the points of a question."""
    flags = flags_of(node)
    return bool(node["cell_type"] == "code" and flags.get("grade") and not flags.get("solution"))


def cell_result(
    node: Node, question: QuestionResult | None = None, ended: Finding | None = None
) -> CellResult:
    """Return the result of a cell that counts; raises as `earned` does."""
    flags = flags_of(node)
    written, task = bool(flags.get("solution")), bool(flags.get("task"))
    graded = bool(flags.get("grade"))
    return CellResult(
        cell=str(flags["grade_id"]),
        max_points=float(flags.get("points", 0.0)) if graded or task else 0.0,
        points=earned(node) if graded else None,
        graded=graded,
        written=written or task,
        unanswered=not task and written and _is_as_released(node),
        question=question,
        ended=ended,
    )


def earned(node: Node) -> float | None:
    """Return the points of a graded cell, None where a person gives them.

    Raises KeyError for a value without a text, and ValueError for more points than there are.
    """
    flags = flags_of(node)
    if flags.get("solution"):
        return 0.0 if _is_as_released(node) else None
    if node["cell_type"] != "code":
        return None
    most = float(flags["points"])
    for output in node["outputs"]:
        kind = output["output_type"]
        if kind == "error" or (kind == "stream" and output["name"] == "stderr"):
            return 0.0
        if kind == "execute_result":
            return _partial(output["data"]["text/plain"], most)
    return most


def _partial(text: str, most: float) -> float:
    """Return the points that a value's text says; full points for one that is no number."""
    try:
        found = float(text)
    except ValueError:
        return most
    if found > most:
        raise ValueError("partial credit cannot be greater than maximum points for cell")
    return found if found >= 0.0 else most


def flags_of(node: Node) -> Mapping[str, Any]:
    """Return what nbgrader's metadata say of a cell."""
    found: Mapping[str, Any] = node.get("metadata", {}).get("nbgrader", {})
    return found


def _is_as_released(node: Node) -> bool:
    """Return whether a cell has the checksum that its release gave it."""
    known = flags_of(node).get("checksum")
    return known is not None and known == checksum(node)


def checksum(node: Node) -> str:
    """Return nbgrader's checksum of a cell."""
    flags = flags_of(node)
    grade, solution = flags.get("grade", False), flags.get("solution", False)
    locked = False if solution else True if grade else flags.get("locked", False)
    parts = [node["source"], node["cell_type"], str(grade), str(solution), str(locked)]
    parts.append(str(flags["grade_id"]))
    if grade:
        parts.append(str(float(flags["points"])))
    return hashlib.md5("".join(parts).encode(), usedforsecurity=False).hexdigest()
