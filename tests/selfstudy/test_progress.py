"""What is remembered of checks, and the course as a whole."""

import json
import os
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from autograder.selfstudy import progress
from autograder.selfstudy.check import Report
from autograder.selfstudy.progress import progress_file, recall, remember
from autograder.selfstudy.question_status import Question
from autograder.selfstudy.source import sources
from autograder.selfstudy.tables import bar
from tests.selfstudy.conftest import Notebook, run

Work = Callable[..., Notebook]
Save = Callable[..., Path]


def lines() -> dict[str, dict[str, Any]]:
    """Return the assignments of `autograder progress --json`, by name."""
    done = run("progress", "--json")
    assert done.exit_code == 0, done.output
    return {line["assignment"]: line for line in json.loads(done.stdout)["assignments"]}


@pytest.fixture
def report(course: Path, save: Save, work: Work) -> Report:
    """Return a report on a notebook, made up without running it."""
    from autograder.selfstudy.check import fingerprint

    source = next(sources(course))
    path = save(work())
    question = Question("f", "f-tests", "1 · F", 8.0, 10.0)
    done = Question("g", "g-tests", "2 · G", 12.0, 12.0)
    return Report(source, path, (question, done), (), (), fingerprint(path, source))


@pytest.mark.usefixtures("course")
def test_before_any_check() -> None:
    """Does each assignment say that it is not checked yet, and how to check it?"""
    done = run("progress")
    assert done.exit_code == 0
    assert done.output.count("not checked yet") == 2
    assert "autograder check assignments/softmax-loss/softmax-loss.ipynb" in done.output
    assert "0 of 61 points" in done.output
    assert lines()["svm-loss"]["points"] is None


@pytest.mark.usefixtures("own_worker")
def test_after_a_check(work: Work, save: Save) -> None:
    """Does a real check show up, with its time, until the notebook changes or goes?"""
    notebook = work("naive-only")
    path = save(notebook)
    assert run("check", path).exit_code == 1
    line = lines()["softmax-loss"]
    assert (line["points"], line["max_points"], line["state"]) == (14, 26, "as checked")
    assert (line["questions_done"], line["questions"]) == (2, 3)
    printed = run("progress").output
    assert "[#####-----]" in printed and "14/26" in printed and ", as checked" in printed
    notebook["cells"][-1]["source"] = "a note of mine"
    assert lines()["softmax-loss"]["state"] == "as checked"
    for each in notebook["cells"]:
        if each["id"] == "softmax-loss-vectorized":
            each["source"] += "\n# better"
    save(notebook)
    assert lines()["softmax-loss"]["state"] == "changed since"
    assert "softmax-loss has changed: autograder check mine.ipynb" in run("progress").output
    path.unlink()
    assert lines()["softmax-loss"]["state"] == "notebook not found"
    assert "which is gone" in run("progress").output


def test_other_assignments_stay_remembered(course: Path, report: Report) -> None:
    """Does a second check keep the record of the first, and leave only the one file?"""
    other = Report(list(sources(course))[1], report.notebook, report.questions, (), (), "")
    assert remember(report) == remember(other) == ""
    assert set(recall(course).records) == {"softmax-loss", "svm-loss"}
    assert [path.name for path in progress_file(course).parent.iterdir()] == ["progress.json"]


RECORD = {
    "notebook": "a",
    "checked": "2026-01-01T00:00:00+00:00",
    "points": 1.0,
    "max_points": 2.0,
    "done": 0,
    "questions": 1,
    "fingerprint": "x",
}
DAMAGED = {
    "half a file": '{"softmax-loss": {"points"',
    "a list": "[]",
    "a number": '{"softmax-loss": 3}',
    "a field too few": '{"softmax-loss": {"points": 3}}',
    "a wrong type": json.dumps({"softmax-loss": {**RECORD, "points": "many"}}),
    "no time": json.dumps({"softmax-loss": {**RECORD, "checked": "yesterday"}}),
    "no number": json.dumps({"softmax-loss": {**RECORD, "points": float("nan")}}),
}


@pytest.mark.parametrize("text", DAMAGED.values(), ids=DAMAGED)
def test_damaged_file_is_set_aside(course: Path, report: Report, text: str) -> None:
    """Is a damaged file kept under another name, said, and replaced at the next check?"""
    path = progress_file(course)
    path.parent.mkdir()
    path.write_text(text, encoding="utf-8")
    done = run("progress")
    assert done.exit_code == 0 and "was damaged; it is kept as progress.damaged-" in done.output
    kept = [each for each in path.parent.iterdir() if "damaged" in each.name]
    assert [each.read_text(encoding="utf-8") for each in kept] == [text]
    assert remember(report) == "" and "softmax-loss" in recall(course).records


def test_a_sound_record_is_read(course: Path) -> None:
    """Is the record that the damaged ones derive from itself accepted?"""
    progress_file(course).parent.mkdir()
    progress_file(course).write_text(json.dumps({"softmax-loss": RECORD}), encoding="utf-8")
    assert recall(course).records["softmax-loss"].points == 1.0 and not recall(course).notice


def refuse(*_: object, **__: object) -> None:
    """Do as a read-only folder does (tests may run as root, who may write anywhere)."""
    raise PermissionError(13, "Permission denied")


def test_folder_that_can_not_be_written(
    course: Path, report: Report, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Is a result that can't be remembered said in a sentence, and is nothing left behind?"""
    with monkeypatch.context() as patch:
        patch.setattr(tempfile, "mkstemp", refuse)
        assert "was not remembered" in remember(report)
    with monkeypatch.context() as patch:
        patch.setattr(Path, "replace", refuse)
        assert "Permission denied" in remember(report)
    assert list(progress_file(course).parent.iterdir()) == []


def test_folder_name_taken_by_a_file(course: Path, report: Report) -> None:
    """Is a file called .autograder no reason to stop?"""
    (course / progress.FOLDER).write_text("mine", encoding="utf-8")
    assert "was not remembered" in remember(report)
    assert run("progress").exit_code == 0


def test_interrupted_write_keeps_the_old_file(
    course: Path, report: Report, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Is the old file whole after a write that was cut off?"""
    remember(report)
    before = progress_file(course).read_bytes()

    def cut(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(os, "fdopen", cut)
        with pytest.raises(KeyboardInterrupt):
            remember(report)
    assert progress_file(course).read_bytes() == before
    assert len(list(progress_file(course).parent.iterdir())) == 1


@pytest.mark.parametrize(
    ("points", "most", "shown"),
    [(0, 10, "[----------]"), (9.9, 10, "[#########-]"), (10, 10, "[##########]"), (1, 0, "[-")],
)
def test_bar_is_full_only_with_all_points(points: float, most: float, shown: str) -> None:
    """Does the bar round down, and stand a course without points?"""
    assert bar(points, most).startswith(shown)
