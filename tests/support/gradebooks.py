"""Empty gradebooks, made once: nbgrader asks another program for the version of each new one."""

import functools
import tempfile
from pathlib import Path

from nbgrader.api import Gradebook, get_alembic_version

from autograder.gradebook import prefer_this_environment


def put_gradebook(folder: Path, course_id: str) -> None:
    """Put an empty gradebook, as nbgrader makes it, into a course's folder."""
    (folder / "gradebook.db").write_bytes(_empty(course_id))


@functools.cache
def gradebook_version() -> str:
    """Return what nbgrader's `get_alembic_version` does: it takes a second or two."""
    prefer_this_environment()
    return str(get_alembic_version())


@functools.cache
def _empty(course_id: str) -> bytes:
    prefer_this_environment()
    with tempfile.TemporaryDirectory() as scratch:
        path = Path(scratch) / "gradebook.db"
        Gradebook(f"sqlite:///{path}", course_id).close()
        return path.read_bytes()
