"""Which mistakes a class makes, and who needs help with what."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from autograder.findings import Code, text, words
from autograder.instructors.reports.class_report.load import error_of
from autograder.instructors.reports.class_report.questions import (
    facets_of,
    has_all,
    is_begun,
    question_name,
    questions,
    result_of,
)
from autograder.instructors.reports.class_report.scores import max_points, points_of
from autograder.instructors.reports.class_table import commonest
from autograder.results.mistake_words import in_words

if TYPE_CHECKING:
    from autograder.findings import Finding
    from autograder.instructors.reports.class_report.load import ClassRecord, StudentRecord

_HALF = 0.5


@dataclass(frozen=True)
class MistakeCount:
    """A named mistake in a question, and who made it."""

    question: str
    name: str
    count: int
    students: tuple[str, ...]


@dataclass(frozen=True)
class Trouble:
    """What a student lost points for in one question."""

    question: str
    points: float
    max_points: float
    what: str
    begun: bool = True


@dataclass(frozen=True)
class NeedsHelp:
    """A student who lost points in tests; `urgent` with less than half of them."""

    student: str
    points: float
    max_points: float
    urgent: bool
    troubles: tuple[Trouble, ...]

    @property
    def idle(self) -> bool:
        """Whether there are no points, as nothing was begun."""
        return self.points <= 0 and all(not each.begun for each in self.troubles)


def mistake_counts(record: "ClassRecord") -> tuple[MistakeCount, ...]:
    """Return the mistakes that were named, the commonest first."""
    made: dict[tuple[str, str], list[str]] = {}
    for cell in questions(record):
        question = question_name(record, cell.place)
        for member in record.members:
            for name in dict.fromkeys(_mistakes(member, cell.place)):
                made.setdefault((question, name), []).append(member.student)
    counted = commonest(each for each, students in made.items() for _ in students)
    return tuple(MistakeCount(*key, count, tuple(made[key])) for key, count in counted)


def needs(record: "ClassRecord") -> tuple[NeedsHelp, ...]:
    """Return everybody who lost points in tests, and for what, fewest points first."""
    most = max_points(record, tests_only=True)
    found = []
    for member in record.members:
        points = points_of(record, member, tests_only=True)
        troubles = tuple(_troubles(record, member))
        if troubles:
            found.append(NeedsHelp(member.student, points, most, points < _HALF * most, troubles))
    return tuple(sorted(found, key=lambda need: (need.points, need.student)))


def _troubles(record: "ClassRecord", member: "StudentRecord") -> Iterator[Trouble]:
    for cell in questions(record):
        if not has_all(member, cell):
            score = member.row.scores.get(cell.place)
            name = question_name(record, cell.place)
            points = score.points if score else 0.0
            begun = is_begun(record, member, cell.place)
            what = _what(member, cell.place) if begun else text("needs.not-begun")
            yield Trouble(name, points, cell.max_points, what, begun)


def _mistakes(member: "StudentRecord", place: tuple[str, str]) -> list[str]:
    """Return the names of the mistakes that were named, as people read them."""
    question = result_of(member, place).question
    if question is None:
        return []
    return [in_words(each, question.assignment).name for each in question.mistakes]


def _what(member: "StudentRecord", place: tuple[str, str]) -> str:
    """Say what is wrong in few words: never what a facet saw, which may quote a student."""
    if place[0] not in member.notebooks:
        return text("needs.no-notebook")
    result, facets = result_of(member, place), facets_of(member, place)
    if _mistakes(member, place):
        return "; ".join(_mistakes(member, place))
    if error_of(result):
        return text("needs.ended", error=error_of(result))
    if result.ended:
        return _why(result.ended)
    failed = [facet.said_name for facet in facets if not facet.passed]
    if facets and len(failed) == len(facets):
        return text("needs.all-failed")
    return text("needs.failed", names=", ".join(failed)) if failed else text("needs.tests-failed")


def _why(ended: "Finding") -> str:
    if ended.code == Code.NOT_JUDGED:
        return text("needs.not-judged")
    return words(ended)  # the kit's own, with names of the course's: no text of a student's
