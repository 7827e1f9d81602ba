"""The tiny course that the tests of this folder copy."""

from pathlib import Path

import pytest

from tests.batch.small_class import PLUGIN, SmallClass


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> SmallClass:
    """Return the course, generated, with nothing handed in; to be copied."""
    made = SmallClass(tmp_path_factory.mktemp("template"))
    made.make(PLUGIN)
    return made


@pytest.fixture
def room(template: SmallClass, tmp_path: Path) -> SmallClass:
    """Return a copy of the course for one test."""
    return template.copy(tmp_path / "course")
