"""One batch with submissions of every kind: each gets its result, and says what was odd."""

import copy
import subprocess
from typing import Any

import pytest

from autograder.course.files import MOST_FILES
from tests.gradebook.course import ANSWER, STUB, TESTS, Course, cell, notebook
from tests.support.gradebooks import put_gradebook

NO_SANDBOX = """
from autograder.engine.sandbox import bubblewrap
bubblewrap.find_bubblewrap = lambda: None
"""
VISIBLE = "assert f(1) == 2"


def edited(answer: str = ANSWER, **changes: str) -> dict[str, Any]:
    """Return a submission with an answer and other sources for some cells."""
    found = notebook(answer, VISIBLE)
    for each in found["cells"]:
        each["source"] = changes.get(each["id"].replace("-", "_"), each["source"])
    return found


def odd_attachment() -> dict[str, Any]:
    """Return a submission with half a character in the name of a picture."""
    found = edited()
    text = cell("note", "a picture", "markdown")
    text["attachments"] = {"\ud800.png": {"image/png": "aGFsbG8="}}
    found["cells"].append(text)
    return found


def without(*keys: str) -> dict[str, Any]:
    """Return a submission that lacks cells."""
    found = edited()
    found["cells"] = [each for each in found["cells"] if each["id"] not in keys]
    return found


def twice() -> dict[str, Any]:
    """Return a submission with its answer copied; the last copy is right."""
    found = edited()
    first = copy.deepcopy(found["cells"][1]) | {"source": "def f(x):\n    return 0", "id": "g"}
    found["cells"].insert(1, first)
    return found


def nameless() -> dict[str, Any]:
    """Return a submission whose cells have lost ids and metadata."""
    found = edited()
    for each in found["cells"]:
        del each["id"]
        each["metadata"] = {}
    return found | {"nbformat_minor": 4}


# By student: what they hand in, their score, and what the notice says.
SUBMISSIONS: dict[str, tuple[Any, float, str]] = {
    "ada": (edited(), 3.0, ""),
    "ben": (edited(f_tests="assert True"), 3.0, "f-tests, which is locked, was changed"),
    "cat": (edited("def f(x):\n    return 2", f_tests="assert True"), 0.0, "was changed"),
    "dan": ("{ this is no notebook", 0.0, "the notebook can't be read: not JSON"),
    "eve": (without("f-tests"), 3.0, "the cell f-tests is missing"),
    "fay": (without("f"), 0.0, "the cell f is missing"),
    "gil": (twice(), 3.0, "2 cells are named f"),
    "hal": (edited("import os\nos._exit(1)"), 0.0, ""),
    "ida": (edited("def f(x):\n    return x + 1 if x < 5 else 0"), 1.0, ""),
    "jim": (edited("def f(x):\n    print('\\ud800\\x1b]0;x\\x07')\n    return x + 1"), 3.0, ""),
    "kim": (odd_attachment(), 3.0, ""),
    "lea": (notebook(STUB, VISIBLE) | {"nbformat": 3}, 0.0, "not format 4"),
    "mia": (nameless(), 3.0, "put back as f, by what it defines (f)"),
    "max": ("", 0.0, "the notebook can't be read: not JSON"),
}


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Course:
    """Return the course with everything handed in."""
    made = Course(tmp_path_factory.mktemp("course"))
    put_gradebook(made.folder, "small")
    done = made.nbgrader("generate_assignment", "ps1")
    assert done.returncode == 0, done.stderr
    for student, (content, _, _) in SUBMISSIONS.items():
        made.hand_in(student, content)
    return made


@pytest.fixture(scope="module")
def done(course: Course) -> subprocess.CompletedProcess[str]:
    """Return what the command that graded them all said."""
    return course.nbgrader("autograde", "ps1")


@pytest.mark.parametrize("student", SUBMISSIONS)
def test_score(course: Course, done: subprocess.CompletedProcess[str], student: str) -> None:
    """Does each submission get its score, whatever the one before it was?"""
    assert done.returncode == 0, done.stderr
    assert course.score(student) == SUBMISSIONS[student][1]


@pytest.mark.usefixtures("done")
@pytest.mark.parametrize("student", SUBMISSIONS)
def test_notice(course: Course, student: str) -> None:
    """Does the first cell list the differences from the handout, if there are any?"""
    words = SUBMISSIONS[student][2]
    assert words in course.said(student)
    assert course.said(student).startswith("**This submission differs") == bool(words)


