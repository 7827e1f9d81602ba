"""What of a course no student's code may see, wherever its configuration puts it."""

from pathlib import Path

import pytest
from nbgrader.coursedir import CourseDirectory
from traitlets.config import Config

from autograder.gradebook.submitted_files import SubmittedFiles


def secret(course: Path, **settings: dict[str, object]) -> tuple[Path, ...]:
    """Return what is secret of a course with such settings."""
    directory = CourseDirectory(root=str(course), config=Config(settings))
    return SubmittedFiles(directory, "ps1", ".").secret()


def test_exchange(tmp_path: Path) -> None:
    """Are the exchange and its cache secret, where others' work and the instructor's passes?"""
    exchange, cache = tmp_path / "exchange", tmp_path / "cache"
    for folder in (exchange, cache):
        folder.mkdir()
    found = secret(tmp_path / "course", Exchange={"root": str(exchange), "cache": str(cache)})
    assert {exchange.resolve(), cache.resolve()} <= set(found)


@pytest.mark.parametrize("end", ["", "-journal", "-wal"])
def test_gradebook_elsewhere(tmp_path: Path, end: str) -> None:
    """Is a gradebook outside of the course secret, with what SQLite writes beside it?"""
    file = tmp_path / f"scores.db{end}"
    file.touch()
    url = f"sqlite:///{tmp_path / 'scores.db'}"
    assert file.resolve() in secret(tmp_path / "course", CourseDirectory={"db_url": url})


@pytest.mark.parametrize("url", ["postgresql://somewhere/scores", "no address", "sqlite://"])
def test_gradebooks_without_a_file(tmp_path: Path, url: str) -> None:
    """Does another kind of gradebook, or a broken address, hide nothing else?"""
    found = secret(tmp_path / "course", CourseDirectory={"db_url": url})
    assert all(path == (tmp_path / "course").resolve() or path.exists() for path in found)
