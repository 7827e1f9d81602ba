"""A made-up class whose values are taken: a course that can learn what its students get wrong."""

import json
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import pytest

from autograder.instructors.review.store import ReviewStore, work_of
from autograder.judging.fingerprints.values import values_of
from autograder.results import read_graded
from tests.instructors.reports.class_report.made import ASSIGNMENT, MadeClass

SOLUTION = """import numpy as np

def f(x):
    ### BEGIN SOLUTION
    bent = np.tanh(x)
    return 2 * bent + x
    ### END SOLUTION
"""
TEST = """print("checked")
### BEGIN HIDDEN TESTS
from autograder.judging import grade_function

def inputs(rng):
    return {"some": (rng.normal(size=(4, 3)),), "more": (rng.normal(size=(2, 5)),)}

grade_function("ps1", globals(), "f", {"loss": 2.0}, inputs)
### END HIDDEN TESTS
"""
Function = Callable[..., Any]
# What students return, and the cell that they wrote it in.
DOUBLED = "def f(x):\n    bent = np.tanh(x)  # of ours\n    return 2 * (bent + x)"
FLAT = "def f(x):\n    return np.tanh(x)"
ENDS = "def f(x):\n    raise ValueError"
NEARLY = "def f(x):\n    return 2 * np.tanh(x) + x * (1 + 3e-6)"


def write_solution(made: MadeClass, source: str = SOLUTION, test: str = TEST) -> None:
    """Write the instructor's notebook of the made-up assignment."""
    cells = [_cell("f", source, solution=True), _cell("f-tests", test, grade=True)]
    path = made.folder / "solutions" / ASSIGNMENT / "p1.ipynb"
    path.parent.mkdir(parents=True, exist_ok=True)
    content = {"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": cells}
    path.write_text(json.dumps(content), encoding="utf-8")


def _cell(key: str, source: str, **flags: Any) -> dict[str, Any]:
    known = {"grade_id": key, "schema_version": 3, "grade": False, "solution": False, **flags}
    cell = {"cell_type": "code", "id": key, "source": source, "metadata": {"nbgrader": known}}
    return {**cell, "outputs": [], "execution_count": None}


def function_of(answer: str) -> Function:
    """Return the function that a cell defines."""
    names: dict[str, Any] = {"np": np}
    exec(answer, names)  # noqa: S102 - a cell of ours
    found: Function = names["f"]
    return found


def hand_in(made: MadeClass, store: ReviewStore, answers: Mapping[str, str], **more: Any) -> None:
    """Let students lose points with these answers, and keep what their functions return."""
    for student, answer in answers.items():
        path = made.grade(student, more.get("failed", ["loss"]), answer=answer)
        keep_values(made, store, student, answer)
        assert path.is_file()


def keep_values(made: MadeClass, store: ReviewStore, student: str, answer: str) -> None:
    """Take and keep the values of a student's function."""
    path = made.folder / "autograded" / student / ASSIGNMENT / "p1.ipynb"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("AUTOGRADER_COURSE", str(made.folder))
        found = values_of(ASSIGNMENT, {"f": function_of(answer)}, TEST)
    assert found is not None
    work = work_of(read_graded(path.read_bytes()))
    store.put_values((ASSIGNMENT, student, "p1"), "key", work, {"f-tests": found})
