"""A class of attackers and honest students, graded in one run of `nbgrader autograde`."""

import os
import shutil
import sqlite3
import subprocess
import sys
import uuid
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

import autograder
from tests.attacks.submissions import FAMILIES
from tests.attacks.submissions.attack import Attack
from tests.attacks.submissions.course import ASSIGNMENT, write_course
from tests.attacks.submissions.handing_in import HONEST, hand_in

CANARY = "sings"
_SCORES = """
select submitted_assignment.student_id, base_cell.name, grade.auto_score, grade.manual_score
from grade
join base_cell on base_cell.id = grade.cell_id
join submitted_notebook on submitted_notebook.id = grade.notebook_id
join submitted_assignment on submitted_assignment.id = submitted_notebook.assignment_id
"""
# What no submission may change: the course's side of the gradebook.
_OURS = ("assignment", "notebook", "base_cell", "grade_cells", "solution_cells", "source_cell")


def classmates(families: Sequence[str]) -> dict[str, Attack]:
    """Return submissions by student; between the families, first and last come honest ones."""
    found: dict[str, Attack] = {}
    for number, family in enumerate(families):
        found[f"{number}-honest"] = HONEST
        found |= {f"{number}-{family}-{attack.name}": attack for attack in FAMILIES[family]}
    return found | {f"{len(families)}-honest": HONEST}


class Batch:
    """A course in a folder of its own; `log` and `code` are those of the grading."""

    def __init__(self, folder: Path, families: Sequence[str]) -> None:
        self.course, self.home, self.tmp = (folder / name for name in ("course", "home", "tmp"))
        self.mark = f"mark{uuid.uuid4().hex}"
        self.submissions = classmates(families)
        self.log, self.code = "", 0
        for place in (self.course, self.home, self.tmp):
            place.mkdir()
            (place / "canary.txt").write_text(CANARY, encoding="utf-8")

    def run(self) -> None:
        """Release the assignment, hand in, grade, and make feedback."""
        write_course(self.course)
        released = self._nbgrader("generate_assignment")
        assert released.returncode == 0, released.stderr
        self.course_rows_before = self.course_rows()
        self.source_before = self.source()
        kit = str(Path(autograder.__file__).parent)
        words = {"@COURSE@": self.course, "@HOME@": self.home, "@TMP@": self.tmp, "@KIT@": kit}
        for student, attack in self.submissions.items():
            texts = {word: str(place) for word, place in words.items()} | {"@MARK@": self.mark}
            hand_in(self.course, student, attack, texts)
        graded = self._nbgrader("autograde")
        self.log, self.code = graded.stderr, graded.returncode
        feedback = self._nbgrader("generate_feedback")
        self.feedback_log, self.feedback_code = feedback.stderr, feedback.returncode

    @cached_property
    def scores(self) -> dict[str, dict[str, float | None]]:
        """The automatic scores by student and question; manual ones are none of the tests'."""
        found: dict[str, dict[str, float | None]] = {}
        for student, cell, score, manual in self._rows(_SCORES):
            assert manual is None, f"{student} has {manual} points for {cell} by hand"
            found.setdefault(student, {})[cell.removesuffix("-tests")] = score
        return found

    def course_rows(self) -> dict[str, list[tuple[Any, ...]]]:
        """Return the rows of the gradebook that describe the assignment."""
        return {table: self._rows(f"select * from {table}") for table in _OURS}  # noqa: S608

    def source(self) -> dict[str, bytes]:
        """Return the files of the source and release folders, and the settings."""
        paths = [self.course / "nbgrader_config.py"]
        paths += [*self.course.glob("source/**/*"), *self.course.glob("release/**/*")]
        return {str(path): path.read_bytes() for path in paths if path.is_file()}

    def graded(self, student: str) -> Path:
        """Return the path of a graded notebook."""
        return self.course / "autograded" / student / ASSIGNMENT / f"{ASSIGNMENT}.ipynb"

    def page(self, student: str) -> Path:
        """Return the path of a feedback page."""
        return self.course / "feedback" / student / ASSIGNMENT / f"{ASSIGNMENT}.html"

    def said_of(self, student: str) -> str:
        """Return the graded notebook's text and the lines of the log about a student."""
        path = self.graded(student)
        notebook = path.read_text(encoding="utf-8") if path.is_file() else ""
        return notebook + "\n".join(line for line in self.log.splitlines() if student in line)

    def _rows(self, query: str) -> list[tuple[Any, ...]]:
        base = sqlite3.connect(self.course / "gradebook.db")
        try:
            return base.execute(query).fetchall()
        finally:
            base.close()

    def _nbgrader(self, command: str) -> subprocess.CompletedProcess[str]:
        hidden = ("VIRTUAL", "AUTOGRADER", "NBGRADER", "MPL", "IPYTHON", "JUPYTER")
        variables = {k: v for k, v in os.environ.items() if not k.startswith(hidden)}
        return subprocess.run(
            [sys.executable, "-m", "nbgrader", command, ASSIGNMENT],
            cwd=self.course,
            env={**variables, "HOME": str(self.home), "TMPDIR": str(self.tmp)},
            capture_output=True,
            encoding="utf-8",
            errors="replace",
            check=False,
        )


def remove(folder: Path) -> None:
    """Remove a folder, also with files that nbgrader made read-only."""
    shutil.rmtree(folder, ignore_errors=True)
