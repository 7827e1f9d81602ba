"""Each student is graded by their own variant; the gradebook knows one assignment."""

import csv
import json
from pathlib import Path
from typing import Any

import pytest
from nbgrader.api import Gradebook

from autograder.course.folders import CourseError
from autograder.course.variant_list import assigned, read_listed
from autograder.course.variants import read_variants
from autograder.findings import Code
from autograder.instructors.reports.class_report.figures import figures
from autograder.instructors.reports.class_report.load import load_class
from autograder.results import read_graded
from tests.gradebook.course import SOLUTION, Course, notebook
from tests.support.commands import AUTOGRADER, python, without

PLUS = {"a": "def f(x):\n    return x + 1", "b": "def f(x):\n    return x + 2"}
TESTS = "assert f(1) == 2\n### BEGIN HIDDEN TESTS\nassert f(5) == 6\n### END HIDDEN TESTS"
TOML = """
[variants]
a = ["one"]
b = ["two"]

[values.one]
n = "1"
first = "2"
hidden = "6"
more = "3"

[values.two]
n = "2"
first = "3"
hidden = "7"
more = "4"

[[place]]
cells = ["f"]
texts = ["def f(x):  # adds <<n>>", "return x + <<n>>"]

[[place]]
cells = ["f-tests"]
texts = ["assert f(1) == <<first>>", "assert f(5) == <<hidden>>"]

[[place]]
cells = ["more-tests"]
texts = ["assert f(2) == <<more>>"]
"""
# Who has which is written for these; the others draw.
LISTED = {"ada": "a", "ben": "b", "cem": "b", "dot": "a", "eve": "b", "fay": "b", "gus": "b"}
LISTED |= {"tim": "a", "tom": "b"}
TEAM = [{"name": "t", "members": ["tim", "tom"], "by": "tom"}]


def run(course: Course, *words: str, code: int = 0) -> str:
    """Run a command in the course; return what it says."""
    done = python([*AUTOGRADER, *words], course.folder, without("AUTOGRADER"))
    assert done.returncode == code, done.stdout + done.stderr
    return done.stdout + done.stderr


def handout(course: Course, letter: str) -> dict[str, Any]:
    """Return a variant's handout."""
    path = course.folder / f"assignments-{letter}" / "ps1" / "p1.ipynb"
    found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return found


def answered(given: dict[str, Any], answer: str) -> dict[str, Any]:
    """Return a handout with an answer."""
    cells = [{**each, "source": answer} if each["id"] == "f" else each for each in given["cells"]]
    return {**given, "cells": cells}


def unnamed(given: dict[str, Any]) -> dict[str, Any]:
    """Return a notebook as an editor saves it that drops metadata and ids."""
    cells = [{**each, "metadata": {}} for each in given["cells"]]
    for each in cells:
        del each["id"]
    return {**given, "cells": cells, "nbformat_minor": 4}


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Course:
    """Return a course with two variants, in which a class is graded."""
    made = small(tmp_path_factory.mktemp("variants"))
    listed = "".join(f"{student},{letter}\n" for student, letter in LISTED.items())
    (made.folder / "variants" / "ps1.csv").write_text(f"student_id,variant\n{listed}")
    run(made, "variants", "ps1")
    a, b = (handout(made, letter) for letter in "ab")
    made.hand_in("ada", answered(a, PLUS["a"]))
    made.hand_in("ben", answered(b, PLUS["b"]))
    made.hand_in("cem", answered(b, PLUS["a"]))  # copied the answer
    made.hand_in("dot", answered(b, PLUS["b"]))  # copied the file
    made.hand_in("eve", answered(a, PLUS["a"]))  # the same, the other way round
    made.hand_in("fay", b)
    made.hand_in("gus", unnamed(answered(b, PLUS["b"])))
    for member in ("tim", "tom"):  # who worked together, on tom's handout
        made.hand_in(member, answered(b, PLUS["b"]))
    teams = made.folder / ".autograder" / "teams" / "ps1.json"
    teams.parent.mkdir(parents=True)
    teams.write_text(json.dumps(TEAM))
    run(made, "grade", "ps1", "--jobs", "1")
    return made


def small(folder: Path) -> Course:
    """Return a course that could have variants."""
    made = Course(folder)
    source = notebook(SOLUTION.replace("def f(x):", "def f(x):  # adds 1"), TESTS)
    made.write(made.folder / "source" / "ps1", source)
    (made.folder / "variants").mkdir()
    (made.folder / "variants" / "ps1.toml").write_text(TOML)
    return made


