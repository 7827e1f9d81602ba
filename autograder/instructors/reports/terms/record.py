"""What is kept of a term: counts by question, and which text was handed out. No student's name."""

import re
from pathlib import Path

import msgspec
from msgspec import Struct, field

from autograder.course.files import Unreadable, read_file, write_whole
from autograder.course.folders import CourseError
from autograder.findings import text

FOLDER = "terms"
VERSION = 1
_MOST_BYTES = 4 * 2**20
_TERM = re.compile(r"[\w][\w. -]{0,60}")


class FacetCount(Struct, frozen=True):
    """How many failed a facet, of the answers that were begun and judged by it."""

    name: str
    max_points: float
    failed: int
    judged: int


class QuestionCount(Struct, frozen=True):
    """What a class did in one question.

    `students` have points for it or none, `begun` have begun it, `full` have all its points;
    `share` is the mean share of the points. `discrimination` is the correlation with the points of
    all other questions. `mistakes` are counted by name among those who have begun; `section` are
    the cells of the handout around it, `test` is the hash of its test cell, hidden part included.
    """

    name: str
    max_points: float
    students: int
    begun: int
    full: int
    share: float
    discrimination: float | None = None
    facets: tuple[FacetCount, ...] = ()
    mistakes: dict[str, int] = field(default_factory=dict)
    section: tuple[str, ...] = ()
    test: str = ""


class HandedIn(Struct, frozen=True):
    """When a class handed in, by hours before the due date: quartiles, and how many were late."""

    students: int
    late: int
    quartiles: tuple[float, float, float]


class TermRecord(Struct, frozen=True):
    """One run of an assignment, without names.

    `students` are those whose work was graded (a team is one). `releases` are the released
    notebooks' ids, `texts` the hashes of their cells as students got them; `known` are the names of
    the mistakes that the catalogue had; `when` is a date within the term.
    """

    term: str
    assignment: str
    students: int
    questions: tuple[QuestionCount, ...]
    when: str = ""
    handed_in: HandedIn | None = None
    releases: dict[str, str] = field(default_factory=dict)
    texts: dict[str, str] = field(default_factory=dict)
    known: tuple[str, ...] = ()
    version: int = VERSION

    def question(self, name: str) -> QuestionCount | None:
        """Return a question by its name, None if this term didn't have it."""
        return next((each for each in self.questions if each.name == name), None)


def term_file(root: Path, term: str, assignment: str) -> Path:
    """Return where a term's record of an assignment stands; raises CourseError for a bad name."""
    if not _TERM.fullmatch(term) or term.endswith((".", " ")):
        raise CourseError(text("terms.bad-name", name=term))
    return root / FOLDER / term / f"{assignment}.json"


def write_term(path: Path, record: TermRecord) -> None:
    """Write a record so that versions of it can be compared line by line; raises CourseError."""
    data = msgspec.json.format(msgspec.json.encode(record), indent=1) + b"\n"
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        write_whole(path, data)
    except OSError as error:
        reason = error.strerror or str(error)
        raise CourseError(text("report-command.not-written", path=path, reason=reason)) from error


def read_term(path: Path) -> TermRecord:
    """Return a kept record; raises CourseError for what is none."""
    try:
        found = msgspec.json.decode(read_file(path, _MOST_BYTES), type=TermRecord)
    except (OSError, Unreadable, msgspec.MsgspecError, ValueError) as error:
        reason = " ".join(str(error).split())[:200]
        raise CourseError(text("terms.unreadable", path=path, reason=reason)) from error
    if found.version != VERSION or not _sound(found):
        raise CourseError(text("terms.unreadable", path=path, reason=text("terms.no-counts")))
    return found


def _sound(record: TermRecord) -> bool:
    """Return whether no count is of fewer than it counts: files are edited, and merged."""
    return all(
        0 <= each.begun <= each.students
        and 0 <= each.full <= each.students
        and all(0 <= facet.failed <= facet.judged for facet in each.facets)
        and all(0 <= count <= each.begun for count in each.mistakes.values())
        for each in record.questions
    )
