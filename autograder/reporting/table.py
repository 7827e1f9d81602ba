"""A class as a table: students down, questions across, points and failing facets."""

from collections.abc import Sequence

from rich import box
from rich.table import Table

from autograder.reporting.results import Score

# Short enough for four questions beside each other on a terminal of 80 columns.
_TAGS = {"gradient": "grad", "regularization": "reg", "stability": "stable", "matrices": "loops"}
LEGEND = "In brackets: what failed (grad: gradient, reg: regularization, stable: large scores)."


def class_table(scores: Sequence[Score], assignment: str) -> Table:
    """Return the table of one assignment; a cell holds points and the facets that failed."""
    mine = [score for score in scores if score.assignment == assignment]
    questions = list(dict.fromkeys(score.question for score in mine))
    by_place = {(score.student, score.question): score for score in mine}
    table = Table(title=assignment, box=box.SIMPLE_HEAD, pad_edge=False)
    table.add_column("student", no_wrap=True)
    for question in questions:
        most = max(score.max_points for score in mine if score.question == question)
        table.add_column(f"{question.replace('_', ' ')}\n(of {most:g})", overflow="fold")
    table.add_column("sum", justify="right", no_wrap=True)
    for student in dict.fromkeys(score.student for score in mine):
        row = [by_place[student, question] for question in questions]
        table.add_row(student, *map(_cell, row), f"{sum(score.points for score in row):g}")
    return table


def _cell(score: Score) -> str:
    if not score.failed:
        return f"{score.points:g}"
    if score.points == 0.0 and len(score.failed) > 1:
        return "0 (all)"
    tags = (_TAGS.get(name, "error" if name.endswith("Error") else name) for name in score.failed)
    return f"{score.points:g} ({', '.join(tags)})"
