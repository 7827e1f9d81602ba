"""A class is graded, a group of it gets a name, and the next grading and handout say it."""

from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from functools import cache
from pathlib import Path

import nbformat
import pytest

from autograder.checks.fingerprints.prints_file import fingerprint_of
from autograder.checks.fingerprints.verdict import judge
from autograder.gradebook.course import Course
from autograder.instructors.review.groups import Group, groups_of
from autograder.instructors.review.learning import Lesson
from autograder.instructors.review.load import AnswerReader
from autograder.instructors.review.probes import Tell, take_values
from autograder.instructors.review.server import Review
from autograder.instructors.review.store import ReviewStore
from autograder.judging.fingerprints.learning import NoPrint, print_of
from tests.browser.courses import autograder, copy_of_course, write_finished
from tests.conftest import ROOT
from tests.judging.fingerprints.test_learned import Student, lost, mutants, named

NAME, FUNCTION = "softmax-function", "softmax"
CELL = "softmax"
WORDS = {
    "name": "a mistake of this very class",
    "seen": "It looks as in this class.",
    "hint": "What did this class forget?",
    "reread": "softmax-function, 1 · One example",
}


@cache
def nameless() -> Student:
    """Return the first of the audit's mutants that has no name in the catalogue, and can have."""
    for each in mutants(NAME, FUNCTION):
        result = each.graded(0)
        with suppress(NoPrint):
            if lost(result) and not named(result):
                print_of(NAME, ROOT, FUNCTION, [each.values()])
                return each
    raise LookupError(FUNCTION)


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a course in which two of three made a mistake that has no name, and were graded."""
    home = tmp_path_factory.mktemp("home")
    folder = copy_of_course(tmp_path_factory.mktemp("course"), NAME)
    autograder(folder, home, "release", NAME)
    for student in ("ada", "ben", "cyd"):
        path = folder / "submitted" / student / NAME / f"{NAME}.ipynb"
        write_finished(NAME, path)
        if student != "cyd":
            notebook = nbformat.read(path, as_version=4)
            next(each for each in notebook.cells if each.id == CELL).source = nameless().source
            nbformat.write(notebook, path)
    autograder(folder, home, "grade", NAME, "--jobs=2")
    autograder(folder, home, "review", NAME, "--static=pages", "--jobs=2")
    with reviewed(folder) as review:
        group = group_of(review, "ada")
        members = {each.student: each.etag for each in group.members}
        assert review.teacher.learn(Lesson(NAME, f"{CELL}-tests", members, **WORDS)).count == 2
    autograder(folder, home, "grade", NAME, "--jobs=2")
    autograder(folder, home, "feedback", NAME)
    autograder(folder, home, "release", NAME)
    return folder


@contextmanager
def reviewed(course: Path) -> Iterator[Review]:
    """Yield the review of the class."""
    with closing(ReviewStore(course)) as store:
        reader = AnswerReader(Course(course, only_reads=True), NAME, store)
        yield Review(reader, store)


def group_of(review: Review, student: str) -> Group:
    """Return the group that a student is in, at the question."""
    found = review.reader.answers()
    question = found.question((NAME, f"{CELL}-tests"))
    assert question is not None
    return next(each for each in groups_of(found, question) if student in each.students)


def test_who_made_it_reads_it(course: Path) -> None:
    """Do both read the name in notebook and feedback, and does the page count them, not others?"""
    for student in ("ada", "ben", "cyd"):
        notebook = course / "autograded" / student / NAME / f"{NAME}.ipynb"
        page = course / "feedback" / student / NAME / f"{NAME}.html"
        for path in (notebook, page):
            assert (WORDS["name"] in path.read_text("utf-8")) == (student != "cyd")
    with reviewed(course) as review:
        group = group_of(review, "ada")
        assert group.names == ((WORDS["name"], 2),)
        found = review.reader.answers()
        number = [each.place[1] for each in found.questions].index(f"{CELL}-tests") + 1
        entry = next(e for e in review.known(found, number).entries if e.learned)
        assert (entry.name, entry.students) == (WORDS["name"], 2)


def test_the_next_one_reads_it_below_the_cell(course: Path) -> None:
    """Has the new handout's file the same words for a student who makes it, and none in clear?"""
    folder = course / "assignments" / NAME
    known = fingerprint_of(folder, [FUNCTION], None)
    assert known is not None
    (mistake,) = judge(nameless().names[FUNCTION], known).mistakes
    assert [mistake.name, mistake.seen, mistake.hint, mistake.reread] == list(WORDS.values())
    for path in folder.iterdir():
        assert WORDS["name"].encode() not in path.read_bytes()


def test_values_are_not_taken_again(course: Path) -> None:
    """Is nobody's work run again for values only as the catalogue has learned something?"""
    with closing(ReviewStore(course)) as store:
        assert take_values(Course(course), NAME, store, Tell()) == 0
