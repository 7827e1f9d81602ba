"""Which mistakes a class makes, and who needs help with what."""

from collections.abc import Iterator
from dataclasses import dataclass

from autograder.grading.running.cells import NOT_JUDGED_NAME
from autograder.reporting.classroom.load import ClassRecord, Member
from autograder.reporting.classroom.questions import (
    has_all,
    is_begun,
    question_name,
    questions,
    result_of,
)
from autograder.reporting.classroom.scores import max_points, points_of
from autograder.reporting.mistakes import commonest

_HALF = 0.5
NOT_BEGUN = "not begun"


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


@dataclass(frozen=True)
class Need:
    """A student who lost points in tests; `urgent` with less than half of them."""

    student: str
    points: float
    max_points: float
    urgent: bool
    troubles: tuple[Trouble, ...]

    @property
    def idle(self) -> bool:
        """Whether there are no points, as nothing was begun."""
        return self.points <= 0 and all(each.what == NOT_BEGUN for each in self.troubles)


def mistake_counts(record: ClassRecord) -> tuple[MistakeCount, ...]:
    """Return the mistakes that were named, the commonest first."""
    made: dict[tuple[str, str], list[str]] = {}
    for cell in questions(record):
        question = question_name(record, cell.place)
        for member in record.members:
            for name in dict.fromkeys(result_of(member, cell.place).mistakes):
                made.setdefault((question, name), []).append(member.student)
    counted = commonest(each for each, students in made.items() for _ in students)
    return tuple(MistakeCount(*key, count, tuple(made[key])) for key, count in counted)


def needs(record: ClassRecord) -> tuple[Need, ...]:
    """Return everybody who lost points in tests, and for what, fewest points first."""
    most = max_points(record, tests_only=True)
    found = []
    for member in record.members:
        points = points_of(record, member, tests_only=True)
        troubles = tuple(_troubles(record, member))
        if troubles:
            found.append(Need(member.student, points, most, points < _HALF * most, troubles))
    return tuple(sorted(found, key=lambda need: (need.points, need.student)))


def _troubles(record: ClassRecord, member: Member) -> Iterator[Trouble]:
    for cell in questions(record):
        if not has_all(member, cell):
            mark = member.row.marks.get(cell.place)
            name = question_name(record, cell.place)
            points = mark.points if mark else 0.0
            yield Trouble(name, points, cell.max_points, _what(record, member, cell.place))


def _what(record: ClassRecord, member: Member, place: tuple[str, str]) -> str:
    """Say what is wrong in few words: never what a facet saw, which may quote a student."""
    result = result_of(member, place)
    failed = [facet.name for facet in result.facets if not facet.passed]
    if place[0] not in member.sheets:
        return "no notebook to read"
    if not is_begun(record, member, place):
        return NOT_BEGUN
    if result.mistakes:
        return "; ".join(result.mistakes)
    if result.error == NOT_JUDGED_NAME:
        return "not judged: the test or the solution has to be mended"
    if result.error:
        return f"ended with {result.error}"
    if result.facets and len(failed) == len(result.facets):
        return "all facets failed"
    return f"failed: {', '.join(failed)}" if failed else "the tests failed"
