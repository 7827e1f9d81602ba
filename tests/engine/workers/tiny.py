"""An assignment of one function, and submissions for it."""

import json
from collections.abc import Iterable
from typing import Any

from autograder.engine.sandbox.isolation import Isolation
from autograder.engine.sandbox.limits import Limits
from autograder.engine.submission.keys import with_key
from autograder.engine.submission.specification import Settings, Specification, Submission
from autograder.engine.workers.tasks import Task, TaskResult
from autograder.results import Graded

RIGHT = "def f(x):\n    return x + 1"
WRONG = "def f(x):\n    return 2"
SLOW = "import time\ntime.sleep(1)\ndef f(x):\n    return x + 1"
ENDLESS = "def f(x):\n    while True:\n        pass"
GREEDY = "def f(x):\n    kept = []\n    while True:\n        kept.append(bytearray(2**24))"
_TESTS = "assert f(1) == 2\nassert f(5) == 6"
_LIMITS = Limits(call_seconds=3, notebook_seconds=30, memory_mb=1024)


def specification() -> Specification:
    """Return the assignment, with its key."""
    settings = Settings(limits=_LIMITS, isolation=Isolation.PROCESS)
    return with_key(Specification("ps1", "p1", _notebook("def f(x):\n    pass"), settings))


def tasks(answers: Iterable[str]) -> list[Task]:
    """Return a task for each answer, by students named s0, s1, ..."""
    found = []
    for number, answer in enumerate(answers):
        notebook = json.dumps(_notebook(answer)).encode()
        found.append(Task(f"s{number}", {"p1": Submission(f"s{number}", notebook)}))
    return found


def results(found: Iterable[TaskResult]) -> dict[str, Graded]:
    """Return what came of each student's notebook; each is there once."""
    listed = [(done.task.student, done.graded["p1"]) for done in found]
    assert len({student for student, _ in listed}) == len(listed)
    return dict(listed)


def passed(graded: Graded) -> bool:
    """Return whether no test failed."""
    tests = [cell for cell in graded.cells if cell.graded]
    assert len(tests) == 1
    return tests[0].ended is None


def notebook_of(sources: dict[str, str], points: float) -> dict[str, Any]:
    """Return a notebook: cells that end in -tests are worth points, `setup` is locked."""
    cells = []
    for key, source in sources.items():
        if key.endswith("-tests"):
            cells.append(_cell(key, source, grade=True, points=points))
        else:
            own = key != "setup"
            cells.append(_cell(key, source, solution=own, locked=not own))
    return {"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": cells}


def _notebook(answer: str) -> dict[str, Any]:
    return notebook_of({"f": answer, "f-tests": _TESTS}, 2)


def _cell(key: str, source: str, grade: bool = False, **flags: Any) -> dict[str, Any]:
    known = {"grade_id": key, "grade": grade, "locked": grade, "solution": False, "task": False}
    return {
        "id": key,
        "cell_type": "code",
        "source": source,
        "metadata": {"nbgrader": known | {"schema_version": 3} | flags},
        "outputs": [],
        "execution_count": None,
    }
