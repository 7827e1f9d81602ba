"""A gradebook that is only read: none is made, and what is wrong with it is said in words."""

from collections.abc import Iterator
from contextlib import contextmanager

from nbgrader.api import Gradebook
from sqlalchemy.engine import make_url
from sqlalchemy.exc import SQLAlchemyError

from autograder.grading.course import CourseError
from autograder.grading.nbgrader.course import Course
from autograder.grading.nbgrader.errors import reason_of
from autograder.grading.nbgrader.settings import prefer_this_environment

_NONE = (
    "There is no gradebook at {path}, so nothing is graded here yet: run `autograder release NAME` "
    "and `autograder grade NAME` in the course folder first."
)
_UNREADABLE = "The gradebook can't be read: {reason}."


@contextmanager
def gradebook_to_read(course: Course) -> Iterator[Gradebook]:
    """Yield the course's gradebook; raises CourseError when there is none, or it can't be read."""
    prefer_this_environment()  # a gradebook of an older nbgrader asks for alembic
    directory = course.directory
    address = make_url(directory.db_url)
    path = address.database or ""
    if address.get_backend_name() == "sqlite" and not (course.root / path).is_file():
        raise CourseError(_NONE.format(path=path))  # to open it would make it
    try:
        with Gradebook(directory.db_url, directory.course_id) as gradebook:
            yield gradebook
    except SQLAlchemyError as error:
        raise CourseError(_UNREADABLE.format(reason=reason_of(error))) from error
