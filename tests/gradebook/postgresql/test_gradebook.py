"""Scores go into PostgreSQL as into a file, and whoever reads meanwhile sees whole submissions."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
import pytest

from autograder.batch.opening import Options, open_class
from autograder.engine.sandbox.isolation import Isolation
from tests.gradebook.course import ANSWER, Course, notebook
from tests.gradebook.postgresql.server import Server

# A Worker leaves the file of its process's last words to the garbage collector.
pytestmark = pytest.mark.filterwarnings("ignore:unclosed file:ResourceWarning")

WRONG = "def f(x):\n    return 2"
OPTIONS = Options(jobs=2, isolation=Isolation.PROCESS)
GRADES = """
select submitted_assignment.student_id, count(*), count(grade.auto_score), sum(grade.auto_score)
from grade
join submitted_notebook on grade.notebook_id = submitted_notebook.id
join submitted_assignment on submitted_notebook.assignment_id = submitted_assignment.id
group by submitted_assignment.student_id
"""
Row = tuple[str, int, int, float | None]


def grade(course: Course) -> dict[str, str]:
    """Grade the class; return what was done for each student."""
    with open_class(course.folder, "ps1", OPTIONS) as run:
        return {outcome.student: outcome.state for outcome in run.outcomes}


def read(connection: psycopg.Connection[Row]) -> list[Row]:
    """Return each student's number of questions, how many have a score, and their sum."""
    return connection.execute(GRADES).fetchall()


@contextmanager
def reading(url: str) -> Iterator[list[Row | Exception]]:
    """Read all grades again and again within; yield what differs, each once, and errors."""
    seen: list[Row | Exception] = []
    ended = threading.Event()

    def work() -> None:
        try:
            with psycopg.Connection[Row].connect(url, autocommit=True) as connection:
                while not ended.wait(0.005):  # whoever grades needs the computer, too
                    seen.extend(row for row in read(connection) if row not in seen)
        except Exception as error:  # the test shows it
            seen.append(error)

    thread = threading.Thread(target=work)
    thread.start()
    try:
        yield seen
    finally:
        ended.set()
        thread.join(30)


def test_scores(course: Course, server: Server) -> None:
    """Are scores right in PostgreSQL, and is nothing done the second time?"""
    for student, answer in {"ada": ANSWER, "ben": WRONG, "cat": "1 / 0"}.items():
        course.hand_in(student, notebook(answer))
    assert grade(course) == dict.fromkeys(("ada", "ben", "cat"), "graded")
    assert grade(course) == dict.fromkeys(("ada", "ben", "cat"), "unchanged")
    with psycopg.Connection[Row].connect(server.url(database=course.folder.name)) as connection:
        found = sorted(read(connection))
    assert found == [("ada", 2, 2, 3.0), ("ben", 2, 2, 0.0), ("cat", 2, 2, 0.0)]


def test_a_reader_sees_whole_submissions(course: Course, server: Server) -> None:
    """Does who reads all grades meanwhile see all scores of a submission or none, and no error?"""
    students = [f"s{number}" for number in range(6)]
    with reading(server.url(database=course.folder.name)) as seen:
        for answer in (ANSWER, WRONG, ANSWER):
            for student in students:
                course.hand_in(student, notebook(answer))
            assert grade(course) == dict.fromkeys(students, "graded")
    whole = {(student, 2, 2, total) for student in students for total in (0.0, 3.0)}
    assert whole >= set(seen)
    assert {(student, 2, 2, 3.0) for student in students} <= set(seen)
