"""run_autograder, run really: the scores of `autograder grade`, in Gradescope's form."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from autograder.commandline.commands.gradescope import make
from autograder.instructors.lms.gradescope.__main__ import main
from tests.batch.small_class import SmallClass
from tests.batch.sources import FAULTS, RIGHT, second
from tests.gradebook.course import CONFIG
from tests.instructors.lms.gradescope.conftest import CLASS, HIDDEN_WORDS, submitted
from tests.instructors.lms.gradescope.machine import Machine
from tests.translations.chinese_course import OWN, ChineseCourse, Work
from tests.translations.chinese_course import student as in_language

TESTS = ["f", "f-part", "g"]
pytestmark = pytest.mark.usefixtures("graded")


@pytest.fixture(scope="module")
def results(course: SmallClass, machine: Machine) -> dict[str, dict[str, Any]]:
    """Return the results of each student's submission."""
    found = {}
    for student in CLASS:
        machine.hand_in(submitted(course, student))
        found[student], _ = machine.run()
    return found


@pytest.mark.parametrize("student", CLASS)
def test_same_scores(course: SmallClass, results: dict[str, dict[str, Any]], student: str) -> None:
    """Has each submission the score that `autograder grade` gives it, in all and by test?"""
    found = results[student]
    assert found["score"] == course.scores()[student]
    assert [test["name"] for test in found["tests"]] == TESTS
    rows = course.rows(BY_CELL.format(student=student))
    scores = {test["name"]: (test["score"], test["max_score"]) for test in found["tests"]}
    assert scores == {name.removesuffix("-tests"): (score, most) for name, score, most in rows}


BY_CELL = """
SELECT base_cell.name, COALESCE(grade.auto_score, 0.0), grade_cells.max_score FROM grade
JOIN base_cell ON grade.cell_id = base_cell.id JOIN grade_cells ON grade_cells.id = base_cell.id
JOIN submitted_notebook ON grade.notebook_id = submitted_notebook.id
JOIN submitted_assignment ON submitted_notebook.assignment_id = submitted_assignment.id
WHERE submitted_assignment.student_id = '{student}'
AND base_cell.name IN ('f-tests', 'f-part', 'g-tests') ORDER BY base_cell.name
"""


def test_the_documented_form(results: dict[str, dict[str, Any]]) -> None:
    """Are all entries those that Gradescope documents, with values that it knows?"""
    whole = {"score", "execution_time", "output", "output_format", "visibility"}
    whole |= {"stdout_visibility", "extra_data", "tests"}
    one = {"name", "number", "score", "max_score", "status", "output", "output_format"}
    for found in results.values():
        assert set(found) == whole
        assert found["stdout_visibility"] == "hidden"
        assert found["visibility"] == "visible"
        for test in found["tests"]:
            assert set(test) == one | {"visibility"}
            assert test["status"] == ("passed" if test["score"] == test["max_score"] else "failed")
            assert test["output"]


def test_words(results: dict[str, dict[str, Any]]) -> None:
    """Is it said what was stopped and what is missing, and what a person grades?"""
    assert "stopped after 3 s in f" in results["hanging"]["tests"][0]["output"]
    assert "The notebook p2.ipynb was not handed in" in results["missing"]["output"]
    assert "graded by hand: 6 points" in results["right"]["output"]


def test_in_the_handouts_language(course: SmallClass, machine: Machine) -> None:
    """Is somebody who works in a Chinese handout answered in Chinese?"""
    files = submitted(course, "missing")
    notebook = json.loads(files["p1.ipynb"])
    notebook["metadata"]["autograder_language"] = "zh"
    machine.hand_in({**files, "p1.ipynb": json.dumps(notebook).encode()})
    found, _ = machine.run()
    assert "没有提交笔记本 p2.ipynb" in found["output"]
    assert found["tests"][-1]["output"] == "没有提交"


def test_a_courses_own_words(tmp_path: Path) -> None:
    """Are mistakes and hidden inputs that the course names in Chinese told so, too?"""
    course = ChineseCourse(tmp_path / "course", ("softmax-function",))
    work = Work("slips", "softmax-function", OWN["slips"]["softmax-function"])
    course.hand_in(work)
    handed_in = course.folder / "submitted" / in_language(work.person, "zh") / work.assignment
    (tmp_path / "machine").mkdir()
    machine = Machine(tmp_path / "machine", make(course.folder, work.assignment).data)
    machine.hand_in({path.name: path.read_bytes() for path in handed_in.iterdir()})
    found, _ = machine.run()
    said = {test["name"]: test["output"] for test in found["tests"]}
    assert "接近 1000 的分数" in said["softmax: stability"]
    assert "最大值取自整个矩阵" in said["softmax_rows: stability"]
    english = set(re.findall(r"[A-Za-z]{4,}", " ".join(said.values())))
    assert not english - {"softmax", "function"}  # the name of the notebook to re-read


