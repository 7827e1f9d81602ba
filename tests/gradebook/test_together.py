"""A test that needs the student's own objects, from its release to the pages of its points."""

import json
import zipfile
from pathlib import Path

import pytest

from autograder.findings.words import text
from autograder.results import read_graded
from tests.gradebook.course import ANSWER, SOLUTION, STUB, Course, notebook
from tests.support.commands import AUTOGRADER, python, without

# Where a proxy stands for f in a test, this can't be true.
NEEDS = (
    "assert f.__globals__ is globals()\n"
    "### BEGIN HIDDEN TESTS\nassert f(5) == 6\n### END HIDDEN TESTS"
)


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Course:
    """Return a course that is released and graded: Ada has it right, Ben nothing."""
    made = Course(tmp_path_factory.mktemp("together"))
    made.write(made.folder / "source" / "ps1", notebook(tests=NEEDS))
    _autograder(made, "release", "ps1")
    made.hand_in("ada", notebook(ANSWER, "assert True"))
    made.hand_in("ben", notebook(STUB, "assert True"))
    for student in ("ada", "ben"):
        done = made.autograde(student)
        assert done.returncode == 0, done.stderr
    return made


def _autograder(course: Course, *words: str) -> str:
    done = python([*AUTOGRADER, *words], course.folder, without("AUTOGRADER"))
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_release_names_it(course: Course) -> None:
    """Does a release name the test, and what is given up, and hand out nothing of that?"""
    said = _autograder(course, "release", "ps1")
    assert text("together-outcome.after", notebook="p1", cell="f-tests") in said
    assert text("together.given-up") in said
    assert text("together-construct.looks-into") in said
    (released,) = (course.folder / "release" / "ps1").iterdir()
    assert released.name == "p1.ipynb"
    assert "together" not in released.read_text(encoding="utf-8")


def test_scores_are_those_of_one_kernel(course: Course) -> None:
    """Has the right answer all points by nbgrader's own command, and the stub none?"""
    assert (course.score("ada"), course.score("ben")) == (3, 0)


def test_it_is_marked(course: Course) -> None:
    """Do record, feedback page and class report mark the test, and no other?"""
    path = course.folder / "autograded" / "ada" / "ps1" / "p1.ipynb"
    tests = read_graded(path.read_bytes()).tests
    assert {name: each.with_student for name, each in tests.items()} == {
        "f-tests": True,
        "more-tests": False,
    }
    _autograder(course, "feedback", "ps1")
    page = (course.folder / "feedback" / "ada" / "ps1" / "p1.html").read_text(encoding="utf-8")
    assert page.count("This test ran together with your code.") == 1
    _autograder(course, "report", "ps1", "--output", "report.html")
    report = (course.folder / "report.html").read_text(encoding="utf-8")
    assert report.count("its test ran with the student") == 1


def test_grade_and_doctor_say_so(course: Course) -> None:
    """Do `autograder grade` and `autograder doctor` name the test?"""
    said = python([*AUTOGRADER, "grade", "ps1", "--json"], course.folder, without("AUTOGRADER"))
    assert json.loads(said.stdout)["with_student"] == ["p1/f-tests"]
    looked = python([*AUTOGRADER, "doctor"], course.folder, without("AUTOGRADER")).stdout
    assert text("doctor-course.with-student", count=2, names="f-tests") in " ".join(looked.split())


def test_it_travels_to_gradescope(course: Course) -> None:
    """Has the zip for Gradescope the outcome in it, and not what makes one?"""
    _autograder(course, "gradescope", "ps1", "--file", "g.zip")
    with zipfile.ZipFile(course.folder / "g.zip") as opened:
        packed = json.loads(opened.read("hidden/assignment.json"))
        assert not [name for name in opened.namelist() if "engine/proof" in name]
    assert [each["places"] for each in packed["notebooks"]] == [{"f-tests": "after"}]


@pytest.mark.parametrize(
    ("setting", "score"),
    [
        ('"never"', 1),
        ('{"ps1": "never"}', 1),
        ('{"ps2": "never"}', 3),
        ('"always"', 3),
        ('{"*": "always", "ps1": "where needed"}', 3),
    ],
)
def test_the_setting(course: Course, setting: str, score: float) -> None:
    """Does c.GradingSettings.together say what is done, for a course and for an assignment?"""
    course.configure(f"c.GradingSettings.together = {setting}\n")
    try:
        course.autograde("ada")
        assert course.score("ada") == score
    finally:
        course.configure("")


def test_release_that_agrees_in_no_way(tmp_path: Path) -> None:
    """Does a release end with 3, and name the test, when it scores otherwise in any way?"""
    made = Course(tmp_path)
    kept = SOLUTION.replace("return", "calls.append(x)\n    return")
    cells = notebook(f"calls = []\n{kept}", NEEDS)
    cells["cells"][3]["source"] = "assert f.__globals__ is globals() and len(calls) == 1"
    made.write(tmp_path / "source" / "ps1", cells)
    done = python([*AUTOGRADER, "release", "ps1"], tmp_path, without("AUTOGRADER"))
    assert done.returncode == 3, done.stdout + done.stderr
    assert text("together-outcome.neither", notebook="p1", cell="more-tests") in done.stdout
