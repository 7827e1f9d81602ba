"""Empty gradebooks, made once."""

import functools
import tempfile
from pathlib import Path

from nbgrader.api import Gradebook

from autograder.gradebook import prefer_this_environment


def put_gradebook(folder: Path, course_id: str) -> None:
    """Put an empty gradebook, as nbgrader makes it, into a course's folder."""
    (folder / "gradebook.db").write_bytes(_empty(course_id))


@functools.cache
def _empty(course_id: str) -> bytes:
    prefer_this_environment()
    with tempfile.TemporaryDirectory() as scratch:
        path = Path(scratch) / "gradebook.db"
        Gradebook(f"sqlite:///{path}", course_id).close()
        return path.read_bytes()
