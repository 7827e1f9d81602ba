"""Count what a class did, so that it can be kept without anybody's name."""

import re
import statistics
from collections.abc import Collection, Iterator, Mapping, Sequence
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from autograder.course.files import Unreadable
from autograder.gradebook.course import Course
from autograder.instructors.reports.class_report.questions import (
    facets_of,
    has_all,
    is_begun,
    question_name,
    questions,
    result_of,
)
from autograder.instructors.reports.terms.record import (
    FacetCount,
    HandedIn,
    QuestionCount,
    TermRecord,
)
from autograder.instructors.reports.terms.statistics import item_rest
from autograder.notebooks.cells import Cell, read_cells
from autograder.notebooks.release_id import release_id

if TYPE_CHECKING:
    from autograder.gradebook.gradebook_reader import Place
    from autograder.instructors.reports.class_report.load import (
        ClassRecord,
        GradedCell,
        StudentRecord,
    )

_HEADING = re.compile(r"\s{0,3}#{1,3}\s")


def count_term(
    course: Course, record: "ClassRecord", term: str, known: Collection[str]
) -> TermRecord:
    """Return the counts of a class; `known` are the names of mistakes that its catalogue has.

    Who has a team mate's work is not counted again.
    """
    name = record.book.assignment
    released = _notebooks(course.folder("release", ".", name))
    sources = _notebooks(course.folder("source", ".", name))
    works = [each for each in record.members if each.student not in record.followers]
    when = sorted(each.row.when for each in works if each.row.when)
    return TermRecord(
        term,
        name,
        len(works),
        tuple(_counts(record, works, released, sources)),
        when[len(when) // 2].date().isoformat() if when else "",
        _handed_in(record, works),
        {each: release_id(path.read_bytes()) for each, (path, _) in released.items()},
        {
            f"{each}/{key}": _hash(cell.source)
            for each, (_, cells) in released.items()
            for key, cell in cells.items()
        },
        tuple(sorted(known)),
    )


_Notebooks = Mapping[str, tuple[Path, dict[str, Cell]]]


def _notebooks(folder: Path) -> _Notebooks:
    """Return the notebooks of a folder that can be read, with their cells by key or number."""
    found = {}
    for path in sorted(folder.glob("*.ipynb")):
        try:
            cells = read_cells(path)
        except Unreadable:
            continue
        keys = (cell.key or f"cell {number}" for number, cell in enumerate(cells, 1))
        found[path.stem] = path, dict(zip(keys, cells, strict=True))
    return found


def _hash(source: str) -> str:
    return sha256(source.strip().encode()).hexdigest()[:16]


def _counts(
    record: "ClassRecord",
    works: Sequence["StudentRecord"],
    released: _Notebooks,
    sources: _Notebooks,
) -> Iterator[QuestionCount]:
    cells = questions(record)
    points = {cell.place: [_points(each, cell.place) for each in works] for cell in cells}
    for cell in cells:
        others = [points[each.place] for each in cells if each is not cell]
        rest = [sum(each) for each in zip(*others, strict=True)] if others else []
        own = points[cell.place] if others else []
        yield _count(record, works, cell, item_rest(own, rest), released, sources)


def _points(work: "StudentRecord", place: "Place") -> float:
    score = work.row.scores.get(place)
    return score.points if score else 0.0


def _count(
    record: "ClassRecord",
    works: Sequence["StudentRecord"],
    cell: "GradedCell",
    discrimination: float | None,
    released: _Notebooks,
    sources: _Notebooks,
) -> QuestionCount:
    notebook, key = cell.place
    begun = [w for w in works if notebook in w.notebooks and is_begun(record, w, cell.place)]
    made = [_mistakes(work, cell.place) for work in begun]
    earned = sum(_points(work, cell.place) for work in works)
    source = sources[notebook][1].get(key) if notebook in sources else None
    return QuestionCount(
        question_name(record, cell.place),
        cell.max_points,
        len(works),
        len(begun),
        sum(has_all(work, cell) for work in works),
        earned / (cell.max_points * len(works)) if cell.max_points and works else 0.0,
        discrimination,
        tuple(_facets(begun, cell.place)),
        {name: sum(name in each for each in made) for name in sorted(set().union(*made))},
        tuple(f"{notebook}/{each}" for each in _section(released, notebook, key)),
        _hash(source.source) if source else "",
    )


def _mistakes(work: "StudentRecord", place: "Place") -> set[str]:
    """Return the catalogue's mistakes that were named; what a residual looks like is none."""
    found = result_of(work, place).question
    return {mistake.name for mistake in found.mistakes if mistake.known} if found else set()


def _facets(begun: Sequence["StudentRecord"], place: "Place") -> Iterator[FacetCount]:
    facets = [facet for work in begun for facet in facets_of(work, place)]
    for name in dict.fromkeys(facet.name for facet in facets):
        mine = [facet for facet in facets if facet.name == name]
        failed = sum(not facet.passed for facet in mine)
        yield FacetCount(name, max(facet.max_points for facet in mine), failed, len(mine))


def _section(released: _Notebooks, notebook: str, key: str) -> list[str]:
    """Return the cells of the handout from the heading above a test to the one below."""
    cells = released[notebook][1] if notebook in released else {}
    found: list[str] = []
    for each, cell in cells.items():
        if cell.kind == "markdown" and _HEADING.match(cell.source):
            if key in found:
                return found
            found = []
        found.append(each)
    return found if key in found else []


def _handed_in(record: "ClassRecord", works: Sequence["StudentRecord"]) -> HandedIn | None:
    due = record.book.due
    rows = [work.row for work in works if work.row.when]
    if due is None or len(rows) < 2:
        return None
    hours = [(due - row.when).total_seconds() / 3600 for row in rows if row.when]
    low, middle, high = statistics.quantiles(hours, n=4, method="inclusive")
    late = sum(row.late > 0 for row in rows)
    return HandedIn(len(rows), late, (round(low, 2), round(middle, 2), round(high, 2)))
