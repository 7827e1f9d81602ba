"""What `autograder report --terms` and `--keep-term` write and say."""

import json
from collections.abc import Iterable
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from autograder.cli import app
from tests.instructors.reports.class_report.made import ASSIGNMENT, MadeClass

MISTAKE = "the loss is not divided by N"
CATALOGUE = f"""
[[mistake]]
name = "{MISTAKE}"
seen = "It is N times too large."
why = "The sum was taken."
hint = "What if every example is listed twice?"
reread = "1"

[[mistake.slip]]
of = "f"
edits = [["x", "y"]]
"""


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> MadeClass:
    """Return a course that knows a mistake, with a handout and without students; to be copied."""
    course = MadeClass(tmp_path_factory.mktemp("made") / "course")
    course.make()
    (course.folder / "mistakes").mkdir()
    (course.folder / "mistakes" / f"{ASSIGNMENT}.toml").write_text(CATALOGUE)
    release(course, "Take the mean.")
    return course


def release(course: MadeClass, intro: str) -> None:
    """Write the handout and its source."""
    cells = [
        _cell("title", "markdown", "# One"),
        _cell("f-intro", "markdown", f"## 1 · A loss\n{intro}"),
        _cell("f", "code", "def f(x): ..."),
        _cell("f-tests", "code", "# a test"),
        _cell("end", "markdown", "## The end"),
    ]
    for folder in ("release", "source"):
        path = course.folder / folder / ASSIGNMENT / "p1.ipynb"
        path.parent.mkdir(parents=True, exist_ok=True)
        found = {"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": cells}
        path.write_text(json.dumps(found), encoding="utf-8")


def _cell(key: str, kind: str, source: str) -> dict[str, object]:
    more: dict[str, object] = {}
    if kind == "code":
        more = {"outputs": [], "execution_count": None}
    return {"cell_type": kind, "id": key, "source": source, "metadata": {}, **more}


def grade(course: MadeClass, count: int, wrong: int) -> MadeClass:
    """Let so many hand in, of whom so many make the mistake."""
    for number in range(count):
        made = number < wrong
        failed: Iterable[str] = ["loss"] if made else []
        mistakes = [MISTAKE] if made else []
        course.grade(f"student-{number:03}", failed, mistakes=mistakes)
    return course


@pytest.fixture(scope="module")
def terms(
    empty: MadeClass, tmp_path_factory: pytest.TempPathFactory
) -> tuple[MadeClass, MadeClass]:
    """Return two courses: after the text was changed the mistake became rare."""
    folder = tmp_path_factory.mktemp("terms")
    before = grade(empty.copy(folder / "2025-autumn"), 24, 18)
    after = empty.copy(folder / "2026-spring")
    release(after, "Take the mean over the N examples, not the sum.")
    return before, grade(after, 26, 2)


def run(folder: Path, *words: str) -> Result:
    """Run the command in a folder."""
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        return CliRunner().invoke(app, ["report", ASSIGNMENT, *words])


def test_two_courses(terms: tuple[MadeClass, MadeClass]) -> None:
    """Are two courses' folders compared: on a terminal, on a page, and for programs?"""
    before, after = terms
    words = ("--terms", str(before.folder), str(after.folder))
    done = run(after.folder, *words)
    assert done.exit_code == 0, done.output
    said = " ".join(done.output.split())
    assert "2025-autumn to 2026-spring" in said
    assert "▼ rarer" in said
    assert "f: another text in p1/f-intro." in said
    assert "2 comparisons" in said
    assert "How long students worked is not told" in said
    page = (after.folder / "reports" / f"{ASSIGNMENT}-terms.html").read_text(encoding="utf-8")
    assert MISTAKE in page
    assert "18 of 24" in page
    assert "student-0" not in page + done.output
    found = json.loads(run(after.folder, *words, "--json").stdout)
    (change,) = (e for e in found["steps"][0]["changes"] if e["kind"] == "mistake")
    assert (change["before"], change["after"], change["verdict"]) == ([18, 24], [2, 26], "rarer")
    assert found["terms"][0]["handed_in"]["quartiles"] == [1.0, 1.0, 1.0]


