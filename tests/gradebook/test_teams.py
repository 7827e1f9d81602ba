"""One submission counts for all members of a team, in the gradebook, on pages and in exports."""

import csv
import json
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from nbgrader.api import Gradebook

from autograder.gradebook.teams import Team, note_teams, read_teams
from tests.gradebook.course import ANSWER, STUB, Course, cell, notebook
from tests.gradebook.test_releases import autograder

MEMBERS = ("ada", "ben", "cem")
# A test whose points are drawn: the same work graded twice would hardly have the same.
DRAWN = "import random\nrandom.SystemRandom().randrange(1, 10**6) / 10**6"


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Course:
    """Return a course whose team Red has handed in, and Dot by herself."""
    made = Course(tmp_path_factory.mktemp("teams"))
    source = notebook()
    source["cells"].append(cell("drawn", DRAWN, grade=True, locked=True, points=1))
    essay = cell("why", "Why?", "markdown", grade=True, solution=True, points=4)
    source["cells"].append(essay)
    made.write(made.folder / "source" / "ps1", source)
    autograder(made, "release", "ps1")
    for student in MEMBERS:
        made.hand_in(student, notebook(ANSWER, "assert True"))
    made.hand_in("dot", notebook(STUB, "assert True"))
    note_teams(made.folder, "ps1", [Team("Red", MEMBERS, "ben", ("ada",))])
    autograder(made, "grade", "ps1", "--jobs", "2")
    return made


@contextmanager
def gradebook(course: Course) -> Iterator[Gradebook]:
    """Yield the course's gradebook."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        with Gradebook(f"sqlite:///{course.folder / 'gradebook.db'}") as book:
            yield book


def by_hand(course: Course, student: str, score: float | None, comment: str | None = None) -> None:
    """Grade a student's essay as the formgrader does."""
    with gradebook(course) as book:
        grade = book.find_grade("why", "p1", "ps1", student)
        grade.manual_score, grade.needs_manual_grade = score, score is None
        if comment is not None:
            book.find_comment("why", "p1", "ps1", student).manual_comment = comment
        book.db.commit()


def essays(course: Course) -> dict[str, float | None]:
    """Return what each has for the essay by hand."""
    with gradebook(course) as book:
        return {
            name: book.find_grade("why", "p1", "ps1", name).manual_score
            for name in (*MEMBERS, "dot")
        }


def test_all_have_the_same_points(course: Course) -> None:
    """Is the work graded once, also when all is graded again, and with several workers?"""
    for more in ((), ("--force",)):
        autograder(course, "grade", "ps1", "--jobs", "2", *more)
        assert len({course.score(name) for name in MEMBERS}) == 1
        assert course.score("ada") not in (None, course.score("dot"))
    said = json.loads(autograder(course, "grade", "ps1", "--jobs", "1", "--json"))
    assert {each["state"] for each in said["students"]} == {"unchanged"}


def test_what_a_person_gives_one_all_have(course: Course) -> None:
    """Do points and a comment for any member reach all, also when they are changed later?"""
    by_hand(course, "cem", 2.0, "well put")
    autograder(course, "feedback", "ps1")
    assert essays(course) == {"ada": 2.0, "ben": 2.0, "cem": 2.0, "dot": None}
    for name in MEMBERS:
        page = (course.folder / "feedback" / name / "ps1" / "p1.html").read_text(encoding="utf-8")
        assert "well put" in page
        # Both who handed in are told, and so is the third.
        assert "ben handed it in for the team Red" in page
        assert "ada handed in for the team, too" in page
    by_hand(course, "ada", 3.0)
    autograder(course, "export", "ps1", "--to", "canvas", "--file", "x.csv")
    assert essays(course) == {"ada": 3.0, "ben": 3.0, "cem": 3.0, "dot": None}
    with (course.folder / "x.csv").open(encoding="utf-8") as file:
        rows = list(csv.reader(file))
    (column,) = (n for n, title in enumerate(rows[0]) if "ps1" in title)
    points = {row[1 if row[1] else 0]: row[column] for row in rows[1:] if row[column]}
    assert len(points) >= 4