def test_each_is_graded_by_their_own(course: Course) -> None:
    """Has a right answer to the own variant all points, one that fits the neighbour's none?"""
    expected = {"ada": 3, "ben": 3, "cem": 0, "dot": 0, "eve": 0, "fay": 0, "gus": 3}
    expected |= {"tim": 3, "tom": 3}  # a team by the handout that it worked on
    assert {name: course.score(name) for name in expected} == expected


def test_nbgraders_own_command_agrees(course: Course) -> None:
    """Has nbgrader autograde, and so the formgrader's button, the same points?"""
    for name, score in (("ben", 3), ("cem", 0), ("dot", 0)):
        done = course.autograde(name)
        assert done.returncode == 0, done.stderr
        assert course.score(name) == score


def test_a_file_of_anothers_is_told(course: Course) -> None:
    """Is it said of those alone who handed in another handout than their own?"""
    told = set()
    for name in LISTED:
        path = course.folder / "autograded" / name / "ps1" / "p1.ipynb"
        if Code.OTHER_VARIANT in {e.code for e in read_graded(path.read_bytes()).differences}:
            told.add(name)
    assert told == {"dot", "eve"}


def test_who_fits_another(course: Course) -> None:
    """Are answers named that are right by the other variant, and no others, to the instructor?"""
    found = json.loads(run(course, "variants", "ps1", "--fits", "--json"))
    assert {(each["student"], each["own"], each["other"]) for each in found} == {
        ("cem", "b", "a"),
        ("dot", "a", "b"),
        ("eve", "b", "a"),
    }
    assert "no verdict" in run(course, "variants", "ps1", "--fits")
    for name in ("cem", "dot", "eve"):  # nothing of it is for students
        path = course.folder / "autograded" / name / "ps1" / "p1.ipynb"
        assert "fits another" not in path.read_text(encoding="utf-8")


def test_one_column(course: Course) -> None:
    """Do gradebook, exports and report know the assignment once, with the points of each?"""
    with Gradebook(f"sqlite:///{course.folder / 'gradebook.db'}") as book:
        assert [each.name for each in book.assignments] == ["ps1"]
    run(course, "export", "--to", "canvas", "--file", "canvas.csv")
    with (course.folder / "canvas.csv").open(encoding="utf-8") as file:
        head = next(csv.reader(file))
    assert [title for title in head if "ps1" in title] == ["ps1"]
    found = figures(load_class(course.folder, "ps1"))
    assert found.graded == len(LISTED)
    assert [each.not_begun for each in found.questions] == [1, 1]  # fay's, with the stub of b


def test_the_draw(course: Course) -> None:
    """Is it the same each time, about even, and of no other student's when one comes later?"""
    everybody = [f"s{number}" for number in range(400)]
    first = assigned(course.folder, "ps1", ("a", "b"), everybody)
    assert first == assigned(course.folder, "ps1", ("a", "b"), everybody)
    assert assigned(course.folder, "ps1", ("a", "b"), ["s7"]) == {"s7": first["s7"]}
    assert 140 < sum(letter == "a" for letter in first.values()) < 260
    assert first != assigned(course.folder, "ps2", ("a", "b"), everybody)
    assert assigned(course.folder, "ps1", ("a", "b"), ["ben"]) == {"ben": "b"}


def test_who_came_later_has_one(course: Course, tmp_path: Path) -> None:
    """Does a student who is new have a variant at once, and a handout of their own?"""
    new = tmp_path / "new.csv"
    new.write_text("student_id,name\nzoe,Zoe Z\n")
    before = read_listed(course.folder, "ps1", ("a", "b"))
    folder = tmp_path / "handouts"
    run(course, "variants", "ps1", "--class-list", str(new), "--each", str(folder))
    after = read_listed(course.folder, "ps1", ("a", "b"))
    assert after == {**before, "zoe": after["zoe"]}
    for student in ("ada", "ben", "zoe"):
        mine = json.loads((folder / student / "ps1" / "p1.ipynb").read_text(encoding="utf-8"))
        assert mine == handout(course, after[student])
    course.hand_in("zoe", answered(handout(course, after["zoe"]), PLUS[after["zoe"]]))
    run(course, "grade", "ps1", "--jobs", "1")
    assert course.score("zoe") == 3


def test_a_list_that_a_spreadsheet_saved(course: Course, tmp_path: Path) -> None:
    """Is an id that has lost its zeros named, and nobody drawn anew in its place?"""
    known = tmp_path / "class.csv"
    known.write_text("student_id\n0012\n0013\n")
    run(course, "variants", "ps1", "--list", "--class-list", str(known))
    path = course.folder / "variants" / "ps1.csv"
    path.write_text(path.read_text().replace("0012,", "12,"))
    before = path.read_bytes()
    said = run(course, "variants", "ps1", "--list", "--class-list", str(known), code=1)
    assert "'12'" in said and "'0012'" in said and path.read_bytes() == before


