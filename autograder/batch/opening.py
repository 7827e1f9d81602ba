"""Open a class for grading: the course is held, its results and its gradebook are at hand."""

import contextlib
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path

from sqlalchemy.exc import SQLAlchemyError
from traitlets.config import Config

from autograder.batch.grading import ClassGrading, GradeOptions
from autograder.batch.handed_in import read_handed_in
from autograder.batch.lock import lock_course
from autograder.batch.outcomes import Outcome
from autograder.batch.result_store import ResultStore
from autograder.batch.result_writer import NotWritten, ResultWriter
from autograder.course.folders import CourseError
from autograder.engine.proof.prove import Tell
from autograder.engine.sandbox.backends import require_backend
from autograder.engine.sandbox.isolation import Isolation
from autograder.engine.submission.keys import with_key
from autograder.engine.submission.specification import Specification
from autograder.engine.workers.dask import ClusterPool
from autograder.engine.workers.pool import LocalPool
from autograder.engine.workers.tasks import Pool
from autograder.findings import text
from autograder.gradebook.course import Course
from autograder.gradebook.gradebook_reader import database_error
from autograder.gradebook.gradebook_writer import GradebookWriter
from autograder.gradebook.releases import Releases
from autograder.gradebook.specifications import specifications


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
class OpenClass:
    """A class that is open for grading: `total` students, and what comes of each.

    `misplaced` are files that lie beside the students' folders, where nobody sees them;
    `with_student` are tests that run with the student's code, as notebook/cell.
    """

    total: int
    outcomes: Iterator[Outcome]
    isolation: Isolation
    misplaced: tuple[Path, ...] = ()
    with_student: tuple[str, ...] = ()


@contextlib.contextmanager
def open_class(
    root: Path, assignment: str, options: Options, tell: Tell = str
) -> Iterator[OpenClass]:
    """Yield the class's run; all workers end with the context.

    `tell` is called with what is found when the assignment's tests are proved, before the first.
    Raises CourseError, NoSandbox, CourseLocked, and NotWritten, also while outcomes are asked for.
    """
    with _readable(root), lock_course(root, options.wait), contextlib.ExitStack() as stack:
        course = Course(root, _settings(options))
        given = _chosen(specifications(course, assignment, tell), assignment, options.notebooks)
        isolation = next(iter(given.values())).settings.isolation
        require_backend(isolation)
        store = ResultStore(root)
        stack.callback(store.close)
        book = GradebookWriter(course, assignment)
        stack.callback(book.close)
        chosen = GradeOptions(options.force, options.dry, bool(options.notebooks))
        releases = Releases(course, given, tell)
        writer = ResultWriter(course, given, book, store)
        grading = ClassGrading(course, releases, store, writer, chosen)
        folders = _folders(course, assignment, options.students)
        pool = _pool([*given.values(), *_earlier(releases, folders)], options)
        stack.callback(pool.close)
        misplaced = [] if options.students else course.misplaced(assignment, set(given))
        moved = [f"{name}/{cell}" for name, each in given.items() for cell in each.places]
        outcomes = grading.grade(folders, pool)
        yield OpenClass(len(folders), outcomes, isolation, tuple(misplaced), tuple(moved))


def _earlier(releases: Releases, folders: Sequence[tuple[str, Path]]) -> Iterator[Specification]:
    """Yield the earlier releases of notebooks that something was made from."""
    ignore, found = releases.course.directory.ignore, set(releases.given)
    for student, folder in folders if releases.earlier else ():
        handed = read_handed_in(student, folder, releases.given, ignore)
        for name, each in handed.notebooks.items():
            given, _ = releases.fitting(name, each)
            if given.notebook not in found:
                found.add(given.notebook)
                yield given


def _pool(given: Sequence[Specification], options: Options) -> Pool:
    if options.scheduler:
        return ClusterPool(given, options.scheduler)
    return LocalPool(given, options.jobs)


def _settings(options: Options) -> Config:
    config = Config()
    if options.isolation:
        config.GradingSettings.isolation = options.isolation.value
    return config


def _chosen(
    given: Mapping[str, Specification], assignment: str, wanted: Sequence[str]
) -> dict[str, Specification]:
    for name in wanted:
        if not any(fnmatchcase(each, name) for each in given):
            names = ", ".join(given)
            raise CourseError(
                text("batch.no-notebook", assignment=assignment, name=name, names=names)
            )
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
                text("batch.no-student", student=name, assignment=assignment, folder=folder)
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
        raise NotWritten(
            text("batch.results-not-kept", folder=root / ".autograder", reason=reason)
        ) from error
    except SQLAlchemyError as error:
        raise NotWritten(text("batch.gradebook-not-read", reason=database_error(error))) from error
