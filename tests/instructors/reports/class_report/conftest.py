"""The made-up course that the tests of this folder copy."""

from pathlib import Path

import pytest

from tests.instructors.reports.class_report.made import MadeClass


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
