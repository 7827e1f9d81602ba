"""nbgrader's configuration, the course's folders, gradebook and exchange, whole and broken."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from nbgrader.api import Gradebook

from autograder.instructors.doctor.course import course_findings
from autograder.instructors.doctor.result import CheckItem

HEAD = "c = get_config()\n"
OURS = "from autograder.gradebook import configure\n" + HEAD + "configure(c)\n"
SOURCE = 'c.CourseDirectory.source_directory = "solutions"\n'


@pytest.fixture
def course(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Return a course folder that lacks nothing, with no settings of the user's."""
    (tmp_path / "solutions" / "one").mkdir(parents=True)
    (tmp_path / "solutions" / "one" / "one.ipynb").write_text("{}")
    monkeypatch.setenv("JUPYTER_CONFIG_DIR", str(tmp_path / "no-settings"))
    monkeypatch.setenv("HOME", str(tmp_path / "no-home"))
    monkeypatch.chdir(tmp_path)
    _configure(tmp_path, OURS + SOURCE)
    yield tmp_path


def _configure(course: Path, text: str) -> None:
    (course / "nbgrader_config.py").write_text(text)


def _look(course: Path) -> dict[str, CheckItem]:
    return {each.about: each for each in course_findings(course)}


def test_whole_course(course: Path) -> None:
    """Is all fine in a new course, without making a gradebook or a folder?"""
    found = _look(course)
    assert all(each.fine for each in found.values()), found
    assert set(found) == {"nbgrader configuration", "course", "gradebook", "exchange"}
    assert found["gradebook"].found == "none yet"
    assert found["course"].found.endswith("1 assignments")
    assert not (course / "gradebook.db").exists()


def test_no_course() -> None:
    """Is a machine without a course fine, as a student's has none?"""
    (found,) = course_findings(None)
    assert found.fine and "solutions" in found.to_do


def test_no_configuration(course: Path) -> None:
    """Is a missing nbgrader_config.py told with the lines to write?"""
    (course / "nbgrader_config.py").unlink()
    (found,) = course_findings(course)
    assert not found.fine and "configure(c)" in found.to_do


@pytest.mark.parametrize("text", ["c = get_config(\n", HEAD + "1 / 0\n", "raise SystemExit(3)\n"])
def test_configuration_that_does_not_load(course: Path, text: str) -> None:
    """Is a file told that nbgrader would pass over after an error?"""
    _configure(course, text)
    (found,) = course_findings(course)
    assert not found.fine and "doesn't load" in found.found


@pytest.mark.parametrize(
    "text",
    [
        "# configure(c)\n" + HEAD,
        OURS + "c.Autograde.sanitize_preprocessors = []\n",
        OURS + "c.Autograde.autograde_preprocessors = []\n",
        OURS + "del c.Autograde\n",
        OURS + "del c.GenerateFeedback\n",
        OURS + "c.Autograde.exporter_class = 'nbconvert.exporters.NotebookExporter'\n",
    ],
    ids=["in a comment", "overwritten", "without scores", "taken back", "feedback", "exporter"],
)
def test_configure_not_in_effect(course: Path, text: str) -> None:
    """Is a configure(c) told that is written and not in effect, as nbgrader's traits say?"""
    _configure(course, text + SOURCE)
    found = _look(course)["nbgrader configuration"]
    assert not found.fine and "configure(c)" in found.to_do, found


def test_configured_under_another_name(course: Path) -> None:
    """Is a configuration in effect whatever the file calls it?"""
    text = "from autograder import gradebook as n\nd = get_config()\n"
    text += "getattr(n, 'conf' + 'igure')(d)\n"
    _configure(course, text + SOURCE.replace("c.", "d."))
    assert _look(course)["nbgrader configuration"].fine


def test_steps_that_autograder_grade_does_not_run(course: Path) -> None:
    """Is a course with preprocessors of its own told?"""
    _configure(course, OURS + "c.Autograde.autograde_preprocessors += ['my.own.Step']\n" + SOURCE)
    found = _look(course)["nbgrader configuration"]
    assert not found.fine and "my.own.Step" in found.to_do


def test_a_setting_with_its_old_name(course: Path) -> None:
    """Is the new name told of a setting that would have no effect any more?"""
    _configure(course, OURS + "c.ExecuteApart.timeout = 20\n" + SOURCE)
    found = _look(course)["nbgrader configuration"]
    assert not found.fine and "c.ExecuteApart is called c.GradingSettings now" in found.to_do


