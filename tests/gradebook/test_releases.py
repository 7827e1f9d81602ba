"""What an earlier release handed out is graded by that release, or it is said why not."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from autograder.findings import Code
from autograder.results import read_graded
from tests.gradebook.course import SOLUTION, Course, cell, notebook
from tests.support.commands import AUTOGRADER, python, without

FIRST = notebook()
# The same questions, asked otherwise: what was right is wrong now.
TESTS = "assert f(1) == 3\n### BEGIN HIDDEN TESTS\nassert f(5) == 7\n### END HIDDEN TESTS"
SECOND = notebook(SOLUTION.replace("x + 1", "x + 2"), TESTS)
SECOND["cells"][3]["source"] = "assert f(2) == 4"
PLUS_ONE, PLUS_TWO = "def f(x):\n    return x + 1", "def f(x):\n    return x + 2"


@pytest.fixture
def course(tmp_path: Path) -> Course:
    """Return a course with a first release."""
    made = Course(tmp_path)
    release(made, FIRST)
    return made


def release(course: Course, source: dict[str, Any]) -> dict[str, Any]:
    """Release a source; return the handout."""
    course.write(course.folder / "source" / "ps1", source)
    autograder(course, "release", "ps1")
    return handout(course)


def handout(course: Course) -> dict[str, Any]:
    """Return the handout as it is now."""
    path = course.folder / "release" / "ps1" / "p1.ipynb"
    found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return found


def autograder(course: Course, *words: str) -> str:
    """Run a command in the course; return what it says."""
    done = python([*AUTOGRADER, *words], course.folder, without("AUTOGRADER"))
    assert done.returncode in (0, 3), done.stdout + done.stderr
    return done.stdout


def answered(given: dict[str, Any], answer: str, *more: dict[str, Any]) -> dict[str, Any]:
    """Return a handout with an answer, and with more cells at its end."""
    cells = [{**each, "source": answer} if each["id"] == "f" else each for each in given["cells"]]
    return {**given, "cells": [*cells, *more]}


def codes(course: Course, student: str) -> set[str]:
    """Return what was found in a student's notebook, as codes."""
    path = course.folder / "autograded" / student / "ps1" / "p1.ipynb"
    return {each.code for each in read_graded(path.read_bytes()).differences}


def without_names(given: dict[str, Any]) -> dict[str, Any]:
    """Return a notebook as an editor saves it that drops metadata and ids."""
    cells = [{**each, "metadata": {}} for each in given["cells"]]
    for each in cells:
        del each["id"]
    return {**given, "cells": cells, "nbformat_minor": 4}


def test_each_is_graded_by_its_own_release(course: Course) -> None:
    """Have right answers to either release all points, by both commands, and wrong ones none?"""
    first = handout(course)
    second = release(course, SECOND)
    peek = f"from pathlib import Path\nprint(Path({str(course.folder)!r}, '.autograder').exists())"
    course.hand_in("ada", answered(first, PLUS_ONE, cell("peek", peek)))
    course.hand_in("ben", answered(first, PLUS_TWO))
    course.hand_in("cem", answered(second, PLUS_TWO))
    course.hand_in("dot", answered(second, PLUS_ONE))
    course.hand_in("eve", without_names(answered(first, PLUS_ONE)))
    course.hand_in("fay", "no notebook")
    expected = {"ada": 3, "ben": 0, "cem": 3, "dot": 0, "eve": 3, "fay": 0}
    said = autograder(course, "grade", "ps1", "--jobs", "1")
    assert {name: course.score(name) for name in expected} == expected
    older = {name for name in expected if Code.OLDER_TESTS in codes(course, name)}
    assert older == {"ada", "ben", "eve"}
    assert "may not fit" not in said
    assert autograder(course, "grade", "ps1", "--dry-run").count("waiting") == 0
    printed = "".join(map(str, course.graded("ada")[-1]["outputs"]))
    assert "False" in printed  # the sandbox shows no kept release
    for name in ("ada", "dot"):
        done = course.autograde(name)
        assert done.returncode == 0, done.stderr
    assert (course.score("ada"), course.score("dot")) == (3, 0)
    assert Code.OLDER_TESTS in codes(course, "ada")


def _other_points(course: Course) -> None:
    source = json.loads(json.dumps(SECOND))
    source["cells"][2]["metadata"]["nbgrader"]["points"] = 5
    release(course, source)


def _own_setting(course: Course) -> None:
    release(course, SECOND)
    course.configure("c.GradingSettings.older_handouts = 'the tests of now'\n")


def _spoilt(course: Course, said: str = "{") -> None:
    release(course, SECOND)
    for path in course.folder.glob(".autograder/releases/ps1/*/handouts/p1.ipynb"):
        path.write_text(said)


def _other_json(course: Course) -> None:
    _spoilt(course, '{"cells": ["x"]}')


def _not_kept(course: Course) -> None:
    (kept,) = (course.folder / ".autograder" / "releases" / "ps1").iterdir()
    kept.rename(kept.with_name("gone"))
    (kept.with_name("gone") / "released.txt").unlink()
    release(course, SECOND)


@pytest.mark.parametrize(
    ("change", "code", "look"),
    [
        (_other_points, Code.OLDER_QUESTIONS, True),
        (_own_setting, Code.OLDER_BY_COURSE, False),
        (_spoilt, Code.OLDER_UNREADABLE, True),
        (_other_json, Code.OLDER_UNREADABLE, True),
        (_not_kept, Code.OLDER_UNKNOWN, True),
    ],
)
def test_what_it_cannot_be_graded_by_is_said(
    course: Course, change: Callable[[Course], None], code: Code, look: bool
) -> None:
    """Are tests of now that may not fit named in the record, and shown to whoever grades?"""
    first = handout(course)
    change(course)
    course.hand_in("ada", answered(first, PLUS_TWO))
    said = autograder(course, "grade", "ps1", "--jobs", "1")
    assert code in codes(course, "ada")
    assert ("may not fit" in said) is look
    assert course.score("ada")  # no points are lost by being flagged


def test_a_release_is_kept_once_and_handed_out_never(course: Course) -> None:
    """Is the same release kept once, and is nothing of it where students' files are?"""
    before = handout(course)
    release(course, FIRST)
    assert handout(course) == before
    (kept,) = (course.folder / ".autograder" / "releases" / "ps1").iterdir()
    assert "assert f(5) == 6" in (kept / "handouts" / "p1.ipynb").read_text(encoding="utf-8")
    assert kept.stat().st_mode & 0o077 == 0
    files = [path for path in (course.folder / "release").rglob("*") if path.is_file()]
    assert [path.name for path in files] == ["p1.ipynb"]
