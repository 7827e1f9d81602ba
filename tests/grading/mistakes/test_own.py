"""A course's own mistakes: read from mistakes/NAME.toml, named, and refused when they don't fit."""

import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from autograder.grading.course import CourseError
from autograder.grading.drawn import facets_of
from autograder.grading.mistakes.load import mistakes_of, slips_of
from autograder.grading.nbgrader.specification import _sources
from autograder.grading.question import judge
from tests.grading.harness import namespace_of
from tests.grading.mistakes.planted import names

SOURCE = "import numpy as np\n\ndef predict(x):\n    y = 2.0 * x + 1.0\n    return y"
ENTRY = """
[[mistake]]
name = "1 is forgotten"
seen = "The line goes through the origin."
why = "b was left out."
hint = "What comes of 0?"
reread = "ps1, 1 · Lines"

[[mistake.slip]]
of = "predict"
edits = [["+ 1.0", "+ 0.0"]]
"""
Make = Callable[[str], Path]


@pytest.fixture
def make(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Make:
    """Return what writes a course of one function, named as one of the kit's, and its mistakes."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("AUTOGRADER_COURSE", raising=False)
    cell = {"cell_type": "code", "id": "predict", "source": SOURCE}
    cell["metadata"] = {"nbgrader": {"solution": True}}  # type: ignore[assignment]
    path = tmp_path / "solutions" / "ps1" / "ps1.ipynb"
    path.parent.mkdir(parents=True)
    path.write_text(json.dumps({"nbformat": 4, "cells": [cell]}), encoding="utf-8")

    def write(text: str) -> Path:
        (tmp_path / "mistakes").mkdir(exist_ok=True)
        (tmp_path / "mistakes" / "ps1.toml").write_text(text, encoding="utf-8")
        return tmp_path

    return write


def named(source: str) -> list[str]:
    """Return the names of the mistakes in a student's function."""
    points = {"value": 2.0}
    facets = facets_of(lambda rng: {"x": (rng.normal(size=4),)}, None, (), 1e-5, None)
    return names(judge(facets, "ps1", namespace_of(source), "predict", points))


def test_a_mistake_of_the_courses_own_is_named(make: Make) -> None:
    """Is it named in code of another kind, and no other mistake of that function's name?"""
    make(ENTRY)
    assert named("def predict(x):\n    return x + x") == ["1 is forgotten"]
    assert named("def predict(x):\n    return x * x") == []
    assert named(SOURCE) == []


def test_it_stands_instead_of_the_kits(make: Make) -> None:
    """Does a course that knows the function keep the catalogue's entries of that name away?"""
    assert len(mistakes_of("predict", "ps1")) > 1
    make(ENTRY)
    assert [each.name for each in mistakes_of("predict", "ps1")] == ["1 is forgotten"]
    assert len(mistakes_of("predict")) > 1
    assert [(slip.name, slip.cell) for slip in slips_of("ps1")] == [("1 is forgotten", "predict")]


def test_a_change_counts_at_once(make: Make) -> None:
    """Is a file that is saved again read again?"""
    make(ENTRY)
    assert named("def predict(x):\n    return 2 * x") == ["1 is forgotten"]
    make(ENTRY.replace("1 is forgotten", "b is left out, as in older courses"))
    assert named("def predict(x):\n    return 2 * x") == ["b is left out, as in older courses"]


def test_they_go_where_grading_goes(make: Make) -> None:
    """Is the file among the sources that a worker gets, so that a result depends on it?"""
    root = make(ENTRY)
    assert set(_sources(root, ["ps1"])) == {"solutions/ps1/ps1.ipynb", "mistakes/ps1.toml"}


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("[[mistake", "can't be read: "),
        (ENTRY + "[other]", "each mistake stands under"),
        (ENTRY.replace('hint = "What comes of 0?"', ""), "mistake 1 needs hint"),
        (ENTRY.replace('"1 is forgotten"', '" "'), "mistake 1 needs name"),
        (ENTRY.partition("[[mistake.slip]]")[0], "mistake 1 needs a slip"),
        (ENTRY.replace('[["+ 1.0", "+ 0.0"]]', '["+ 1.0"]'), "mistake 1 needs a slip"),
        (ENTRY.replace("why =", 'becaus = "x"\nwhy ='), "other words than these"),
    ],
)
def test_a_file_that_is_not_whole_says_where(make: Make, text: str, words: str) -> None:
    """Does grading stop before the first student, with the file and what it lacks?"""
    root = make(text)
    with pytest.raises(CourseError, match=r"mistakes.ps1\.toml can't be read") as said:
        _sources(root, ["ps1"])
    assert words in str(said.value)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (ENTRY.replace('of = "predict"', 'of = "predcit"'), "which no solution cell of ps1 has"),
        (ENTRY.replace("+ 1.0", "+ 3.0"), "finds '+ 3.0' 0 times"),
    ],
)
def test_a_slip_that_does_not_fit_is_told_by_an_audit(make: Make, text: str, words: str) -> None:
    """Does it cost no student a point, and does the audit say it?"""
    make(text)
    with np.errstate(all="raise"):
        assert named("def predict(x):\n    return 2 * x") == []
    with pytest.raises(CourseError) as said:
        slips_of("ps1")
    assert words in str(said.value)
