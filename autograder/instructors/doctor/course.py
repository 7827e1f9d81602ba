"""Whether the course here can be graded, and its gradebook and stores be read."""

import contextlib
import os
from collections.abc import Iterator, Sequence
from pathlib import Path

from nbgrader.api import Assignment, Student
from nbgrader.exchange.default import Exchange
from sqlalchemy import create_engine, func, inspect, select
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, DatabaseError, NoSuchModuleError

from autograder.course.folders import CourseError, assignments, source_notebooks
from autograder.course.renamed import renamed_imports
from autograder.engine.proof.record import Proof
from autograder.findings import text
from autograder.gradebook.course import Course
from autograder.gradebook.specifications import kept_proofs
from autograder.instructors.doctor.nbgrader_settings import (
    Settings,
    broken_file,
    current_course,
    not_in_effect,
)
from autograder.instructors.doctor.result import CheckItem, in_a_line, trouble
from autograder.judging.mistakes import course_mistakes
from autograder.notebooks.cells import read_source_cells


def gradebook(settings: Settings) -> CheckItem:
    """Open the gradebook, without making or changing one, and count what is in it."""
    address = settings.directory.db_url
    try:
        url = make_url(address)
        local = url.get_backend_name() == "sqlite"
        if local and not Path(url.database or "").is_file():
            return CheckItem(
                text("doctor-names.gradebook"),
                text("doctor-course.no-gradebook"),
                to_do=text("doctor-course.gradebook-later"),
            )
        engine = create_engine(url)
    except (ArgumentError, NoSuchModuleError, ImportError) as error:
        return trouble(
            text("doctor-names.gradebook"),
            in_a_line(error),
            text("doctor-course.gradebook-unreachable"),
        )
    try:
        with engine.connect() as connection:
            if not inspect(connection).has_table(Assignment.__tablename__):
                return CheckItem(
                    text("doctor-names.gradebook"),
                    text("doctor-course.empty"),
                    to_do=text("doctor-course.gradebook-later"),
                )
            connection.execute(select(Assignment)).first()  # all columns: older ones lack some
            counts = [
                connection.execute(select(func.count()).select_from(each)).scalar()
                for each in (Assignment, Student)
            ]
    except DatabaseError as error:
        to_do = (
            text("doctor-course.gradebook-damaged")
            if local
            else text("doctor-course.gradebook-unreachable")
        )
        return trouble(
            text("doctor-names.gradebook"),
            text("doctor-course.gradebook-fails", in_a_line=in_a_line(error)),
            to_do,
        )
    finally:
        engine.dispose()
    return CheckItem(
        text("doctor-names.gradebook"),
        text("doctor-course.gradebook-opens", counts=counts[0], counts_2=counts[1]),
    )


def exchange(settings: Settings) -> CheckItem:
    """Look at the folder through which nbgrader hands out and collects."""
    path = Path(Exchange(config=settings.config).root)
    if not path.is_dir():
        return CheckItem(
            text("doctor-names.exchange"),
            text("doctor-course.no-exchange-there"),
            to_do=text("doctor-course.no-exchange"),
        )
    if not os.access(path, os.W_OK | os.X_OK):
        return trouble(
            text("doctor-names.exchange"),
            text("doctor-course.not-writable", path=path),
            text("doctor-course.exchange-closed", path=path),
        )
    return CheckItem(text("doctor-names.exchange"), str(path))


CONFIG = "nbgrader_config.py"


def course() -> Iterator[CheckItem]:
    """Look at the course that this is in, if any."""
    yield from course_findings(current_course())


def course_findings(root: Path | None) -> Iterator[CheckItem]:
    """Yield what is found of the course folder, its configuration, gradebook and exchange."""
    if root is None:
        yield CheckItem(
            text("doctor-names.course"),
            text("doctor-course.no-course-here"),
            to_do=text("doctor-course.go-to-course"),
        )
        return
    if not (root / CONFIG).is_file():
        yield trouble(
            text("doctor-names.configuration"),
            text("doctor-course.no-config-here", config=CONFIG, root=root),
            text("doctor-course.write-config"),
        )
        return
    error = broken_file(root / CONFIG)
    if error:
        yield trouble(
            text("doctor-names.configuration"),
            text("doctor-course.config-broken", config=CONFIG, error=error),
            text("doctor-course.mend-config"),
        )
        return
    try:
        settings = Settings(Course(root))
    except (CourseError, SystemExit) as problem:
        yield trouble(
            text("doctor-names.configuration"),
            text("doctor-course.not-for-grade"),
            str(problem),
        )
        return
    yield _configured(settings)
    yield _folders(root, settings)
    yield from _old_names(root)
    yield from _mistakes(root)
    opens = gradebook(settings)
    yield opens
    if opens.fine and not opens.to_do:
        yield from _proved(root, settings)
    yield exchange(settings)


