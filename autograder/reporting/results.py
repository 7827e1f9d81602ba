"""Read the results of a class from its autograded notebooks."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import nbformat

from autograder.grading.result import RESULT_MIME


@dataclass(frozen=True)
class Score:
    """One student's points on one question, with the facets that failed or the error.

    `mistakes` are the names of those that are sure.
    """

    student: str
    assignment: str
    question: str
    points: float
    max_points: float
    failed: tuple[str, ...]
    mistakes: tuple[str, ...] = ()


def read_results(course: Path) -> list[Score]:
    """Return the scores of every autograded notebook under `course`, by student.

    A test cell without a result counts 0 points and names its error.
    """
    scores: list[Score] = []
    for path in sorted((course / "autograded").glob("*/*/*.ipynb")):
        student, assignment = path.parts[-3], path.parts[-2]
        cells = nbformat.read(path, as_version=4).cells
        scores += [_score(student, assignment, cell) for cell in cells if _is_test(cell)]
    return scores


def _is_test(cell: nbformat.NotebookNode) -> bool:
    flags = cell.metadata.get("nbgrader", {})
    return bool(cell.cell_type == "code" and flags.get("grade"))


def _score(student: str, assignment: str, cell: nbformat.NotebookNode) -> Score:
    for output in cell.outputs:
        result: dict[str, Any] | None = output.get("data", {}).get(RESULT_MIME)
        if result:
            failed = tuple(facet["name"] for facet in result["facets"] if facet["seen"])
            return Score(
                student,
                assignment,
                result["question"],
                result["points"],
                result["max_points"],
                failed,
                tuple(mistake["name"] for mistake in result.get("mistakes", ())),
            )
    flags = cell.metadata["nbgrader"]
    question = flags["grade_id"].removesuffix("-tests").replace("-", "_")
    errors = tuple(o.ename for o in cell.outputs if o.output_type == "error")
    return Score(student, assignment, question, 0.0, float(flags["points"]), errors)
