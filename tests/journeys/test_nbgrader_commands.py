"""Stock nbgrader's commands work in a course with the kit's settings, activated or not."""

import shutil
import subprocess
from pathlib import Path

import pytest

from tests.journeys.handing_in import hand_in_solution
from tests.support.commands import NBGRADER, python, without
from tests.support.depth import much

# By assignment: the points of all tests, and with those that are given by hand.
POINTS = {
    "softmax-function": ("20.0", "32.0"),
    "gradient-check": ("16.0", "26.0"),
    "softmax-loss": ("26.0", "36.0"),
    "svm-loss": ("35.0", "45.0"),
    "linear-classifier": ("31.0", "43.0"),
    "two-layer-net": ("38.0", "48.0"),
    "nearest-neighbours-and-features": ("64.0", "76.0"),
    "net-on-images": ("49.0", "63.0"),
    "reverse-mode": ("59.0", "69.0"),
}


def graded() -> tuple[str, ...]:
    """Return the assignments of this run: test_two_ways.py grades all solutions, too."""
    return tuple(POINTS) if much() else ("svm-loss", "linear-classifier")


def nbgrader(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """Run an nbgrader command with a PATH that lacks this environment."""
    variables = without("VIRTUAL", "AUTOGRADER") | {"PATH": "/usr/bin:/bin"}
    return python([*NBGRADER, *words], folder, variables)


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a copy of the course, released, with the solution notebooks handed in."""
    root = Path(__file__).resolve().parents[2]
    folder = tmp_path_factory.mktemp("course")
    shutil.copytree(root / "solutions", folder / "solutions")
    shutil.copy(root / "nbgrader_config.py", folder)
    for name in graded():
        hand_in_solution(root, name, folder / "submitted" / "ada" / name)
        done = nbgrader(folder, "generate_assignment", name)
        assert done.returncode == 0, done.stderr
    return folder


def test_autograde_feedback_export(course: Path) -> None:
    """Do autograde, generate_feedback and export give the solutions full points, at night all?"""
    for name in graded():
        for command in ("autograde", "generate_feedback"):
            done = nbgrader(course, command, name)
            assert done.returncode == 0, done.stderr
        assert (course / "feedback" / "ada" / name / f"{name}.html").is_file()
    done = nbgrader(course, "export")
    assert done.returncode == 0, done.stderr
    lines = (course / "grades.csv").read_text(encoding="utf-8").splitlines()[1:]
    rows = {row[0]: (row[-4], row[-1]) for row in (line.split(",") for line in lines)}
    assert rows == {name: POINTS[name] for name in graded()}


def test_validate_accepts_a_finished_notebook(course: Path) -> None:
    """Does a student who is done hear that all visible checks pass?"""
    notebook = course / "submitted" / "ada" / "svm-loss" / "svm-loss.ipynb"
    done = nbgrader(course, "validate", str(notebook))
    assert "Success! Your notebook passes all the tests." in done.stdout, done.stdout


def test_validate_names_what_is_missing(course: Path) -> None:
    """Does a student who hasn't begun hear 'not implemented yet' for every question?"""
    done = nbgrader(course, "validate", str(course / "assignments" / "svm-loss" / "svm-loss.ipynb"))
    for name in ("hinge_loss", "svm_loss_naive", "svm_loss_vectorized", "squared_hinge_loss"):
        assert f"CheckFailed: {name}: not implemented yet" in done.stdout
    assert "Traceback" not in done.stdout
