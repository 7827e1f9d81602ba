"""An assignment as it would be released, with a gradebook of its own: the course is left alone."""

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path

from nbgrader.converters import GenerateAssignment
from nbgrader.utils import capture_log, temp_attrs
from traitlets.config import Config

from autograder.course.files import Unreadable, scratch_folder
from autograder.course.folders import CourseError, source_notebooks
from autograder.engine.sandbox.isolation import Isolation
from autograder.engine.submission.specification import Specification
from autograder.findings import text
from autograder.gradebook import prefer_this_environment
from autograder.gradebook.course import Course
from autograder.gradebook.specifications import specifications
from autograder.notebooks.cells import Cell, read_cells


@contextlib.contextmanager
def released(
    root: Path, assignment: str, isolation: Isolation | None = None
) -> Iterator[list[tuple[Specification, list[Cell]]]]:
    """Yield what grading needs of each notebook of an assignment, with its source's cells.

    Raises CourseError when nbgrader can't generate it, ValueError when it is not in Python.
    """
    with scratch_folder("audit") as folder:
        course = Course(root, _apart(Path(folder), isolation))
        _must_exist(course, assignment)
        _generate(course, assignment)
        yield [
            (given, _source(course, assignment, name))
            for name, given in specifications(course, assignment).items()
        ]


def _apart(folder: Path, isolation: Isolation | None) -> Config:
    config = Config()
    config.CourseDirectory.db_url = f"sqlite:///{folder / 'gradebook.db'}"
    config.CourseDirectory.release_directory = str(folder / "release")
    if isolation:
        config.GradingSettings.isolation = isolation.value
    return config


def _must_exist(course: Course, assignment: str) -> None:
    folder = course.folder("source", ".", assignment)
    if not any(folder.glob("*.ipynb")):
        source_notebooks(assignment, course.root)  # which says what is missing
        raise CourseError(text("audit.no-notebook", folder=folder))


def _generate(course: Course, assignment: str) -> None:
    prefer_this_environment()
    before = Path.cwd()
    os.chdir(course.root)  # where a configured header or preprocessor is looked for
    try:
        with temp_attrs(course.directory, assignment_id=assignment):
            converter = GenerateAssignment(coursedir=course.directory, config=course.config)
            done = capture_log(converter)
    finally:
        os.chdir(before)
    if not done["success"]:
        said = f"{done.get('log') or ''}{done.get('error') or ''}".strip().splitlines()[-8:]
        log = "\n  ".join(said)
        raise CourseError(text("audit.not-generated", assignment=assignment, log=log))


def _source(course: Course, assignment: str, name: str) -> list[Cell]:
    path = course.folder("source", ".", assignment) / f"{name}.ipynb"
    try:
        return read_cells(path)
    except Unreadable as error:
        raise CourseError(f"{path}: {error}.") from error