def test_kept_terms(terms: tuple[MadeClass, MadeClass], tmp_path: Path, empty: MadeClass) -> None:
    """Does what was kept say the same as the courses, without any name, and without a gradebook?"""
    before, after = terms
    words = ("--terms", str(before.folder), str(after.folder), "--json")
    expected = json.loads(run(after.folder, *words).stdout)
    next_year = empty.copy(tmp_path / "2026-autumn")
    for course in terms:
        term = course.folder.name
        done = run(course.folder, "--keep-term", term)
        assert done.exit_code == 0, done.output
        kept = course.folder / "terms" / term / f"{ASSIGNMENT}.json"
        assert f"Kept {term} of ps1" in done.output
        assert "student-" not in kept.read_text(encoding="utf-8")
        there = next_year.folder / "terms" / term / kept.name
        there.parent.mkdir(parents=True)
        there.write_bytes(kept.read_bytes())
        assert run(course.folder, "--keep-term", term).exit_code == 0
        assert there.read_bytes() == kept.read_bytes()  # kept again it is the same
    found = json.loads(run(next_year.folder, "--terms", "--json").stdout)
    assert found == expected


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--terms",), "No term of ps1 is kept"),
        (("--terms", "nowhere"), "neither a course with an nbgrader_config.py nor a kept term"),
        (("somewhere",), "Folders are for --terms"),
        (("--keep-term", "../up"), "can't be a term's name"),
        (("--keep-term", "2026"), "Nothing is graded yet for ps1"),
        (("--keep-term", "a", "--terms"), "first keep, then compare"),
        (("--terms", "--anonymous"), "--anonymous is for the report of one class"),
    ],
)
def test_what_cannot_be(
    empty: MadeClass, tmp_path: Path, words: tuple[str, ...], said: str
) -> None:
    """Is each a sentence and code 1, with nothing written?"""
    course = empty.copy(tmp_path / "course")
    done = run(course.folder, *words)
    assert done.exit_code == 1, done.output
    assert said in done.stderr
    assert not (course.folder / "reports").exists()
    assert not (course.folder / "terms").exists()


@pytest.mark.parametrize(
    "content",
    ["", "{}", "[1]", '{"term": "a", "assignment": "ps1", "students": 1, "questions": 3}'],
)
def test_a_file_that_is_no_term(empty: MadeClass, tmp_path: Path, content: str) -> None:
    """Is a spoilt record named, with what to do?"""
    course = empty.copy(tmp_path / "course")
    path = course.folder / "terms" / "2025" / f"{ASSIGNMENT}.json"
    path.parent.mkdir(parents=True)
    path.write_text(content)
    done = run(course.folder, "--terms")
    assert done.exit_code == 1
    assert f"{path} is no kept term" in done.stderr


def test_counts_that_do_not_fit(terms: tuple[MadeClass, MadeClass], tmp_path: Path) -> None:
    """Is a record refused in which more made a mistake than there were?"""
    before, _ = terms
    path = tmp_path / "edited.json"
    assert run(before.folder, "--keep-term", "kept").exit_code == 0
    kept = json.loads((before.folder / "terms" / "kept" / f"{ASSIGNMENT}.json").read_bytes())
    kept["questions"][0]["mistakes"][MISTAKE] = 1000
    path.write_text(json.dumps(kept))
    done = run(before.folder, "--terms", str(path))
    assert done.exit_code == 1
    assert "its numbers don't fit one another" in done.stderr


def test_few_students(empty: MadeClass, tmp_path: Path) -> None:
    """Is nothing claimed of a class of four, and is that said when it is kept, too?"""
    course = grade(empty.copy(tmp_path / "small"), 4, 4)
    done = run(course.folder, "--keep-term", "small")
    assert "small has only 4 students" in done.output
    done = run(course.folder, "--terms", str(course.folder / "terms" / "small"))
    assert done.exit_code == 0, done.output
    assert "small has 4 graded: under 10 nothing is claimed" in done.output
    assert "Only small is there: nothing to compare it with." in done.output