def test_another_variant_is_graded_anew(course: Course) -> None:
    """Is a student's work graded again, and nobody else's, when they are given another variant?"""
    path = course.folder / "variants" / "ps1.csv"
    before = path.read_text()
    path.write_text(before.replace("ada,a", "ada,b"))
    try:
        assert "9 unchanged, 1 would be graded" in run(course, "grade", "ps1", "--dry-run")
    finally:
        path.write_text(before)


def test_an_audit_of_a_variant(course: Course) -> None:
    """Are a variant's own tests asked, about its own solution?"""
    words = ("audit", "ps1", "--variant", "b", "--no-catalogue", "--jobs", "1", "--json")
    found, _ = json.JSONDecoder().raw_decode(run(course, *words))  # progress comes behind
    assert found["killed"] == found["mutants"] > 0
    said = run(course, "audit", "ps1", "--variant", "h", code=1)
    assert "ps1 has no variant 'h', but a, b." in said


def test_handouts_that_nothing_tells_apart(tmp_path: Path) -> None:
    """Is it said when a neighbour's file can't be told, and not where it can?"""
    course = small(tmp_path)
    assert "handouts of" not in run(course, "variants", "ps1")
    source = notebook(tests="### BEGIN HIDDEN TESTS\nassert f(5) == 6\n### END HIDDEN TESTS")
    del source["cells"][-1]  # the other tests, whose answers students see
    course.write(course.folder / "source" / "ps1", source)
    said = TOML.replace('"def f(x):  # adds <<n>>", ', "").replace(
        '"assert f(1) == <<first>>", ', ""
    )
    toml = course.folder / "variants" / "ps1.toml"
    toml.write_text(said[: said.index('\n[[place]]\ncells = ["more-tests"]')])
    assert "ps1: the handouts of a, b differ in no cell" in run(course, "variants", "ps1")


def test_off_by_default(tmp_path: Path) -> None:
    """Is nothing of it done before the command is asked for, whatever variants/ holds?"""
    course = small(tmp_path)
    (course.folder / "variants" / "ps1.csv").write_text("student_id,variant\nben,b\n")
    run(course, "release", "ps1")
    released = course.folder / "release" / "ps1" / "p1.ipynb"
    course.hand_in("ben", answered(json.loads(released.read_text()), PLUS["a"]))
    run(course, "grade", "ps1", "--jobs", "1")
    assert course.score("ben") == 3
    assert not (course.folder / ".autograder" / "variants").exists()
    assert not list(course.folder.glob("assignments-*"))
    said = run(course, "variants", "ps1", "--fits", code=1)
    assert "No variants of ps1 are made" in said


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('b = ["two"]', 'c = ["two"]', "needs two to 8 variants"),
        ('b = ["two"]', "", "needs two to 8 variants"),
        ('more = "4"', "", "variant b has no value for more"),
        ('["two"]', '["one"]', "two of its variants are the same"),
        ("== <<more>>", "== <<more>> ", "and not once"),
        ('cells = ["more-tests"]', 'cells = ["nowhere"]', "doesn't have: nowhere"),
        ('"return x + <<n>>"', '"return x + <<n>>", "x + <<n>>"', "overlap"),
        ("[variants]", "[variants", "doesn't say how variants differ"),
    ],
)
def test_what_cannot_be_made(tmp_path: Path, old: str, new: str, said: str) -> None:
    """Is it a sentence on the file, and nothing is made?"""
    course = small(tmp_path)
    path = course.folder / "variants" / "ps1.toml"
    assert old in TOML
    path.write_text(TOML.replace(old, new))
    assert said in run(course, "variants", "ps1", code=1)
    assert not (course.folder / ".autograder" / "variants").exists()
    assert not list(course.folder.glob("assignments*"))


def test_a_list_with_another_letter(tmp_path: Path) -> None:
    """Is a row that gives nobody's variant named by its line, and nothing is made?"""
    course = small(tmp_path)
    (course.folder / "variants" / "ps1.csv").write_text("student_id,variant\nben,x\n")
    with pytest.raises(CourseError, match="each student has one of a, b"):
        read_listed(course.folder, "ps1", read_variants(course.folder, "ps1").letters)
    assert "line 2" in run(course, "variants", "ps1", code=1)
    (course.folder / "variants" / "ps1.csv").write_text("student_id,variant\n../../ben,a\n")
    assert "line 2" in run(course, "variants", "ps1", code=1)
    assert not list(course.folder.glob("assignments*"))