def _proved(root: Path, settings: Settings) -> Iterator[CheckItem]:
    """Yield what was proved of each assignment's tests; it makes no proof."""
    for name in assignments(root):
        with contextlib.suppress(CourseError, ValueError):  # not released yet, or not in Python
            kept = kept_proofs(settings.course, name)
            yield _proof(name, [proof for proof in kept if proof], len(kept))


def _proof(name: str, kept: Sequence[Proof], count: int) -> CheckItem:
    about = text("doctor-names.tests", name=name)
    if len(kept) < count:
        to_do = text("doctor-course.prove", name=name)
        return CheckItem(about, text("doctor-course.not-proved"), to_do=to_do)
    tests = sum(proof.tests for proof in kept)
    unlike = [each.cell for proof in kept for each in proof.of("neither")]
    if unlike:
        found = text("doctor-course.unlike", count=tests, names=", ".join(unlike))
        return trouble(about, found, text("doctor-course.prove", name=name))
    moved = [e.cell for p in kept for e in (*p.of("after"), *p.of("within"))]
    if moved:
        found = text("doctor-course.with-student", count=tests, names=", ".join(moved))
        return CheckItem(about, found, to_do=text("doctor-course.prove", name=name))
    return CheckItem(about, text("doctor-course.proved", count=tests))


def _configured(settings: Settings) -> CheckItem:
    missing = not_in_effect(settings)
    if missing:
        to_do = text("doctor-course.call-configure", config=CONFIG)
        return trouble(text("doctor-names.configuration"), "; ".join(missing), to_do)
    return CheckItem(text("doctor-names.configuration"), text("doctor-course.in-effect"))


def _old_names(root: Path) -> Iterator[CheckItem]:
    """Yield what source notebooks import by a name that is no longer one."""
    for path in (path for name in assignments(root) for path in source_notebooks(name, root)):
        with contextlib.suppress(CourseError):  # whoever releases it is told that it can't be read
            cells = [cell.source for cell in read_source_cells(path) if cell.kind == "code"]
            for sentence in sorted({said for source in cells for said in renamed_imports(source)}):
                yield trouble(
                    text("doctor-names.old-names"), path.relative_to(root).as_posix(), sentence
                )


def _mistakes(root: Path) -> Iterator[CheckItem]:
    """Yield which assignments' own mistakes can't be read, and what of those learned is stale."""
    from autograder.judging.fingerprints.stale import said_of_learned  # loads all facets

    for name in assignments(root):
        try:
            course_mistakes(name, root)
        except CourseError as error:
            to_do = text("doctor-course.mend-mistakes", name=name)
            yield trouble(text("doctor-names.mistakes"), str(error), to_do)
            continue
        with contextlib.suppress(CourseError):  # a solution that can't be run is said elsewhere
            for sentence in said_of_learned(name, root):
                to_do = text("doctor-course.look-at-learned", name=name)
                yield CheckItem(text("doctor-names.mistakes"), sentence, to_do=to_do)


def _folders(root: Path, settings: Settings) -> CheckItem:
    names = assignments(root)
    source = settings.directory.source_directory
    if not settings.folder(source).is_dir():
        to_do = text("doctor-course.add-assignment", folder=source, config=CONFIG)
        return trouble(
            text("doctor-names.course"),
            text("doctor-course.no-folder", folder=settings.folder(source)),
            to_do,
        )
    if not names:
        return trouble(
            text("doctor-names.course"),
            text("doctor-course.none"),
            text("doctor-course.add-assignment", folder=source, config=CONFIG),
        )
    folders = (settings.directory.release_directory, settings.directory.submitted_directory)
    later = [name for name in folders if not settings.folder(name).is_dir()]
    to_do = text("doctor-course.folders-later", names=", ".join(later)) if later else ""
    return CheckItem(
        text("doctor-names.course"),
        text("doctor-course.assignments", name=root.name, count=len(names)),
        to_do=to_do,
    )
