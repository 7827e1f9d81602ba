"""Run cases of three lines in one kernel and in two processes; say which points they get."""

import importlib
import json
import os
import sys
import tempfile
import warnings
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from autograder.engine.sandbox.isolation import Isolation
from autograder.engine.submission.grade_notebook import PreparedNotebook
from autograder.engine.submission.handout_names import with_names
from autograder.engine.submission.points_of_tests import limit
from autograder.engine.submission.sources import modules_of
from autograder.engine.submission.specification import Settings, Specification, Submission
from autograder.notebooks.cells import Cell
from autograder.results.points import earned
from tests.engine.bridge import notebook
from tests.engine.bridge.notebook import run_cells
from tests.engine.submission.notebooks import as_json

Case = tuple[str, str, str]
FOLDER = Path(__file__).parent / "cases"
LIBRARIES = (*("pandas", "sympy", "networkx", "scipy.sparse", "scipy.optimize", "unittest.mock"),)
STUB = "# YOUR CODE HERE\nraise NotImplementedError()"
_FLAGS = {"grade": True, "solution": False, "locked": True, "points": 2, "grade_id": "tests"}


def read_cases() -> dict[str, Case]:
    """Return the cases by subject and name: a locked cell, the answer, a test cell."""
    found: dict[str, Case] = {}
    for path in sorted(FOLDER.glob("*.txt")):
        for block in path.read_text(encoding="utf-8").split("=== ")[1:]:
            name, _, rest = block.partition("\n")
            given, answer, test = (part.strip("\n") for part in ("\n" + rest).split("\n---\n"))
            found[f"{path.stem}: {name}"] = given, answer, test
    return found


def import_ahead() -> None:
    """Import what the cases do, here and in students' processes: once."""
    for name in LIBRARIES:
        importlib.import_module(name)
        if name not in notebook.AHEAD:
            notebook.AHEAD.append(name)


def kit(case: Case, answer: str | None = None) -> tuple[float | None, str]:
    """Return the points that a case gets with two processes, and the error if there is one."""
    prepared = PreparedNotebook(*specified(case, answer))
    ran = run_cells(prepared.to_run, prepared.given.settings)
    test = [each for part, each in zip(prepared.to_run, ran, strict=True) if part.role == "test"]
    return _points(limit(test[-1].outputs, 2.0))


def specified(case: Case, answer: str | None = None) -> tuple[Specification, Submission]:
    """Return the case as a course has it, and a submission: the solution, or another answer."""
    given, solution, test = case
    before = [Cell("given", "code", given, locked=True)] if given else []
    after = [Cell("tests", "code", test, grade=True, locked=True, points=2.0)]

    def as_notebook(source: str) -> dict[str, Any]:
        cells = [*before, Cell("f", "code", source, solution=True), *after]
        return {
            "nbformat": 4,
            "nbformat_minor": 5,
            "metadata": {},
            "cells": [as_json(c) for c in cells],
        }

    handout, sources = (
        as_notebook(STUB),
        {"solutions/case/case.ipynb": _bytes(as_notebook(solution))},
    )
    for node in handout["cells"]:
        node["source"] = "".join(node["source"])
    modules = modules_of([given, solution, test])
    settings = Settings(isolation=Isolation.PROCESS, modules=modules)
    course = Specification("case", "case", handout, settings, sources=sources)
    theirs = _bytes(as_notebook(solution if answer is None else answer))
    return with_names(course), Submission("student", theirs)


def _bytes(notebook: dict[str, Any]) -> bytes:
    return json.dumps(notebook).encode()


def _points(outputs: Any) -> tuple[float | None, str]:
    node = {"cell_type": "code", "outputs": outputs, "metadata": {"nbgrader": _FLAGS}}
    errors = [f"{o['ename']}: {o['evalue']}" for o in outputs if o["output_type"] == "error"]
    return earned(node), "; ".join(errors)


def stock(cases: Iterable[tuple[Case, str | None]]) -> list[tuple[float | None, str]]:
    """Return what cases get in one kernel: each in a fork of a process with IPython loaded."""
    return [_in_one_kernel(case, answer) for case, answer in cases]


def _in_one_kernel(case: Case, answer: str | None) -> tuple[float | None, str]:
    ours, theirs = os.pipe()
    with tempfile.TemporaryDirectory() as folder:  # some write files
        if (child := os.fork()) == 0:
            found: Any = [None, "died"]
            try:
                os.chdir(folder)
                found = _run_here(case, answer)
            finally:
                os.write(theirs, json.dumps(found).encode()[:60_000])
                os._exit(0)
        os.close(theirs)
        with os.fdopen(ours, "rb") as pipe:
            data = pipe.read()
        os.waitpid(child, 0)
    points, error = json.loads(data)
    return points, error


def _run_here(case: Case, answer: str | None) -> tuple[float | None, str]:
    from autograder.engine.agent.shell import Shell

    warnings.resetwarnings()
    sys.path.insert(0, "")
    Shell.clear_instance()
    shell = Shell.instance()
    given, solution, test = case
    for source in filter(None, (given, solution if answer is None else answer)):
        shell.run(source)
    return _points(limit(shell.run(test), 2.0))