def test_different_things_by_hand_are_said(course: Course) -> None:
    """Does a contradiction change no grade, and is it named until one gives way?"""
    autograder(course, "feedback", "ps1")
    before = essays(course)
    by_hand(course, "ada", 1.0)
    by_hand(course, "ben", 4.0)
    assert essays(course) == before | {"ada": 1.0, "ben": 4.0}
    autograder(course, "feedback", "ps1")
    assert essays(course) == before | {"ada": 1.0, "ben": 4.0}
    by_hand(course, "ada", 4.0)
    autograder(course, "feedback", "ps1")
    assert {essays(course)[name] for name in MEMBERS} == {4.0}


def test_members_are_no_pair(course: Course) -> None:
    """Is a team's work not shown as alike, with names and without?"""
    for more in ((), ("--anonymous",)):
        words = ("report", "ps1", "--json", *more)
        assert json.loads(autograder(course, *words))["alike"] == []


def test_work_of_ones_own_is_graded_as_such(course: Course) -> None:
    """Has a member whose folder holds something else the points of that?"""
    path = course.folder / "submitted" / "cem" / "ps1" / "p1.ipynb"
    before = path.read_bytes()
    course.hand_in("cem", notebook(STUB, "assert True"))
    autograder(course, "grade", "ps1", "--jobs", "1")
    assert course.score("cem") != course.score("ada")
    path.write_bytes(before)
    autograder(course, "grade", "ps1", "--jobs", "1")
    assert course.score("cem") == course.score("ada")


def test_who_changes_the_team(tmp_path: Path) -> None:
    """Does a new note take the place of what stood there of these people, and keep the rest?"""
    note_teams(tmp_path, "ps1", [Team("Red", MEMBERS, "ben"), Team("Blue", ("eve", "fay"), "eve")])
    note_teams(tmp_path, "ps1", [Team("Green", ("ada", "gus"), "gus")])
    assert {each.name: each.members for each in read_teams(tmp_path, "ps1")} == {
        "Red": ("ben", "cem"),
        "Blue": ("eve", "fay"),
        "Green": ("ada", "gus"),
    }


def test_who_hands_in_otherwise_is_no_member(course: Course) -> None:
    """Is nobody told of a team, or given its points by hand, whose folder holds other work?"""
    path = course.folder / "submitted" / "cem" / "ps1" / "p1.ipynb"
    before = path.read_bytes()
    by_hand(course, "cem", None)
    course.hand_in("cem", notebook(ANSWER + "  # mine", "assert True"))
    autograder(course, "grade", "ps1", "--jobs", "1")
    autograder(course, "feedback", "ps1")
    assert essays(course)["cem"] is None and essays(course)["ada"] is not None
    page = (course.folder / "feedback" / "cem" / "ps1" / "p1.html").read_text(encoding="utf-8")
    assert "for the team" not in page
    path.write_bytes(before)
    autograder(course, "grade", "ps1", "--jobs", "1")
    autograder(course, "feedback", "ps1")  # who joins has nothing yet, and takes nothing away
    assert len({essays(course)[name] for name in MEMBERS}) == 1
    assert essays(course)["cem"] is not None


def test_what_is_taken_from_all_is_gone(course: Course) -> None:
    """Can points by hand be taken back, by taking them from all?"""
    for name in MEMBERS:
        by_hand(course, name, None)
    autograder(course, "feedback", "ps1")
    assert {essays(course)[name] for name in MEMBERS} == {None}


def test_who_leaves_is_noted(tmp_path: Path) -> None:
    """Does a member who hands in alone leave the team, and a team of one no longer exist?"""
    note_teams(tmp_path, "ps1", [Team("Red", MEMBERS, "ben"), Team("Blue", ("eve", "fay"), "eve")])
    note_teams(tmp_path, "ps1", [], ["cem", "fay", "stranger"])
    assert [(e.name, e.members) for e in read_teams(tmp_path, "ps1")] == [("Red", ("ada", "ben"))]
    note_teams(tmp_path, "ps2", [], ["cem"])
    assert not (tmp_path / ".autograder" / "teams" / "ps2.json").exists()
