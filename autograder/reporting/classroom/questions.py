"""How a class did by question and by facet, and with the answers that a person grades."""

from collections.abc import Iterator
from dataclasses import dataclass

from autograder.reporting.classroom.book import GradedCell
from autograder.reporting.classroom.load import ClassRecord, Member
from autograder.reporting.classroom.rows import Place
from autograder.reporting.classroom.sheet import Result

_NO_RESULT = Result()


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

    `errors` counts answers that ended with an exception.
    """

    name: str
    max_points: float
    passed: int
    rate: float
    mean: float
    not_begun: int
    errors: int
    facets: tuple[FacetRate, ...] = ()


@dataclass(frozen=True)
class WrittenRate:
    """An answer that a person grades: how many wait, and the mean of those that are graded."""

    name: str
    max_points: float
    waiting: int
    graded: int
    mean: float | None


def question_rates(record: ClassRecord) -> tuple[QuestionRate, ...]:
    """Return the figures of each question that tests grade, in the notebook's order."""
    return tuple(_rate(record, cell) for cell in questions(record))


def questions(record: ClassRecord) -> list[GradedCell]:
    """Return the cells of questions that tests grade, in the notebooks' order."""
    return _in_order(record, [cell for cell in record.book.cells if not cell.by_hand])


def written_rates(record: ClassRecord) -> tuple[WrittenRate, ...]:
    """Return the figures of each answer that a person grades."""
    found = []
    for cell in _in_order(record, [cell for cell in record.book.cells if cell.by_hand]):
        marks = [m.row.marks[cell.place] for m in record.members if cell.place in m.row.marks]
        graded = [mark.points for mark in marks if not mark.waits]
        mean = sum(graded) / len(graded) if graded else None
        waiting = len(marks) - len(graded)
        name = _title(record, cell.place, cell.place[1])
        found.append(WrittenRate(name, cell.max_points, waiting, len(graded), mean))
    return tuple(found)


def question_name(record: ClassRecord, place: Place) -> str:
    """Return a question as people call it: the function's name, else the cell's."""
    results = (result_of(member, place).question for member in record.members)
    plain = place[1].removesuffix("-tests").removesuffix("-test")
    return _title(record, place, next(filter(None, results), plain))


def result_of(member: Member, place: Place) -> Result:
    """Return what the grader found in a student's answer, nothing if that can't be read."""
    sheet = member.sheets.get(place[0])
    return sheet.results.get(place[1], _NO_RESULT) if sheet else _NO_RESULT


def is_begun(record: ClassRecord, member: Member, place: Place) -> bool:
    """Return whether the answer that a test is about differs from the handout's stub."""
    sheet = member.sheets.get(place[0])
    answer = sheet.answer_of.get(place[1], "") if sheet else ""
    if sheet is None or not answer:
        return True
    stub = record.book.handout.get((place[0], answer))
    return sheet.answers[answer].strip() not in ("", (stub or "").strip())


def has_all(member: Member, cell: GradedCell) -> bool:
    """Return whether a student has all points of a question."""
    mark = member.row.marks.get(cell.place)
    return mark is not None and mark.points >= cell.max_points


def _rate(record: ClassRecord, cell: GradedCell) -> QuestionRate:
    members = record.members
    count = len(members) or 1
    passed = sum(has_all(member, cell) for member in members)
    points = [m.row.marks[cell.place].points for m in members if cell.place in m.row.marks]
    idle = [m for m in members if not (has_all(m, cell) or is_begun(record, m, cell.place))]
    errors = sum(bool(result_of(m, cell.place).error) for m in members if m not in idle)
    return QuestionRate(
        question_name(record, cell.place),
        cell.max_points,
        passed,
        passed / count,
        sum(points) / count,
        len(idle),
        errors,
        tuple(_facets(record, cell.place, count)),
    )


def _facets(record: ClassRecord, place: Place, count: int) -> Iterator[FacetRate]:
    facets = [f for member in record.members for f in result_of(member, place).facets]
    for name in dict.fromkeys(facet.name for facet in facets):
        mine = [facet for facet in facets if facet.name == name]
        passed = sum(facet.passed for facet in mine)
        yield FacetRate(name, max(f.max_points for f in mine), passed, passed / count)


def _in_order(record: ClassRecord, cells: list[GradedCell]) -> list[GradedCell]:
    """Return cells as they come in the first notebook of each name that can be read."""
    orders = {}
    for notebook in record.book.notebooks:
        sheets = (m.sheets[notebook] for m in record.members if notebook in m.sheets)
        sheet = next(sheets, None)
        orders[notebook] = {key: n for n, key in enumerate(sheet.order)} if sheet else {}
    notebooks = record.book.notebooks

    def place(cell: GradedCell) -> tuple[int, int, str]:
        notebook, name = cell.place
        return notebooks.index(notebook), orders[notebook].get(name, len(cells)), name

    return sorted(cells, key=place)


def _title(record: ClassRecord, place: Place, name: str) -> str:
    return f"{place[0]}: {name}" if len(record.book.notebooks) > 1 else name
