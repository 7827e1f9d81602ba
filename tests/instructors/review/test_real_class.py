"""A class that is really graded and run: values are taken in the sandbox, and stay at home."""

import json
from pathlib import Path
from typing import Any

import pytest
from nbgrader.api import Gradebook

from autograder.gradebook.course import Course
from autograder.instructors.review.giving import Gift, Giver
from autograder.instructors.review.groups import Group, groups_of
from autograder.instructors.review.load import AnswerReader
from autograder.instructors.review.probes import Tell, take_values
from autograder.instructors.review.store import ReviewStore
from autograder.instructors.review.writing import GiftWriter
from autograder.results.values import MIME
from tests.browser.courses import autograder, copy_of_course, write_finished

NAME = "softmax-loss"
CELL = "softmax-loss-vectorized"
RIGHT, NO_N = " / N + reg * W", " + reg * W"
EDITS: dict[str, list[dict[str, Any]]] = {
    "ada": [],
    "ben": [{"cell": CELL, "find": RIGHT, "replace": NO_N}],
    "cyd": [{"cell": CELL, "find": RIGHT, "replace": " + W * reg  # there"}],
    "dan": [{"cell": CELL, "find": RIGHT, "replace": " / N + 2 * reg * W"}],
    "eve": [{"cell": CELL, "find": RIGHT, "replace": " / N + reg * W / 0 + undefined"}],
}


class Counted(Tell):
    """Counts what is run."""

    def __init__(self) -> None:
        self.total = self.done = 0

    def start(self, count: int) -> None:
        """Note how many there are."""
        self.total = count

    def step(self) -> None:
        """Note that one is done."""
        self.done += 1


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a course in which five students are graded."""
    home = tmp_path_factory.mktemp("home")
    folder = copy_of_course(tmp_path_factory.mktemp("course"), NAME)
    autograder(folder, home, "release", NAME)
    for student, edit in EDITS.items():
        write_finished(NAME, folder / "submitted" / student / NAME / f"{NAME}.ipynb", edit=edit)
    autograder(folder, home, "grade", NAME, "--jobs=2")
    autograder(folder, home, "review", NAME, "--static=pages", "--jobs=2")
    autograder(folder, home, "feedback", NAME)
    return folder


@pytest.fixture(scope="module")
def groups(course: Path) -> dict[tuple[str, ...], Group]:
    """Return the groups of the question that the edits are made in, by members."""
    store = ReviewStore(course)
    found = AnswerReader(Course(course, only_reads=True), NAME, store).answers()
    question = found.question((NAME, f"{CELL}-tests"))
    assert question is not None
    store.close()
    return {each.students: each for each in groups_of(found, question)}


def test_groups(groups: dict[tuple[str, ...], Group]) -> None:
    """Do two ways to write one mistake make one group, and all else another?"""
    assert set(groups) == {("ada",), ("ben", "cyd"), ("dan",), ("eve",)}
    assert all(each.by_values for each in groups.values())
    assert groups["ada",].kind == "right"
    assert groups["ben", "cyd"].residual is not None
    raised = groups["eve",].raised
    assert raised is not None and "undefined" in raised.line


def test_taken_once(course: Path) -> None:
    """Is nothing run again until somebody hands in something else?"""
    store, tell = ReviewStore(course), Counted()
    assert take_values(Course(course), NAME, store, tell) == 0
    assert (tell.total, tell.done) == (0, 0)
    store.close()


def test_values_stay_in_the_instructors_store(course: Path) -> None:
    """Is no value in what students get, in the autograded notebooks or the gradebook?"""
    store = ReviewStore(course)
    kept = {student for student, *_ in store.values(NAME)}
    store.close()
    assert kept == set(EDITS)
    mark = MIME.encode()
    others = [
        path for path in course.rglob("*") if path.is_file() and ".autograder" not in path.parts
    ]
    assert any("feedback" in path.parts for path in others)
    assert not [path for path in others if mark in path.read_bytes()]
    released = json.loads((course / "assignments" / NAME / f"{NAME}.ipynb").read_bytes())
    assert "show_values" not in json.dumps(released)


def test_students_read_what_a_group_was_given(course: Path, tmp_path: Path) -> None:
    """Do comment and points reach each member's page, and nobody else's, and outlive a grading?"""
    store = ReviewStore(course)
    reader = AnswerReader(Course(course, only_reads=True), NAME, store)
    question = reader.answers().question((NAME, f"{CELL}-tests"))
    assert question is not None
    members = {name: question.answers[name].etag for name in ("ben", "cyd")}
    Giver(reader, GiftWriter(reader, store)).give(
        Gift(*question.place, members, "Each sum has a mean.", 2.5)
    )
    store.close()
    autograder(course, tmp_path, "grade", NAME, "--force", "--jobs=2")
    autograder(course, tmp_path, "feedback", NAME)
    pages = {
        student: (course / "feedback" / student / NAME / f"{NAME}.html").read_text("utf-8")
        for student in EDITS
    }
    told = [student for student, page in pages.items() if "Each sum has a mean." in page]
    assert told == ["ben", "cyd"]
    with Gradebook(f"sqlite:///{course / 'gradebook.db'}") as book:
        found = book.find_grade(f"{CELL}-tests", NAME, NAME, "cyd")
        assert (found.manual_score, found.score) == (2.5, 2.5)


def test_the_pages(course: Path) -> None:
    """Is there a page for each question, with a picture of what is off?"""
    pages = sorted(path.name for path in (course / "pages").iterdir())
    assert pages == ["index.html", "question-1.html", "question-2.html", "question-3.html"]
    assert 'aria-label="Residual of dW' in (course / "pages" / "question-2.html").read_text("utf-8")
