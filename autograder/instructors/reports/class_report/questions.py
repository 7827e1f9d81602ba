"""How a class did by question and by facet, and with the answers that a person grades."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from autograder.findings.own_texts import own_text
from autograder.instructors.reports.class_report.load import error_of
from autograder.results import CellResult

if TYPE_CHECKING:
    from autograder.gradebook.gradebook_reader import Place
    from autograder.instructors.reports.class_report.load import (
        ClassRecord,
        GradedCell,
        StudentRecord,
    )
    from autograder.results import FacetResult

_NO_RESULT = CellResult("")


@dataclass(frozen=True)
class FacetRate:
    """How many of the graded students passed a facet."""

    name: str
    max_points: float
    passed: int
    rate: float


@dataclass(frozen=True)
class QuestionRate:
    """How many got all points of a question, and who of the others didn't begin or was stopped.

    `errors` counts answers that ended with an exception; `with_student` tells that its test ran
    within reach of students' code.
    """

    name: str
    max_points: float
    passed: int
    rate: float
    mean: float
    not_begun: int
    errors: int
    facets: tuple[FacetRate, ...] = ()
    with_student: bool = False


@dataclass(frozen=True)
class WrittenRate:
    """An answer that a person grades: how many wait, and the mean of those that are graded."""

    name: str
    max_points: float
    waiting: int
    graded: int
    mean: float | None


def question_rates(record: "ClassRecord") -> tuple[QuestionRate, ...]:
    """Return the figures of each question that tests grade, in the notebook's order."""
    return tuple(_rate(record, cell) for cell in questions(record))


def questions(record: "ClassRecord") -> list["GradedCell"]:
    """Return the cells of questions that tests grade, in the notebooks' order."""
    return _in_order(record, [cell for cell in record.book.cells if not cell.by_hand])


def written_rates(record: "ClassRecord") -> tuple[WrittenRate, ...]:
    """Return the figures of each answer that a person grades."""
    found = []
    for cell in _in_order(record, [cell for cell in record.book.cells if cell.by_hand]):
        scores = [m.row.scores[cell.place] for m in record.members if cell.place in m.row.scores]
        graded = [score.points for score in scores if not score.waits]
        mean = sum(graded) / len(graded) if graded else None
        waiting = len(scores) - len(graded)
        name = _title(record, cell.place, cell.place[1])
        found.append(WrittenRate(name, cell.max_points, waiting, len(graded), mean))
    return tuple(found)


def question_name(record: "ClassRecord", place: "Place") -> str:
    """Return a question as people call it: the function's name, else the cell's."""
    results = (result_of(member, place).question for member in record.members)
    names = (result.question for result in results if result and result.question)
    plain = place[1].removesuffix("-tests").removesuffix("-test")
    return _title(record, place, next(names, plain))


def result_of(member: "StudentRecord", place: "Place") -> CellResult:
    """Return what the grader found in a student's answer, nothing if that can't be read."""
    graded = member.notebooks.get(place[0])
    return graded.results.get(place[1], _NO_RESULT) if graded else _NO_RESULT


def facets_of(member: "StudentRecord", place: "Place") -> tuple["FacetResult", ...]:
    """Return the facets of a student's answer, none if there are none."""
    found = result_of(member, place).question
    return found.facets if found else ()


def is_begun(record: "ClassRecord", member: "StudentRecord", place: "Place") -> bool:
    """Return whether the answer that a test is about differs from the handout's stub."""
    graded = member.notebooks.get(place[0])
    answer = graded.answer_of.get(place[1], "") if graded else ""
    if graded is None or not answer:
        return True
    stub = record.book.handout.get((place[0], answer))
    stubs = {"", (stub or "").strip(), *record.book.stubs.get((place[0], answer), ())}
    return graded.answers[answer].strip() not in stubs


def has_all(member: "StudentRecord", cell: "GradedCell") -> bool:
    """Return whether a student has all points of a question."""
    score = member.row.scores.get(cell.place)
    return score is not None and score.points >= cell.max_points


def _rate(record: "ClassRecord", cell: "GradedCell") -> QuestionRate:
    members = record.members
    count = len(members) or 1
    passed = sum(has_all(member, cell) for member in members)
    points = [m.row.scores[cell.place].points for m in members if cell.place in m.row.scores]
    idle = [m for m in members if not (has_all(m, cell) or is_begun(record, m, cell.place))]
    ended = (result_of(m, cell.place) for m in members if m not in idle)
    errors = sum(bool(error_of(result) or result.ended) for result in ended)
    return QuestionRate(
        question_name(record, cell.place),
        cell.max_points,
        passed,
        passed / count,
        sum(points) / count,
        len(idle),
        errors,
        tuple(_facets(record, cell.place, count)),
        any(result_of(member, cell.place).with_student for member in members),
    )


def _facets(record: "ClassRecord", place: "Place", count: int) -> Iterator[FacetRate]:
    facets = [f for member in record.members for f in facets_of(member, place)]
    for name in dict.fromkeys(facet.name for facet in facets):
        mine = [facet for facet in facets if facet.name == name]
        passed = sum(facet.passed for facet in mine)
        yield FacetRate(own_text(name), max(f.max_points for f in mine), passed, passed / count)


def _in_order(record: "ClassRecord", cells: list["GradedCell"]) -> list["GradedCell"]:
    """Return cells as they come in the first notebook of each name that can be read."""
    orders = {}
    for notebook in record.book.notebooks:
        written = (m.notebooks[notebook] for m in record.members if notebook in m.notebooks)
        graded = next(written, None)
        orders[notebook] = {key: n for n, key in enumerate(graded.order)} if graded else {}
    notebooks = record.book.notebooks

    def place(cell: "GradedCell") -> tuple[int, int, str]:
        notebook, name = cell.place
        return notebooks.index(notebook), orders[notebook].get(name, len(cells)), name

    return sorted(cells, key=place)


def _title(record: "ClassRecord", place: "Place", name: str) -> str:
    return f"{place[0]}: {name}" if len(record.book.notebooks) > 1 else name
