"""Open a class for grading: the course is held, its results and its gradebook are at hand."""

import contextlib
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path

from sqlalchemy.exc import SQLAlchemyError
from traitlets.config import Config

from autograder.grading.batch.class_room import Choice, ClassRoom
from autograder.grading.batch.hold import hold
from autograder.grading.batch.ledger import Ledger
from autograder.grading.batch.outcome import Outcome
from autograder.grading.batch.record import NotWritten, Record
from autograder.grading.course import CourseError
from autograder.grading.grade.keys import with_key
from autograder.grading.grade.material import Specification
from autograder.grading.nbgrader.book import Book
from autograder.grading.nbgrader.course import Course
from autograder.grading.nbgrader.errors import reason_of
from autograder.grading.nbgrader.specification import specifications
from autograder.grading.pool.cluster import ClusterPool
from autograder.grading.pool.local import LocalPool
from autograder.grading.pool.task import Pool
from autograder.grading.sandbox.isolation import Isolation, must_work

_NO_NOTEBOOK = "{assignment} has no notebook {name}: it has {names}."
_NO_STUDENT = "{student} has handed in nothing for {assignment} (in {folder})."
_NO_RESULTS = "Results can't be kept in {folder}: {reason}."
_NO_BOOK = "The gradebook can't be read: {reason}."


@dataclass(frozen=True)
class Options:
    """What to grade and how; empty `students` or `notebooks` mean all, names may hold * and ?."""

    students: tuple[str, ...] = ()
    notebooks: tuple[str, ...] = ()
    jobs: int | None = None
    force: bool = False
    dry: bool = False
    wait: bool = False
    isolation: Isolation | None = None
    scheduler: str = ""


@dataclass(frozen=True)
class ClassRun:
    """A class that is open for grading: `total` students, and what comes of each."""

    total: int
    outcomes: Iterator[Outcome]
    isolation: Isolation


@contextlib.contextmanager
def open_class(root: Path, assignment: str, options: Options) -> Iterator[ClassRun]:
    """Yield the class's run; all workers end with the context.

    Raises CourseError, NoSandbox, Held, and NotWritten, also while outcomes are asked for.
    """
    with _readable(root), hold(root, options.wait), contextlib.ExitStack() as stack:
        course = Course(root, _settings(options))
        given = _chosen(specifications(course, assignment), assignment, options.notebooks)
        isolation = next(iter(given.values())).settings.isolation
        must_work(isolation)
        ledger = Ledger(root)
        stack.callback(ledger.close)
        book = Book(course, assignment)
        stack.callback(book.close)
        choice = Choice(options.force, options.dry, bool(options.notebooks))
        room = ClassRoom(course, given, ledger, Record(course, given, book, ledger), choice)
        folders = _folders(course, assignment, options.students)
        pool = _pool(list(given.values()), options)
        stack.callback(pool.close)
        yield ClassRun(len(folders), room.grade(folders, pool), isolation)


def _pool(given: Sequence[Specification], options: Options) -> Pool:
    if options.scheduler:
        return ClusterPool(given, options.scheduler)
    return LocalPool(given, options.jobs)


def _settings(options: Options) -> Config:
    config = Config()
    if options.isolation:
        config.ExecuteApart.isolation = options.isolation.value
    return config


def _chosen(
    given: Mapping[str, Specification], assignment: str, wanted: Sequence[str]
) -> dict[str, Specification]:
    for name in wanted:
        if not any(fnmatchcase(each, name) for each in given):
            names = ", ".join(given)
            raise CourseError(_NO_NOTEBOOK.format(assignment=assignment, name=name, names=names))
    return {
        name: with_key(each)
        for name, each in given.items()
        if not wanted or any(fnmatchcase(name, pattern) for pattern in wanted)
    }


def _folders(course: Course, assignment: str, wanted: Sequence[str]) -> list[tuple[str, Path]]:
    found = list(course.submitted(assignment))
    for name in wanted:
        if not any(fnmatchcase(student, name) for student, _ in found):
            folder = course.folder("submitted", name, assignment)
            raise CourseError(
                _NO_STUDENT.format(student=name, assignment=assignment, folder=folder)
            )
    return [
        (student, folder)
        for student, folder in found
        if not wanted or any(fnmatchcase(student, pattern) for pattern in wanted)
    ]


@contextlib.contextmanager
def _readable(root: Path) -> Iterator[None]:
    """Say in words what of the course's own files can't be used."""
    try:
        yield
    except (sqlite3.Error, OSError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise NotWritten(_NO_RESULTS.format(folder=root / ".autograder", reason=reason)) from error
    except SQLAlchemyError as error:
        raise NotWritten(_NO_BOOK.format(reason=reason_of(error))) from error
