"""A hidden test that can't judge anybody: the teacher is told, no student is blamed."""

import json
from pathlib import Path

import pytest

from autograder.commandline.commands.grade import FAILED, FINE
from autograder.findings import Code, Finding, words
from tests.batch.small_class import PROGRAM, SmallClass
from tests.batch.sources import ASKS, FAULTS, RIGHT, second

NOT_JUDGED = words(Finding(Code.NOT_JUDGED))


def room_with(template: SmallClass, folder: Path, tests: str) -> SmallClass:
    """Return a course of two right submissions whose second notebook has these tests."""
    room = template.copy(folder)
    room.write_source("p2", second(tests))
    room.generate()
    for student in ("ada", "ben"):
        room.hand_in(student, **RIGHT)
    return room


@pytest.mark.parametrize("kind", FAULTS)
def test_told_and_graded_again(template: SmallClass, tmp_path: Path, kind: str) -> None:
    """Is the fault told with code FAILED, run again each time, and gone once it is mended?"""
    tests, said = FAULTS[kind]
    room = room_with(template, tmp_path / "course", tests)
    for _ in range(2):
        done = room.grade("--json")
        assert done.returncode == FAILED, done.stdout + done.stderr
        assert {each["state"] for each in json.loads(done.stdout)["students"]} == {"failed"}
        assert said in done.stdout
        assert "no answer can be judged before this is mended" in done.stdout
    assert room.scores() == {"ada": 6, "ben": 6}  # what could be judged counts
    room.write_source("p2", second(ASKS.format(name="g", facet="value")))
    room.generate()
    assert room.grade().returncode == FINE
    assert room.scores() == {"ada": 7, "ben": 7}


def test_students_read_no_reason(template: SmallClass, tmp_path: Path) -> None:
    """Do notebook and page say that it is not the answer's fault, and nothing of the solution?"""
    room = room_with(template, tmp_path / "course", FAULTS["function"][0])
    room.grade()
    text = json.dumps(room.autograded("ada", "p2"))
    assert NOT_JUDGED in text
    assert "defines it" not in text
    done = room.run([*PROGRAM[1:], "feedback", "ps1"])
    assert done.returncode == FINE, done.stderr
    page = (room.folder / "feedback" / "ada" / "ps1" / "p2.html").read_text(encoding="utf-8")
    assert "NOT JUDGED" in page and "has to be mended first" in page
    assert "<strong>FAILED</strong>:" not in page
    assert "defines it" not in page
    assert "NotJudged" not in page


def test_nbgraders_own_command(template: SmallClass, tmp_path: Path) -> None:
    """Does `nbgrader autograde` log the fault, and write the same neutral words?"""
    room = room_with(template, tmp_path / "course", FAULTS["function"][0])
    done = room.run(["-m", "nbgrader", "autograde", "ps1", "--student=ada"])
    assert "ERROR" in done.stderr
    assert "ada, g-tests: no answer can be judged before this is mended: A test" in done.stderr
    text = json.dumps(room.autograded("ada", "p2"))
    assert NOT_JUDGED in text
    assert "defines it" not in text
