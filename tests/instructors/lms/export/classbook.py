"""A gradebook with a small class, written through nbgrader's API."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from nbgrader.api import Gradebook

from autograder.gradebook import prefer_this_environment

HW1, HW2 = "softmax-loss", "svm-loss"
PEOPLE: dict[str, dict[str, str]] = {
    "ada": {"first_name": "Ada", "last_name": "Lovelace", "email": "ada@uni.example"},
    "ben": {"first_name": "Ben", "last_name": "O'Hara, Jr.", "email": "ben@uni.example"},
    "cyd": {"first_name": "Cyd", "last_name": "Núñez", "email": "Cyd@uni.example"},
    "dee": {"first_name": "Dee", "last_name": "Dee", "email": "dee@uni.example"},
    "eve": {"first_name": '=HYPERLINK("x")', "last_name": "@Eve", "email": "eve@uni.example"},
}


class ClassBook:
    """The gradebook of a course folder; each assignment has two cells, of 10 and of 2 points."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.url = folder, f"sqlite:///{folder / 'gradebook.db'}"

    def copy(self, folder: Path) -> "ClassBook":
        """Return a copy in another folder."""
        shutil.copy(self.folder / "gradebook.db", folder)
        return ClassBook(folder)

    def make(self) -> None:
        """Make the gradebook; nobody has handed in anything."""
        prefer_this_environment()
        with self.open() as gradebook:
            for name in (HW1, HW2):
                gradebook.add_assignment(name)
                gradebook.add_notebook("nb", name)
                gradebook.add_grade_cell("code", "nb", name, max_score=10, cell_type="code")
                gradebook.add_grade_cell("why", "nb", name, max_score=2, cell_type="markdown")
            for student, about in PEOPLE.items():
                gradebook.add_student(student, **about)

    @contextmanager
    def open(self) -> Iterator[Gradebook]:
        """Open it; what was changed is kept."""
        with Gradebook(self.url, "course") as gradebook:
            yield gradebook
            gradebook.db.commit()

    def know(self, student: str, **about: str) -> None:
        """Note more about a student, or a new one."""
        with self.open() as gradebook:
            gradebook.update_or_create_student(student, **about)

    def graded(
        self, student: str, name: str = HW1, points: float | None = 10.0, **more: Any
    ) -> None:
        """Grade a submission: `why` by hand (None: waiting), and a `penalty` for being late."""
        why, penalty = more.get("why", 2.0), more.get("penalty")
        with self.open() as gradebook:
            submission = hand_in(gradebook, name, student)
            code = gradebook.find_grade("code", "nb", name, student)
            code.auto_score, code.needs_manual_grade = points, False
            written = gradebook.find_grade("why", "nb", name, student)
            written.manual_score, written.needs_manual_grade = why, why is None
            submission.notebooks[0].late_submission_penalty = penalty


def hand_in(gradebook: Gradebook, name: str, student: str) -> Any:
    """Return a student's submission, a new one without grades if there is none."""
    with gradebook.db.no_autoflush:  # SQLAlchemy 2 remarks on nbgrader's order of adding rows
        return gradebook.update_or_create_submission(name, student)
