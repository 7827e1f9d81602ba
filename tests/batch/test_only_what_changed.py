"""What is run again: what has changed, and nothing else."""

import shutil
from datetime import timedelta
from pathlib import Path

import pytest

from autograder.batch.opening import Options
from tests.batch.pools import grade_watched, states_idle
from tests.batch.small_class import DUE, SmallClass
from tests.batch.sources import G_TESTS, RIGHT, second

LATE = "2026-03-01 14:00:00 UTC"
WRONG = "def g(x):\n    return 0"
BOTH = {"p1", "p2"}
UNCHANGED = {"ada": "unchanged", "ben": "unchanged"}
PENALTIES = """
SELECT s.student_id, SUM(n.late_submission_penalty) FROM submitted_notebook n
JOIN submitted_assignment s ON n.assignment_id = s.id GROUP BY 1 ORDER BY 1
"""
MANUAL = "SELECT manual_score, needs_manual_grade FROM grade WHERE manual_score IS NOT NULL"


@pytest.fixture(scope="module")
def before(template: SmallClass, tmp_path_factory: pytest.TempPathFactory) -> SmallClass:
    """Return the course with two students who were graded."""
    room = template.copy(tmp_path_factory.mktemp("graded") / "course")
    room.hand_in("ada", **RIGHT)
    room.hand_in("ben", LATE, f=RIGHT["f"], g=WRONG)
    states, asked = grade_watched(room)
    assert states == {"ada": "graded", "ben": "graded"}
    assert asked == {"ada": BOTH, "ben": BOTH}
    return room


@pytest.fixture
def graded(before: SmallClass, tmp_path: Path) -> SmallClass:
    """Return the course moved elsewhere, graded once there.

    Times of files are in the notes of what was written: a copy is 'restored' once.
    """
    room = before.copy(tmp_path / "course")
    states_idle(room)
    return room


def test_nothing_changed(graded: SmallClass) -> None:
    """Is a class that was graded left alone?"""
    assert states_idle(graded) == UNCHANGED


def test_a_changed_submission(graded: SmallClass) -> None:
    """Does only the student run who handed in again, and only the notebook that is new?"""
    graded.hand_in("ben", LATE, **RIGHT)
    assert grade_watched(graded) == ({**UNCHANGED, "ben": "graded"}, {"ben": {"p2"}})
    assert graded.scores() == {"ada": 7, "ben": 7}


def test_a_worse_resubmission(graded: SmallClass) -> None:
    """Does a worse submission replace the better one's score?"""
    graded.hand_in("ada", g=WRONG, f="def f(x):\n    return 0")
    states, _ = grade_watched(graded)
    assert states["ada"] == "graded"
    assert graded.scores() == {"ada": 0, "ben": 6}


def test_a_changed_hidden_test(graded: SmallClass) -> None:
    """Does a changed test run its own notebook again, for everybody?"""
    graded.write_source("p2", second(G_TESTS.replace("g(5) == 15", "g(5) == 16")))
    graded.generate()
    states, asked = grade_watched(graded)
    assert states == {"ada": "graded", "ben": "graded"}
    assert asked == {"ada": {"p2"}, "ben": {"p2"}}
    assert graded.scores() == {"ada": 6, "ben": 6}
    assert states_idle(graded) == UNCHANGED


def test_force(graded: SmallClass) -> None:
    """Does --force run everything again?"""
    _, asked = grade_watched(graded, Options(force=True))
    assert asked == {"ada": BOTH, "ben": BOTH}


def test_autograded_is_gone(graded: SmallClass) -> None:
    """Are notebooks written again from kept results?"""
    texts = [graded.autograded("ada", name) for name in ("p1", "p2")]
    shutil.rmtree(graded.folder / "autograded" / "ada")
    assert states_idle(graded) == {**UNCHANGED, "ada": "restored"}
    assert [graded.autograded("ada", name) for name in ("p1", "p2")] == texts
    assert states_idle(graded) == UNCHANGED


def test_gradebook_is_gone(graded: SmallClass) -> None:
    """Does a gradebook that was generated anew get all scores without a run?"""
    (graded.folder / "gradebook.db").unlink()
    graded.generate()
    with graded.gradebook() as gradebook:
        gradebook.update_or_create_assignment("ps1", duedate=DUE)
    assert states_idle(graded) == {"ada": "restored", "ben": "restored"}
    assert graded.scores() == {"ada": 7, "ben": 6}
    assert graded.rows(PENALTIES) == [("ada", None), ("ben", 1.0)]


def test_a_later_due_date(graded: SmallClass) -> None:
    """Does another due date change the penalty, without a run?"""
    assert graded.rows(PENALTIES) == [("ada", None), ("ben", 1.0)]
    with graded.gradebook() as gradebook:
        gradebook.update_or_create_assignment("ps1", duedate=DUE + timedelta(hours=1))
    assert states_idle(graded) == {**UNCHANGED, "ben": "restored"}
    assert graded.rows(PENALTIES) == [("ada", None), ("ben", 0.5)]


def test_a_manual_score(graded: SmallClass) -> None:
    """Is a teacher's score kept, and marked as to be looked at when the answer has changed?"""
    with graded.gradebook() as gradebook:
        grade = gradebook.find_grade("essay", "p1", "ps1", "ada")
        grade.manual_score, grade.needs_manual_grade = 2.0, False
        gradebook.db.commit()
    assert states_idle(graded) == UNCHANGED
    assert graded.rows(MANUAL) == [(2.0, 0)]
    graded.hand_in("ada", **RIGHT, essay="Because of that.")
    grade_watched(graded)
    assert graded.rows(MANUAL) == [(2.0, 1)]
