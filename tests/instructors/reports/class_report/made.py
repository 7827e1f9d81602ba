"""A class that is made up: a gradebook and autograded notebooks, without grading anything."""

import contextlib
import json
import shutil
import textwrap
import warnings
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from nbgrader.api import Gradebook

from autograder.batch.outcomes import Summary
from autograder.batch.result_store import ResultStore
from autograder.findings import Code, Finding
from autograder.gradebook.configure import prefer_this_environment
from autograder.results import (
    METADATA,
    MIME,
    FacetResult,
    Graded,
    NamedMistake,
    Notes,
    QuestionResult,
    plain,
)

ASSIGNMENT = "ps1"
FACETS = {"loss": 2.0, "gradient": 3.0, "inputs": 1.0}
DUE = datetime(2026, 3, 1, 12)
STUB = "def f(x):\n    raise NotImplementedError()"
HIDDEN = "assert f(41.5) == 42.25  # a hidden test"
CONFIG = 'c = get_config()\nc.CourseDirectory.course_id = "made"\n'


def source(text: str) -> str:
    """Return a cell's source from an indented text."""
    return textwrap.dedent(text).strip()


class MadeClass:
    """A course with one assignment of one notebook, p1.

    The question f has the FACETS and is graded by tests; the answer `why`, 4 points, by a person.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def make(self) -> None:
        """Write the configuration and the gradebook."""
        prefer_this_environment()
        self.folder.mkdir(parents=True, exist_ok=True)
        (self.folder / "nbgrader_config.py").write_text(CONFIG)
        with self.gradebook() as book:
            book.add_assignment(ASSIGNMENT, duedate=DUE)
            book.add_notebook("p1", ASSIGNMENT)
            book.add_grade_cell(
                "f-tests", "p1", ASSIGNMENT, max_score=sum(FACETS.values()), cell_type="code"
            )
            book.add_grade_cell("why", "p1", ASSIGNMENT, max_score=4, cell_type="markdown")
            for name in ("f", "why"):
                book.add_solution_cell(name, "p1", ASSIGNMENT)
            for name, text in (("setup", "import numpy as np"), ("f", STUB), ("f-tests", HIDDEN)):
                book.add_source_cell(name, "p1", ASSIGNMENT, cell_type="code", source=text)

    def copy(self, folder: Path) -> "MadeClass":
        """Return a copy of the course in another folder."""
        shutil.copytree(self.folder, folder)
        return MadeClass(folder)

    @contextlib.contextmanager
    def gradebook(self) -> Iterator[Gradebook]:
        """Yield the gradebook; it is closed with the context."""
        address = f"sqlite:///{self.folder / 'gradebook.db'}"
        with warnings.catch_warnings():
            # nbgrader 0.9.6 adds rows in an order that SQLAlchemy 2 remarks on.
            warnings.simplefilter("ignore")
            with Gradebook(address, "made") as book:
                yield book

    def enrol(self, student: str, first: str = "", last: str = "") -> None:
        """Add a student to the course."""
        with self.gradebook() as book:
            book.update_or_create_student(student, first_name=first, last_name=last)

    def hand_in(self, student: str) -> None:
        """Hand something in that nobody has graded."""
        (self.folder / "submitted" / student / ASSIGNMENT).mkdir(parents=True)

    def grade(
        self,
        student: str,
        failed: Iterable[str] = (),
        *,
        answer: str = "def f(x):\n    return x + 1",
        mistakes: Iterable[str | NamedMistake] = (),
        differences: Iterable[str] = (),
        error: str = "",
        ended: Finding | None = None,
        why: float | None = None,
        waits: bool = False,
        late: timedelta | None = None,
        penalty: float = 0.0,
    ) -> Path:
        """Write a student's results down; return the autograded notebook.

        `failed` are facets; with an `error` there is no result, and `ended` is the grader's own
        word on that; `why` are the points of a person, for whom the answer `waits`.
        """
        lost = tuple(FACETS) if error else tuple(failed)
        points = sum(most for name, most in FACETS.items() if name not in lost)
        with self.gradebook() as book:
            book.update_or_create_student(student)
            when = DUE + (late or timedelta(hours=-1))
            book.update_or_create_submission(ASSIGNMENT, student, timestamp=when)
            notebook = book.find_submission_notebook("p1", ASSIGNMENT, student)
            notebook.late_submission_penalty = penalty or None
            for grade in notebook.grades:
                if grade.name == "f-tests":
                    grade.auto_score, grade.needs_manual_grade = points, False
                else:
                    # As nbgrader has it: an answer that nobody wrote has 0 points by itself.
                    grade.auto_score = None if waits or why is not None else 0.0
                    grade.manual_score = why
                    grade.needs_manual_grade = waits
            book.db.commit()
        outputs = [_error(error)] if error else [_output(lost, mistakes)]
        cells = [_code("f", answer, solution=True), _code("f-tests", HIDDEN, outputs, grade=True)]
        found = tuple(author(each) for each in differences)
        notes = Notes(found, ended={"f-tests": ended} if ended else {})
        return self.write(student, cells, notes)

    def write(self, student: str, cells: list[dict[str, Any]], notes: Notes | None = None) -> Path:
        """Write an autograded notebook; return its path."""
        path = self.folder / "autograded" / student / ASSIGNMENT / "p1.ipynb"
        path.parent.mkdir(parents=True, exist_ok=True)
        metadata = {METADATA: plain(notes)} if notes else {}
        content = {"nbformat": 4, "nbformat_minor": 5, "metadata": metadata, "cells": cells}
        path.write_text(json.dumps(content), encoding="utf-8")
        return path

    def keep(self, student: str, seconds: Mapping[str, float], stopped: Iterable[str] = ()) -> None:
        """Keep a result, as the grader does, of the notebook as it is now."""
        path = self.folder / "autograded" / student / ASSIGNMENT / "p1.ipynb"
        graded = Graded(
            path.read_text(encoding="utf-8"),
            (),
            stopped=tuple(map(author, stopped)),
            seconds=dict(seconds),
        )
        store = ResultStore(self.folder)
        store.put((ASSIGNMENT, student, "p1"), "key", graded, Summary.of(graded, {}))
        store.close()


def _output(failed: tuple[str, ...], mistakes: Iterable[str | NamedMistake]) -> dict[str, Any]:
    facets = tuple(
        FacetResult(name, 0.0, most, author(f"the {name} of one input was {HIDDEN}"))
        if name in failed
        else FacetResult(name, most, most)
        for name, most in FACETS.items()
    )
    named = tuple(
        NamedMistake(each, "", "", "", "") if isinstance(each, str) else each for each in mistakes
    )
    result = plain(QuestionResult(ASSIGNMENT, "f", 1, facets, mistakes=named))
    return {"output_type": "display_data", "metadata": {}, "data": {MIME: result}}


def author(text: str) -> Finding:
    """Return a text as a finding."""
    return Finding.of(Code.AUTHOR, text=text)


def _error(kind: str) -> dict[str, Any]:
    return {"output_type": "error", "ename": kind, "evalue": HIDDEN, "traceback": [HIDDEN]}


def _code(
    key: str, text: str, outputs: Iterable[dict[str, Any]] = (), **flags: Any
) -> dict[str, Any]:
    known = {"grade_id": key, "schema_version": 3, "grade": False, "solution": False, **flags}
    return {
        "cell_type": "code",
        "id": key,
        "source": text,
        "metadata": {"nbgrader": known},
        "outputs": list(outputs),
        "execution_count": None,
    }
