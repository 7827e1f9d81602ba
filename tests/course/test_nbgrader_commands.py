"""Stock nbgrader's commands work in a course with the kit's settings, activated or not."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.course.handing_in import hand_in_solution

# By assignment: the points of all tests, and with those that are given by hand.
POINTS = {
    "softmax-function": ("20.0", "32.0"),
    "gradient-check": ("14.0", "24.0"),
    "softmax-loss": ("22.0", "32.0"),
    "svm-loss": ("32.0", "42.0"),
    "linear-classifier": ("31.0", "43.0"),
    "two-layer-net": ("38.0", "48.0"),
}


def nbgrader(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """Run an nbgrader command with a PATH that lacks this environment."""
    variables = {k: v for k, v in os.environ.items() if not k.startswith(("VIRTUAL", "AUTOGRADER"))}
    return subprocess.run(
        [sys.executable, "-m", "nbgrader", *words],
        cwd=folder,
        env={**variables, "PATH": "/usr/bin:/bin"},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a copy of the course, released, with the solution notebooks handed in."""
    root = Path(__file__).resolve().parents[2]
    folder = tmp_path_factory.mktemp("course")
    shutil.copytree(root / "solutions", folder / "solutions")
    shutil.copy(root / "nbgrader_config.py", folder)
    for name in POINTS:
        hand_in_solution(root, name, folder / "submitted" / "ada" / name)
        done = nbgrader(folder, "generate_assignment", name)
        assert done.returncode == 0, done.stderr
    return folder


def test_autograde_feedback_export(course: Path) -> None:
    """Do autograde, generate_feedback and export give the solutions full points?"""
    for name in POINTS:
        for command in ("autograde", "generate_feedback"):
            done = nbgrader(course, command, name)
            assert done.returncode == 0, done.stderr
        assert (course / "feedback" / "ada" / name / f"{name}.html").is_file()
    done = nbgrader(course, "export")
    assert done.returncode == 0, done.stderr
    lines = (course / "grades.csv").read_text(encoding="utf-8").splitlines()[1:]
    rows = {row[0]: (row[-4], row[-1]) for row in (line.split(",") for line in lines)}
    assert rows == POINTS


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
