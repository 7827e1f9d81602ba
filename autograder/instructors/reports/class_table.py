"""A class on a terminal: points, failing facets and the commonest mistakes."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from rich import box
from rich.table import Table
from rich.text import Text

from autograder.course.files import read_file
from autograder.findings import Code, text
from autograder.findings import text as say
from autograder.notebooks.cells import MOST_BYTES
from autograder.results import CellResult, read_graded


@dataclass(frozen=True)
class Score:
    """One student's points on one question, with the facets that failed.

    `error` is the kind of exception that ended the test, or a finding's code; `mistakes` are the
    names of those that are sure.
    """

    student: str
    assignment: str
    question: str
    points: float
    max_points: float
    failed: tuple[str, ...]
    mistakes: tuple[str, ...] = ()
    error: str = ""


def read_results(course: Path) -> list[Score]:
    """Return the scores of every autograded notebook under `course`, by student.

    A test cell without a result counts the points that it has by nbgrader's rule. Raises Unreadable
    for a notebook that is none.
    """
    return list(_scores(course))


def _scores(course: Path) -> Iterator[Score]:
    for path in sorted((course / "autograded").glob("*/*/*.ipynb")):
        student, assignment = path.parts[-3], path.parts[-2]
        for cell in read_graded(read_file(path, MOST_BYTES)).tests.values():
            yield _score(student, assignment, cell)


def _score(student: str, assignment: str, cell: CellResult) -> Score:
    found = cell.question
    if found is None:
        question = cell.cell.removesuffix("-tests").replace("-", "_")
        points = cell.points or 0.0
        return Score(student, assignment, question, points, cell.max_points, (), (), _kind(cell))
    failed = tuple(facet.name for facet in found.facets if not facet.passed)
    named = tuple(mistake.name for mistake in found.mistakes)
    return Score(student, assignment, found.question, found.points, found.max_points, failed, named)


def _kind(cell: CellResult) -> str:
    if cell.ended is None:
        return ""
    raised = cell.ended.code == Code.CELL_RAISED
    return str(cell.ended.values.get("kind", "")) if raised else str(cell.ended.code)


_MOST = 10
Mistake = tuple[str, str]  # a question, and a name


def commonest(mistakes: Iterable[Mistake]) -> list[tuple[Mistake, int]]:
    """Return each mistake with how often it was made, the commonest first."""
    return sorted(Counter(mistakes).items(), key=lambda item: (-item[1], item[0]))


def mistakes_table(mistakes: Iterable[Mistake]) -> Table | None:
    """Return the table of the commonest mistakes, None if there are none."""
    found = commonest(mistakes)
    if not found:
        return None
    more = len(found) - _MOST
    caption = say("class-table.more", more=more) if more > 0 else None
    table = Table(
        title=say("class-table.commonest"),
        caption=caption,
        box=box.SIMPLE_HEAD,
        pad_edge=False,
        title_justify="left",
    )
    table.add_column(say("class-table.students"), justify="right", no_wrap=True)
    table.add_column(say("class-table.question"), overflow="fold")
    table.add_column(say("class-table.mistake"))
    for (question, name), count in found[:_MOST]:
        table.add_row(str(count), Text(question), Text(name))
    return table


# Short enough for four questions beside each other on a terminal of 80 columns.
_TAGS = {"gradient": "grad", "regularization": "reg", "stability": "stable", "matrices": "loops"}


def class_table(scores: Sequence[Score], assignment: str) -> Table:
    """Return the table of one assignment; a cell holds points and the facets that failed."""
    mine = [score for score in scores if score.assignment == assignment]
    questions = list(dict.fromkeys(score.question for score in mine))
    by_place = {(score.student, score.question): score for score in mine}
    table = Table(title=assignment, box=box.SIMPLE_HEAD, pad_edge=False)
    table.add_column(text("class-table.student"), no_wrap=True)
    for question in questions:
        most = max(score.max_points for score in mine if score.question == question)
        table.add_column(f"{question.replace('_', ' ')}\n(of {most:g})", overflow="fold")
    table.add_column(text("class-table.sum"), justify="right", no_wrap=True)
    for student in dict.fromkeys(score.student for score in mine):
        row = [by_place[student, question] for question in questions]
        table.add_row(student, *map(_cell, row), f"{sum(score.points for score in row):g}")
    return table


def _cell(score: Score) -> str:
    if score.error:
        return f"{score.points:g} ({text('class-table.error')})"
    if not score.failed:
        return f"{score.points:g}"
    if score.points == 0.0 and len(score.failed) > 1:
        return f"0 ({text('class-table.all')})"
    tags = (_TAGS.get(name, name) for name in score.failed)
    return f"{score.points:g} ({', '.join(tags)})"
