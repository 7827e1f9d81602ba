"""`autograder lab`: which folder it shows, what it opens, and what it says when it can't."""

import socket
import subprocess
import sys
from pathlib import Path

import pytest

from autograder.commandline.commands.lab import SETTINGS, find_place, words_for
from autograder.course.folders import CourseError
from autograder.instructors.authoring.start_page import PAGE

PROGRAM = (sys.executable, "-c", "from autograder.cli import main; main()")


@pytest.fixture
def course(tmp_path: Path) -> Path:
    """Return a course's folder with one empty notebook."""
    folder = tmp_path / "course" / "assignments" / "ps1"
    folder.mkdir(parents=True)
    (folder / "ps1.ipynb").write_text('{"nbformat": 4, "cells": []}')
    return tmp_path / "course"


def lab(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """Run the command, to an end that doesn't wait for anybody."""
    return subprocess.run(
        [*PROGRAM, "lab", *words], cwd=folder, capture_output=True, text=True, check=False
    )


def test_students_see_their_notebooks_alone(course: Path) -> None:
    """Is the folder with the solutions not shown to a student, and shown to an instructor?"""
    place = find_place(course / "assignments" / "ps1")
    page = place.assignments / PAGE
    assert words_for(place, page, instructor=False) == [
        f"--ServerApp.root_dir={course / 'assignments'}",
        "--LabApp.default_url=/lab/tree/start.md",
    ]
    assert words_for(place, page, instructor=True) == [
        f"--ServerApp.root_dir={course}",
        "--LabApp.default_url=/lab/tree/assignments/start.md",
    ]
    assert words_for(place, None, instructor=False)[1] == "--LabApp.default_url=/lab"


def test_nbgraders_own_folder_name_will_do(course: Path) -> None:
    """Is a course found whose notebooks lie in release/?"""
    (course / "assignments").rename(course / "release")
    assert find_place(course).assignments == course / "release"


def test_no_course(tmp_path: Path) -> None:
    """Does a folder without notebooks end in one sentence that says what to do?"""
    with pytest.raises(CourseError, match=r"No student notebooks at or above .* release"):
        find_place(tmp_path)
    done = lab(tmp_path)
    assert done.returncode == 1
    assert done.stderr.startswith("No student notebooks") and "Traceback" not in done.stderr


def test_port_in_use(course: Path) -> None:
    """Does a port that is taken end in one sentence, before anything is written?"""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        done = lab(course, f"--port={port}", "--no-browser")
    assert done.returncode == 1
    assert done.stderr.startswith(f"Port {port} is in use")
    assert not (course / "assignments" / PAGE).exists()


def test_no_jupyterlab(course: Path) -> None:
    """Does an environment without JupyterLab end in one sentence that says what to install?"""
    hide = "import sys, importlib.util as u; find = u.find_spec; "
    hide += "u.find_spec = lambda name, *a: None if name == 'jupyterlab' else find(name, *a); "
    done = subprocess.run(
        [sys.executable, "-c", hide + "from autograder.cli import main; main()", "lab"],
        cwd=course,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert done.stderr.startswith("JupyterLab is not installed in this Python environment")


def test_settings_ship_with_the_package() -> None:
    """Are the settings that JupyterLab is given where the command says?"""
    found = sorted(path.name for path in SETTINGS.rglob("*.json"))
    assert found == [
        "default_setting_overrides.json",
        "nbgrader-formgrader-off.json",
        "page_config.json",
    ]