def test_source_folder_that_is_not_there(course: Path) -> None:
    """Is a source_directory told that names no folder?"""
    _configure(course, OURS + SOURCE.replace("solutions", "elsewhere"))
    found = _look(course)["course"]
    assert not found.fine and "elsewhere" in found.found


def test_course_without_an_assignment(course: Path) -> None:
    """Is an empty course told where an assignment goes?"""
    (course / "solutions" / "one" / "one.ipynb").unlink()
    found = _look(course)["course"]
    assert not found.fine and "solutions/NAME/NAME.ipynb" in found.to_do


def test_gradebook_that_opens(course: Path) -> None:
    """Are a gradebook's assignments and students counted?"""
    with Gradebook(f"sqlite:///{course}/gradebook.db") as book:
        book.add_assignment("one")
        book.add_student("ada")
    assert _look(course)["gradebook"].found == "opens: 1 assignments, 1 students"


def test_damaged_gradebook(course: Path) -> None:
    """Is a file that is no gradebook told, and left as it is?"""
    (course / "gradebook.db").write_bytes(b"not a database" * 100)
    found = _look(course)["gradebook"]
    assert not found.fine and "Don't delete it" in found.to_do
    assert (course / "gradebook.db").read_bytes() == b"not a database" * 100


def test_gradebook_of_an_older_nbgrader(course: Path) -> None:
    """Is a gradebook that lacks a column told to be upgraded?"""
    with Gradebook(f"sqlite:///{course}/gradebook.db") as book:
        book.db.connection().exec_driver_sql("ALTER TABLE assignment DROP COLUMN duedate")
        book.db.commit()
    assert "nbgrader db upgrade" in _look(course)["gradebook"].to_do


@pytest.mark.parametrize("url", ["nonsense", "postgresql://nobody@127.0.0.1:1/none"])
def test_gradebook_that_is_not_reached(course: Path, url: str) -> None:
    """Is a server that doesn't answer, or an address that is none, told?"""
    _configure(course, OURS + SOURCE + f"c.CourseDirectory.db_url = {url!r}\n")
    found = _look(course)["gradebook"]
    assert not found.fine and "db_url" in found.to_do


def test_exchange(course: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Is an exchange that nobody may write told, and an open one fine?"""
    folder = course / "exchange"
    folder.mkdir()
    _configure(course, OURS + SOURCE + f"c.Exchange.root = {str(folder)!r}\n")
    assert _look(course)["exchange"].fine
    monkeypatch.setattr("autograder.instructors.doctor.course.os.access", lambda *_: False)
    assert "chmod" in _look(course)["exchange"].to_do


def test_an_old_name_in_a_source_notebook(course: Path) -> None:
    """Is a notebook that imports by an old name found, with the new one?"""
    cell = {"cell_type": "code", "id": "a", "source": "from autograder.grading import grade_loss"}
    notebook = {"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": [cell]}
    (course / "solutions" / "one" / "one.ipynb").write_text(json.dumps(notebook))
    found = _look(course)["old names"]
    assert not found.fine and found.found == "solutions/one/one.ipynb"
    assert "autograder.judging" in found.to_do


@pytest.mark.parametrize("entry", ["[[mistake", "[[mistake]]\nname = 3\n", "strange = 1\n"])
def test_mistakes_that_can_not_be_read(course: Path, entry: str) -> None:
    """Is a file of mistakes that grading would refuse found, and a whole one fine?"""
    (course / "mistakes").mkdir(exist_ok=True)
    file = course / "mistakes" / "one.toml"
    file.write_text(entry)
    found = _look(course)["mistakes"]
    assert not found.fine and str(file) in found.found and "docs/authoring.md" in found.to_do
    file.write_text("")
    assert "mistakes" not in _look(course)


def test_inputs_of_learned_mistakes_that_can_not_be_read(course: Path) -> None:
    """Is the file found that holds what learned mistakes are known by, with what to do?"""
    (course / "mistakes").mkdir(exist_ok=True)
    file = course / "mistakes" / "one.inputs.json"
    file.write_text("{")
    found = _look(course)["mistakes"]
    assert str(file) in found.found and "version control" in found.found and found.to_do
