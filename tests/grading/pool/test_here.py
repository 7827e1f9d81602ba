"""Cells that only call the kit's checks run in the worker itself, which must stay as it was."""

import json
import os
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import psutil
import pytest

from autograder.grading.grade.keys import with_key
from autograder.grading.grade.material import Graded, Specification, Submission
from autograder.grading.nbgrader.points import points_of
from autograder.grading.pool.grader import Grader
from autograder.grading.pool.here import watched
from autograder.grading.running.cells import Role, RunCell
from autograder.grading.running.trusted import leave_nothing
from tests.grading.harness import ROOT, cells
from tests.grading.pool.tiny import notebook_of, specification

QUESTION, TESTS = "hinge-loss", "hinge-loss-tests"
FILE = "solutions/svm-loss/svm-loss.ipynb"
WRONG = "def hinge_loss(scores, y):\n    return float(scores.sum())\n"
ENDLESS = "def hinge_loss(scores, y):\n    while True:\n        pass\n"
OTHER = "hinge = 1\n"


def hinge() -> Specification:
    """Return the question on the hinge of svm-loss as an assignment of its own."""
    sources = cells("svm-loss")
    content = notebook_of({"setup": sources["setup"], QUESTION: "", TESTS: sources[TESTS]}, 3)
    given = replace(specification(), handout=content)
    asked = replace(given.settings, asked=frozenset({"hinge_loss"}))
    files = {FILE: (ROOT / FILE).read_bytes()}
    return with_key(replace(given, settings=asked, sources=files))


def submission(answer: str) -> Submission:
    """Return a student's answer to it."""
    sources = cells("svm-loss")
    content = notebook_of({"setup": sources["setup"], QUESTION: answer, TESTS: ""}, 3)
    return Submission("s", json.dumps(content).encode())


def right() -> str:
    """Return the solution."""
    return cells("svm-loss")[QUESTION]


def points(graded: Graded) -> float | None:
    """Return the points of the question."""
    return points_of(graded.cells).scores[TESTS]


@pytest.fixture
def grader(monkeypatch: pytest.MonkeyPatch) -> Iterator[Grader]:
    """Yield a grader, and a place for it to wait at."""
    monkeypatch.setenv("NBGRADER_EXECUTION", "autograde")
    monkeypatch.setenv("AUTOGRADER_COURSE", str(ROOT))
    ours, theirs = os.pipe()
    found = Grader(ours)
    found.prepare(hinge())
    yield found
    found.end()
    os.close(ours)
    os.close(theirs)


def test_here_and_apart_are_the_same(grader: Grader) -> None:
    """Do points not depend on where the cells run, in any order?"""
    answers = {right(): 3.0, WRONG: 1.0, OTHER: 0.0}
    for careful in (False, True, False):
        for answer, wanted in answers.items():
            assert points(grader.grade("p1", submission(answer), careful)) == wanted, answer


def test_nothing_of_a_submission_is_there_for_the_next(grader: Grader) -> None:
    """Is a function of the student before not found by the next one's test?"""
    assert points(grader.grade("p1", submission(right()), careful=False)) == 3.0
    after = grader.grade("p1", submission(OTHER), careful=False)
    assert points(after) == 0.0
    assert "NameError" in after.text


def test_the_process_stays_as_it_was(grader: Grader) -> None:
    """Are folder, import path and processes the same after as before?"""
    grader.grade("p1", submission(right()), careful=False)
    before = Path.cwd(), sys.path[:], files(), children()
    for answer in (right(), WRONG, ENDLESS):
        grader.grade("p1", submission(answer), careful=False)
    after = Path.cwd(), sys.path[:], files(), children()
    assert before[:2] == after[:2]
    assert before[2] == after[2]
    assert before[3] >= after[3]


def files() -> int:
    """Return how many files are open in this process."""
    return len(list(Path("/proc/self/fd").iterdir()))


def children() -> int:
    """Return how many processes there are below this one."""
    return len(psutil.Process().children(recursive=True))


def _write(tell: int) -> None:
    os.write(tell, b"cleared")


def test_the_watch_ends_a_process_that_nobody_waits_for() -> None:
    """When the asker hangs up in the middle, does the process clear up and end?"""
    ours, theirs = os.pipe()
    told, tell = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(theirs)
        with watched(60.0, ours, lambda: _write(tell)):
            while True:
                pass
    os.close(theirs)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 1
    assert os.read(told, 100) == b"cleared"


def test_the_watch_ends_a_process_that_takes_long() -> None:
    """Does a process end that takes longer than it may?"""
    ours, _theirs = os.pipe()
    child = os.fork()
    if child == 0:
        with watched(0.2, ours, lambda: None):
            while True:
                pass
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 1


def test_the_watch_lets_go() -> None:
    """Does nothing happen to a process that is done in time?"""
    ours, _theirs = os.pipe()
    with watched(60.0, ours, lambda: None):
        pass


@pytest.mark.parametrize(
    "assignment",
    ["softmax-function", "gradient-check", "softmax-loss", "svm-loss", "linear-classifier"],
)
def test_the_kits_own_tests_leave_nothing(assignment: str) -> None:
    """Are all test cells of the kit's assignments of this kind?"""
    sources = cells(assignment)
    tests = [RunCell(key, text, "test") for key, text in sources.items() if key.endswith("-tests")]
    assert len(tests) >= 2
    assert leave_nothing([RunCell("setup", sources["setup"], "given"), *tests])


CHECK = "from autograder.checks import check_softmax\n"


@pytest.mark.parametrize(
    "source",
    [
        "x = 1",
        "assert f(1) == 2",
        "def f(): pass",
        "%matplotlib inline",
        "import os",
        "from os import *",
        "from . import x",
        "from autograder.checks import *",
        "print(1)",
        "f(1)",
        CHECK + "check_softmax(lambda s: s)",
        CHECK + "check_softmax(f(1))",
        CHECK + "check_softmax(*f)",
        CHECK + "check_softmax(**f)",
        CHECK + "check_softmax({**f})",
        CHECK + "check_softmax(x := 1)",
        CHECK + "check_softmax(f).show()",
        CHECK + "check_softmax(data.load())",
        CHECK + "from numpy import sum as check_softmax\ncheck_softmax(f)",
        "from autograder.checks.waiting import leave_out\nleave_out()",
        "from autograder.checks import gradcheck as check_it\ncheck_it(f)",
        "from numpy import sum\nsum(f)",
    ],
)
@pytest.mark.parametrize("role", ["test", "given"])
def test_others_may_leave_something(source: str, role: Role) -> None:
    """Is anything but a call of a check run apart?"""
    assert not leave_nothing([RunCell("a", source, role)])


@pytest.mark.parametrize("role", ["answer", "extra", "demo"])
def test_the_students_cells_dont_matter(role: Role) -> None:
    """Are only those cells looked at that run on the grader's side?"""
    assert leave_nothing([RunCell("a", "x = 1", role)])
    assert not leave_nothing([RunCell("a", "x = 1", role, imports="import os")])
