"""A small course in a folder of its own, and nbgrader's commands in it."""

import json
import subprocess
from pathlib import Path
from typing import Any

from nbgrader.api import Gradebook, MissingEntry

from tests.support.commands import NBGRADER, python, without

CONFIG = """
from autograder.gradebook import configure
c = get_config()
configure(c)
c.CourseDirectory.course_id = "small"
c.ClearSolutions.code_stub = {"python": "raise NotImplementedError"}
c.GradingSettings.timeout = 20
"""
SOLUTION = "def f(x):\n    ### BEGIN SOLUTION\n    return x + 1\n    ### END SOLUTION"
STUB = "def f(x):\n    raise NotImplementedError"
ANSWER = "def f(x):\n    return x + 1"
TESTS = "assert f(1) == 2\n### BEGIN HIDDEN TESTS\nassert f(5) == 6\n### END HIDDEN TESTS"
FLAGS = {"schema_version": 3, "task": False}


def cell(key: str, source: str, kind: str = "code", **flags: Any) -> dict[str, Any]:
    """Return a cell; without flags it is no cell of nbgrader's."""
    code: dict[str, Any] = {"outputs": [], "execution_count": None}
    known = FLAGS | {"grade_id": key, "grade": False, "solution": False, "locked": False} | flags
    metadata = {"nbgrader": known} if flags else {}
    return {"id": key, "cell_type": kind, "source": source, "metadata": metadata} | (
        code if kind == "code" else {}
    )


def notebook(answer: str = SOLUTION, tests: str = TESTS) -> dict[str, Any]:
    """Return the notebook of the course's only assignment."""
    cells = [
        cell("setup", "import math", locked=True),
        cell("f", answer, solution=True),
        cell("f-tests", tests, grade=True, locked=True, points=2),
        cell("more-tests", "assert f(2) == 3", grade=True, locked=True, points=1),
    ]
    spec = {"name": "python3", "display_name": "x", "language": "python"}
    return {"nbformat": 4, "nbformat_minor": 5, "metadata": {"kernelspec": spec}, "cells": cells}


class Course:
    """A course with one assignment, ps1, of one notebook, p1."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.configure("")
        self.write(folder / "source" / "ps1", notebook())

    def configure(self, more: str) -> None:
        """Write the course's configuration, with more lines."""
        (self.folder / "nbgrader_config.py").write_text(CONFIG + more)

    def write(self, folder: Path, content: Any) -> Path:
        """Write a notebook, or text as it is, into a folder; return the file's path."""
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / "p1.ipynb"
        path.write_text(content if isinstance(content, str) else json.dumps(content))
        return path

    def hand_in(self, student: str, content: Any) -> Path:
        """Hand a notebook in for a student; return the folder."""
        return self.write(self.folder / "submitted" / student / "ps1", content).parent

    def autograde(self, student: str, *options: str) -> subprocess.CompletedProcess[str]:
        """Grade one student's submission, again if need be."""
        return self.nbgrader("autograde", "ps1", f"--student={student}", "--force", *options)

    def nbgrader(self, *words: str) -> subprocess.CompletedProcess[str]:
        """Run an nbgrader command in the course."""
        return python([*NBGRADER, *words], self.folder, without("AUTOGRADER"))

    def score(self, student: str) -> float | None:
        """Return a student's score in the gradebook, None without a submission."""
        with Gradebook(f"sqlite:///{self.folder / 'gradebook.db'}") as gradebook:
            try:
                return float(gradebook.find_submission("ps1", student).score)
            except MissingEntry:
                return None

    def say_language(self, language: str) -> None:
        """Note another language in the gradebook, as if the course had always been in it."""
        with Gradebook(f"sqlite:///{self.folder / 'gradebook.db'}") as gradebook:
            kernel = json.dumps({"name": "x", "display_name": "x", "language": language})
            gradebook.find_notebook("p1", "ps1").kernelspec = kernel
            gradebook.db.commit()

    def graded(self, student: str) -> list[dict[str, Any]]:
        """Return the cells of a student's autograded notebook."""
        path = self.folder / "autograded" / student / "ps1" / "p1.ipynb"
        cells: list[dict[str, Any]] = json.loads(path.read_text(encoding="utf-8"))["cells"]
        return cells

    def said(self, student: str) -> str:
        """Return what the first cell of a student's autograded notebook says."""
        return "".join(self.graded(student)[0]["source"])