@pytest.mark.usefixtures("done")
@pytest.mark.parametrize("student", SUBMISSIONS)
def test_tests_are_the_courses(course: Course, student: str) -> None:
    """Do the tests that were run, hidden ones too, stand in each graded notebook?"""
    sources = ["".join(each["source"]) for each in course.graded(student)]
    assert sources.count(TESTS) == 1


@pytest.mark.usefixtures("done")
def test_feedback_hides_tests(course: Course) -> None:
    """Does a feedback page carry no hidden test, nor a traceback that quotes one?"""
    assert course.nbgrader("generate_feedback", "ps1", "--student=ida").returncode == 0
    page = (course.folder / "feedback" / "ida" / "ps1" / "p1.html").read_text(encoding="utf-8")
    assert "AssertionError" in page
    assert "== 6" not in page.replace("<span", "\n<span").replace("</span>", "")


def test_handed_in_again(course: Course) -> None:
    """Does a second submission replace the score of the first, also one that can't be read?"""
    for content, score in ((edited(), 3.0), (edited("1 / 0"), 0.0), (edited(), 3.0), ("?", 0.0)):
        course.hand_in("ned", content)
        graded = course.autograde("ned")
        assert graded.returncode == 0, graded.stderr
        assert course.score("ned") == score


def test_files_that_were_left_out_are_said(course: Course) -> None:
    """Does the graded notebook name links and files beyond the limit, and keep its points?"""
    folder = course.hand_in("rob", edited())
    for number in range(MOST_FILES + 1):
        (folder / f"{number:03}.txt").write_text("x")
    (folder / "000.csv").symlink_to(course.folder / "gradebook.db")
    graded = course.autograde("rob")
    assert graded.returncode == 0, graded.stderr
    assert course.score("rob") == 3.0
    said = course.said("rob")
    assert "the file 000.csv was left out (a symbolic link is not followed)" in said
    assert "the file 200.txt was left out (more than 200 files)" in said
    assert not (course.folder / "autograded" / "rob" / "ps1" / "000.csv").exists()


def test_process_isolation_is_said(course: Course) -> None:
    """Do the log and the graded notebook say that there was no sandbox?"""
    course.hand_in("oli", edited())
    graded = course.autograde("oli", "--GradingSettings.isolation=process")
    assert graded.returncode == 0, graded.stderr
    assert course.score("oli") == 3.0
    assert "WITHOUT a sandbox" in graded.stderr
    assert "WITHOUT a sandbox" in course.said("oli")


def test_no_execute_keeps_outputs(course: Course) -> None:
    """Does `--no-execute` keep the outputs that were handed in?"""
    content = edited()
    output = {"output_type": "stream", "name": "stdout", "text": "kept"}
    content["cells"][1]["outputs"] = [output]
    course.hand_in("pat", content)
    graded = course.autograde("pat", "--no-execute")
    assert graded.returncode == 0, graded.stderr
    (answer,) = [each for each in course.graded("pat") if each["id"] == "f"]
    assert "".join(answer["outputs"][0]["text"]) == "kept"


@pytest.fixture
def graded_before(course: Course) -> Course:
    """Return the course when one student has full points."""
    course.hand_in("quy", edited())
    graded = course.autograde("quy")
    assert graded.returncode == 0, graded.stderr
    assert course.score("quy") == 3.0
    return course


def test_other_languages_are_refused(graded_before: Course) -> None:
    """Is a course in another language refused in plain words, with every score as it was?"""
    graded_before.say_language("R")
    graded = graded_before.autograde("quy")
    graded_before.say_language("python")
    assert graded.returncode != 0
    assert "p1 is a notebook for R" in graded.stderr
    assert "Take configure(c) out" in graded.stderr
    assert graded_before.score("quy") == 3.0


def test_a_setting_with_its_old_name_changes_no_score(graded_before: Course) -> None:
    """Does grading stop with the new name of a setting, and every score stay?"""
    graded_before.configure("c.ExecuteApart.timeout = 20\n")
    graded = graded_before.autograde("quy")
    graded_before.configure("")
    assert graded.returncode != 0
    assert "c.ExecuteApart is called c.GradingSettings now" in graded.stderr
    assert graded_before.score("quy") == 3.0


def test_no_sandbox_changes_no_score(graded_before: Course) -> None:
    """Without a sandbox, does grading stop in plain words and every score stay?"""
    graded_before.configure(NO_SANDBOX)
    graded_before.hand_in("quy", edited("1 / 0"))
    graded = graded_before.autograde("quy")
    graded_before.configure("")
    assert graded.returncode != 0
    assert "bubblewrap is not installed" in graded.stderr
    assert "--isolation process" in graded.stderr
    assert graded_before.score("quy") == 3.0
