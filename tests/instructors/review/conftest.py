"""The made-up course that the tests of this folder copy."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from autograder.gradebook.course import Course
from autograder.instructors.review.load import AnswerReader
from autograder.instructors.review.server import Review
from autograder.instructors.review.store import ReviewStore
from tests.instructors.reports.class_report.made import ASSIGNMENT, MadeClass


@pytest.fixture(scope="session")
def made_once(tmp_path_factory: pytest.TempPathFactory) -> MadeClass:
    """Return the course without students; to be copied."""
    course = MadeClass(tmp_path_factory.mktemp("made") / "course")
    course.make()
    return course


@pytest.fixture
def made(made_once: MadeClass, tmp_path: Path) -> MadeClass:
    """Return a course in which nobody has done anything."""
    return made_once.copy(tmp_path / "course")


@pytest.fixture
def store(made: MadeClass) -> Iterator[ReviewStore]:
    """Yield what a review of the course keeps."""
    found = ReviewStore(made.folder)
    yield found
    found.close()


@pytest.fixture
def review(made: MadeClass, store: ReviewStore) -> Review:
    """Return a review of the course."""
    course = Course(made.folder, only_reads=True)
    return Review(AnswerReader(course, ASSIGNMENT, store), store)
