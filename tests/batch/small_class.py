"""A course with one assignment of two tiny notebooks, a class, and the commands that grade it."""

import json
import shutil
import sqlite3
import subprocess
import sys
from datetime import datetime
from pathlib import Path
from typing import Any

from nbgrader.api import Gradebook

from tests.batch.sources import first, second
from tests.gradebook.course import CONFIG
from tests.support.commands import AUTOGRADER, python, without
from tests.support.gradebooks import put_gradebook

PLUGIN = """
from nbgrader.plugins import BasePlugin

class HalfAPointAnHour(BasePlugin):
    def late_submission_penalty(self, student_id, score, total_seconds_late):
        return total_seconds_late / 7200

c.AssignLatePenalties.plugin_class = HalfAPointAnHour
"""
DUE = datetime(2026, 3, 1, 12)
PROGRAM = [sys.executable, *AUTOGRADER]


class SmallClass:
    """A course folder and what teachers and students do in it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def make(self, more: str = "") -> None:
        """Write the course and generate its assignment."""
        (self.folder / "nbgrader_config.py").write_text(CONFIG + more)
        put_gradebook(self.folder, "small")
        self.write_source("p1", first())
        self.write_source("p2", second())
        self.generate()
        with self.gradebook() as gradebook:
            gradebook.update_or_create_assignment("ps1", duedate=DUE)

    def copy(self, folder: Path) -> "SmallClass":
        """Return a copy of the course in another folder."""
        shutil.copytree(self.folder, folder, dirs_exist_ok=True)
        return SmallClass(folder)

    def write_source(self, name: str, content: dict[str, Any]) -> None:
        """Write a source notebook."""
        path = self.folder / "source" / "ps1" / f"{name}.ipynb"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(content))

    def generate(self) -> None:
        """Generate the assignment, again if it is there."""
        done = self.run(["-m", "nbgrader", "generate_assignment", "ps1", "--force"])
        assert done.returncode == 0, done.stderr

    def gradebook(self) -> Gradebook:
        """Return the gradebook, to be used as a context."""
        return Gradebook(f"sqlite:///{self.folder / 'gradebook.db'}", "small")

    def submitted(self, student: str) -> Path:
        """Return the folder of what a student hands in."""
        return self.folder / "submitted" / student / "ps1"

    def hand_in(self, student: str, when: str = "", **answers: str) -> Path:
        """Hand in both notebooks with answers by cell name (f, g, ...); return the folder."""
        folder = self.submitted(student)
        folder.mkdir(parents=True, exist_ok=True)
        for path in sorted((self.folder / "release" / "ps1").glob("*.ipynb")):
            handout = json.loads(path.read_text(encoding="utf-8"))
            for each in handout["cells"]:
                name = each["metadata"]["nbgrader"]["grade_id"]
                each["source"] = answers.get(name, each["source"])
            (folder / path.name).write_text(json.dumps(handout))
        if when:
            (folder / "timestamp.txt").write_text(when)
        return folder

    def run(self, words: list[str]) -> subprocess.CompletedProcess[str]:
        """Run Python with words in the course folder."""
        return python(words, self.folder, self.variables())

    def grade(self, *options: str) -> subprocess.CompletedProcess[str]:
        """Run `autograder grade ps1` with options, by one worker if they don't say otherwise."""
        jobs = () if "--jobs" in options else ("--jobs", "1")
        return self.run([*AUTOGRADER, "grade", "ps1", *options, *jobs])

    def variables(self) -> dict[str, str]:
        """Return the environment without what changes how the kit works."""
        return without("AUTOGRADER", "NBGRADER")

    def autograded(self, student: str, name: str) -> dict[str, Any]:
        """Return a notebook of a student's that was graded."""
        path = self.folder / "autograded" / student / "ps1" / f"{name}.ipynb"
        found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        return found

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        """Return what the gradebook answers."""
        database = sqlite3.connect(self.folder / "gradebook.db")
        try:
            return database.execute(query).fetchall()
        finally:
            database.close()

    def scores(self) -> dict[str, float]:
        """Return the sum of automatic scores of each student."""
        return {name: float(score or 0) for name, score in self.rows(SCORES)}


SCORES = """
SELECT submitted_assignment.student_id, SUM(grade.auto_score) FROM grade
JOIN submitted_notebook ON grade.notebook_id = submitted_notebook.id
JOIN submitted_assignment ON submitted_notebook.assignment_id = submitted_assignment.id
GROUP BY submitted_assignment.student_id
"""
