"""What grading found: one record, written by the worker, and the one reader of it.

To change a result, wherever it is shown, begin at record.py; reader.py reads it back.
"""

from autograder.results.display import Figure
from autograder.results.points import NO_RESPONSE, Points, nothing, points_of
from autograder.results.reader import GradedNotebook, Part, error_in, question_in, read_graded
from autograder.results.record import (
    METADATA,
    MIME,
    CellResult,
    FacetResult,
    Graded,
    NamedMistake,
    Notes,
    QuestionResult,
    plain,
)

__all__ = [
    "METADATA",
    "MIME",
    "NO_RESPONSE",
    "CellResult",
    "FacetResult",
    "Figure",
    "Graded",
    "GradedNotebook",
    "NamedMistake",
    "Notes",
    "Part",
    "Points",
    "QuestionResult",
    "course_texts",
    "display",
    "error_in",
    "mistake_words",
    "nothing",
    "plain",
    "points",
    "points_of",
    "question_in",
    "read_graded",
    "record",
    "values",
]
