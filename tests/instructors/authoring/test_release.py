"""The student notebooks are what nbgrader makes of the sources."""

import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner

from autograder.cli import app
from autograder.course.folders import CourseError, assignments
from autograder.instructors.authoring.release import release, run_nbgrader
from tests.conftest import ROOT
from tests.support.commands import forked_releases

NAMES = assignments(ROOT)


@pytest.fixture
def course(root: Path, tmp_path: Path) -> Path:
    """Return a copy of the course without its released notebooks."""
    for folder in ("solutions", "mistakes"):
        shutil.copytree(root / folder, tmp_path / folder)
    shutil.copy(root / "nbgrader_config.py", tmp_path)
    return tmp_path


def test_there_are_all_assignments(root: Path) -> None:
    """Is each source released, and nothing besides?"""
    folders = [path.name for path in (root / "assignments").iterdir() if path.is_dir()]
    assert sorted(name for name in folders if not name.startswith(".")) == NAMES


def test_notebooks_regenerate_byte_for_byte(root: Path, course: Path) -> None:
    """Are the notebooks in assignments/ what nbgrader makes? If not: run `make release`, commit."""
    with forked_releases():
        for name in NAMES:
            run_nbgrader(course, "generate_assignment", name, "--force")
    made = sorted((course / "assignments").glob("*/*.ipynb"))
    assert {path.parent.name for path in made} == set(NAMES)
    for path in made:
        released = root / "assignments" / path.parent.name / path.name
        assert path.read_bytes() == released.read_bytes(), path.name


@pytest.mark.parametrize("name", NAMES)
def test_assignments_regenerate_byte_for_byte(root: Path, course: Path, name: str) -> None:
    """Is assignments/ what a release makes? If not: run `make release` and commit."""
    with forked_releases():
        release(course, [name])
    made = sorted(path for path in (course / "assignments" / name).rglob("*") if path.is_file())
    files = [path for path in (root / "assignments" / name).iterdir() if path.is_file()]
    committed = {path.name: path.read_bytes() for path in files}
    assert {path.name: path.read_bytes() for path in made} == committed


def test_nbgraders_own_words_on_a_failure(course: Path) -> None:
    """Does a source that nbgrader refuses stop the release with nbgrader's reason?"""
    path = course / "solutions" / "svm-loss" / "svm-loss.ipynb"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("### END SOLUTION", "### SOLUTION ENDS", 1), encoding="utf-8")
    message = "no end solution statement found"
    with forked_releases(), pytest.raises(CourseError, match=message):
        release(course, ["svm-loss"])


def test_release_command(course: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Does the command name what it released, and say in a sentence what it can't?"""
    monkeypatch.chdir(course)
    monkeypatch.delenv("AUTOGRADER_COURSE", raising=False)
    with forked_releases():
        done = CliRunner().invoke(app, ["release", "softmax-function"])
    assert done.exit_code == 0
    assert "released assignments/softmax-function" in done.output
    wrong = CliRunner().invoke(app, ["release", "softmax-functio"])
    assert wrong.exit_code == 1
    assert "is the name right?" in wrong.output
    assert "Traceback" not in wrong.output
