"""A small class, graded: some of it by hand, one of it late."""

from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from autograder.cli import app
from tests.batch.small_class import PLUGIN, SmallClass
from tests.batch.sources import RIGHT

IN_TIME, LATE = "2026-02-28 15:00:00 UTC", "2026-03-01 15:00:00 UTC"
SECRET = "a" * 40
Run = Callable[..., Result]


@pytest.fixture(scope="session")
def graded(tmp_path_factory: pytest.TempPathFactory) -> SmallClass:
    """Return the course: ada is right and in time, ben is wrong, cat late."""
    room = SmallClass(tmp_path_factory.mktemp("feedback") / "course")
    room.folder.mkdir()
    room.make(PLUGIN)
    ada = room.hand_in("ada", IN_TIME, **RIGHT, essay="Because.", plot="[f(1), f(2)]")
    (ada / "submission_secret.txt").write_text(SECRET)
    (ada / "mine.html").write_text("<script>alert(1)</script>")
    room.hand_in("ben", IN_TIME, f="def f(x):\n    return 7", g="def g(x):\n    return 0")
    room.hand_in("cat", LATE, **RIGHT)
    done = room.grade("--jobs", "1")
    assert done.returncode == 0, done.stderr
    with room.gradebook() as gradebook:
        given = gradebook.find_grade("essay", "p1", "ps1", "ada")
        given.manual_score, given.needs_manual_grade = 2.5, False
        gradebook.find_comment("essay", "p1", "ps1", "ada").manual_comment = "Why <so>?"
        gradebook.update_or_create_student("ben", first_name="Ben", last_name="O'<b>")
        gradebook.db.commit()
        gradebook.engine.dispose()
    return room


@pytest.fixture
def room(graded: SmallClass, tmp_path: Path) -> SmallClass:
    """Return a copy of it."""
    return graded.copy(tmp_path / "course")


@pytest.fixture
def run(room: SmallClass, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Return what runs `autograder feedback` in the course, with words."""
    monkeypatch.chdir(room.folder)

    def feedback(*words: str) -> Result:
        return CliRunner().invoke(app, ["feedback", *words])

    return feedback