def test_no_hidden_test_is_shown(results: dict[str, dict[str, Any]]) -> None:
    """Does a student who fails a hidden test read that it failed, and nothing of it?"""
    wrong = results["wrong"]["tests"][0]
    assert wrong["output"] == "The test cell stopped with AssertionError."
    for found in results.values():
        assert HIDDEN_WORDS not in json.dumps(found)
        assert "HIDDEN" not in json.dumps(found)


def test_misnamed(course: SmallClass, machine: Machine) -> None:
    """Is a notebook graded that a browser or a student has renamed, and is it said?"""
    files = submitted(course, "right")
    machine.hand_in({"mine/p1 (1).ipynb": files["p1.ipynb"], "final.ipynb": files["p2.ipynb"]})
    found, _ = machine.run()
    assert found["score"] == course.scores()["right"] == 7.0
    assert "p1.ipynb was handed in as mine/p1 (1).ipynb, and graded" in found["output"]
    assert "p2.ipynb was handed in as final.ipynb" in found["output"]


def test_another_notebook(course: SmallClass, machine: Machine) -> None:
    """Has a notebook of something else no points, and is it named?"""
    right = submitted(course, "right")["p1.ipynb"]
    machine.hand_in(
        {"other.ipynb": b'{"nbformat": 4, "cells": []}', "a.ipynb": right, "b.ipynb": right}
    )
    found, _ = machine.run()
    assert found["score"] == 0.0
    assert "p1.ipynb was not handed in (several could be it: a.ipynb, b.ipynb)" in found["output"]
    assert "p2.ipynb was not handed in (but a.ipynb, b.ipynb, other.ipynb)" in found["output"]


def test_without_a_sandbox(course: SmallClass, machine: Machine, tmp_path: Path) -> None:
    """Where no sandbox can be made, is it graded all the same, and the instructor told?"""
    program = tmp_path / "bwrap"
    program.write_text("#!/bin/sh\necho no user namespaces here >&2\nexit 1\n")
    program.chmod(0o755)
    machine.hand_in(submitted(course, "wrong"))
    found, said = machine.run(PATH=f"{tmp_path}:/usr/bin:/bin")
    assert found["score"] == course.scores()["wrong"], found["extra_data"]
    assert found["extra_data"]["isolation"] == "process"
    assert "no user namespaces here" in found["extra_data"]["isolation_problem"]
    assert "FOR THE INSTRUCTOR: Students' code runs WITHOUT a sandbox" in said
    assert "sandbox" not in found["output"]


def test_a_zip_that_is_broken(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Is there a result in words, and a reason for the instructor, when nothing works?"""
    (tmp_path / "submission").mkdir()
    main(tmp_path)
    found = json.loads((tmp_path / "results" / "results.json").read_text(encoding="utf-8"))
    assert found["score"] == 0
    assert "not a judgement of your work" in found["output"]
    assert "FileNotFoundError" in found["extra_data"]["problem"]
    assert "FileNotFoundError" in capsys.readouterr().out


def test_a_fault_of_the_course(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Does the instructor read what has to be mended, and the student that it is not their work?"""
    room = SmallClass(tmp_path / "course")
    room.folder.mkdir()
    (room.folder / "nbgrader_config.py").write_text(CONFIG)
    room.write_source("p2", second(FAULTS["function"][0]))
    room.generate()
    room.hand_in("ada", **RIGHT)
    monkeypatch.chdir(room.folder)
    machine = Machine(tmp_path / "machine", make(room.folder, "ps1").data)
    machine.hand_in(submitted(room, "ada"))
    found, printed = machine.run()
    assert "FOR THE INSTRUCTOR: no answer can be judged before this is mended" in printed
    assert "not a judgement of your work" in found["output"]
    assert found["tests"][0]["output"].startswith("Not judged: the course's own test")
    assert "defines it" not in json.dumps(found)
