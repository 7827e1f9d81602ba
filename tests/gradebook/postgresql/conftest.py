"""A server for all tests here, and a small course whose gradebook is in it."""

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.gradebook.course import Course
from tests.gradebook.postgresql.server import Server, programs

_MISSING = "no PostgreSQL server is installed (apt install postgresql)"


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    """Yield a running server; without its programs skip, but not where all must be tested."""
    found = programs()
    if found is None:
        if os.environ.get("CI"):
            pytest.fail(_MISSING)
        pytest.skip(_MISSING)
    with tempfile.TemporaryDirectory(prefix="autograder-postgresql-") as folder:
        running = Server(found, Path(folder))
        yield running
        running.end()


@pytest.fixture
def course(server: Server, tmp_path: Path) -> Course:
    """Return a course whose assignment was generated; its database bears the folder's name."""
    server.new_database(tmp_path.name)
    found = Course(tmp_path)
    url = server.url("postgresql+psycopg", tmp_path.name)
    found.configure(f'c.CourseDirectory.db_url = "{url}"\n')
    made = found.nbgrader("generate_assignment", "ps1")
    assert made.returncode == 0, made.stderr
    return found
