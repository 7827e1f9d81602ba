"""Where terms are found: courses with a gradebook, and records that courses have kept."""

from collections.abc import Callable, Collection, Iterator, Sequence
from pathlib import Path

from autograder.course.folders import CourseError
from autograder.findings import text
from autograder.gradebook.course import Course
from autograder.instructors.reports.class_report.load import load_class
from autograder.instructors.reports.terms.counting import count_term
from autograder.instructors.reports.terms.record import (
    FOLDER,
    TermRecord,
    read_term,
    term_file,
    write_term,
)

# What says which mistakes a course knows in an assignment: it isn't for reports to read.
Known = Callable[[str, Path], Collection[str]]
_CONFIG = "nbgrader_config.py"


def keep_term(root: Path, assignment: str, term: str, known: Known) -> tuple[Path, TermRecord]:
    """Keep a course's class as a term, in place of what was kept by that name; raises CourseError.

    Nothing graded is nothing to keep.
    """
    path = term_file(root, term, assignment)
    found = term_of(root, assignment, term, known)
    if not found.students:
        raise CourseError(text("report-command.nothing", name=assignment))
    write_term(path, found)
    return path, found


def term_of(root: Path, assignment: str, term: str, known: Known) -> TermRecord:
    """Return a course's class as it stands in its gradebook; raises CourseError."""
    record = load_class(root, assignment)
    return count_term(Course(root, only_reads=True), record, term, known(assignment, root))


def find_terms(
    root: Path, assignment: str, places: Sequence[Path], known: Known
) -> list[TermRecord]:
    """Return the terms in places, in their order; without any, those that the course has kept.

    A place is a course's folder, one of a kept term, or a file of one. Raises CourseError where
    there is none, or when two have one name.
    """
    if places:
        found = [each for place in places for each in _in_place(place, assignment, known)]
    else:
        found = _kept(root, assignment)
        if not found:
            raise CourseError(text("terms.none-kept", name=assignment, folder=root / FOLDER))
    names = [each.term for each in found]
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise CourseError(text("terms.twice", names=", ".join(twice)))
    return found


def _in_place(place: Path, assignment: str, known: Known) -> Iterator[TermRecord]:
    if place.is_file():
        yield _of(read_term(place), assignment, place)
    elif (place / f"{assignment}.json").is_file():
        yield _of(read_term(place / f"{assignment}.json"), assignment, place)
    elif (place / _CONFIG).is_file():
        kept = _kept(place, assignment)
        try:
            yield term_of(place, assignment, place.resolve().name, known)
        except CourseError:
            if not kept:
                raise
            yield from kept
    else:
        raise CourseError(text("terms.no-place", path=place, name=assignment))


def _of(record: TermRecord, assignment: str, place: Path) -> TermRecord:
    if record.assignment != assignment:
        raise CourseError(text("terms.other", path=place, name=record.assignment))
    return record


def _kept(root: Path, assignment: str) -> list[TermRecord]:
    """Return what a course has kept, by the date within each term."""
    paths = sorted((root / FOLDER).glob(f"*/{assignment}.json"))
    found = [_of(read_term(path), assignment, path) for path in paths]
    return sorted(found, key=lambda each: (each.when, each.term))
