"""The course's own submissions: the solution, the handout, the solution without one answer."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any

from autograder.course.files import Unreadable
from autograder.engine.submission.specification import Specification, Submission
from autograder.notebooks.cells import parse_cells, read_cell

_REGION = re.compile(
    r"^([ \t]*)### BEGIN SOLUTION.*?^[ \t]*### END SOLUTION[^\n]*$", re.DOTALL | re.MULTILINE
)
_STUB = "raise NotImplementedError()"


@dataclass(frozen=True)
class Variant:
    """A submission of the course's own; `answer` as in a Difference."""

    answer: str | None
    submission: Submission


def solutions_by_cell(given: Specification) -> dict[str, str]:
    """Return the instructor's own solution cells by key, none without the source notebook."""
    for name, data in given.sources.items():
        if PurePosixPath(name).parts[1:] == (given.assignment, f"{given.notebook}.ipynb"):
            try:
                cells = parse_cells(data)
            except Unreadable:
                return {}
            return {cell.key: cell.source for cell in cells if cell.solution}
    return {}


def variants(given: Specification) -> list[Variant]:
    """Return the submissions, the solution first; none without the source notebook."""
    solutions = solutions_by_cell(given)
    return list(_variants(given, solutions)) if solutions else []


def _variants(given: Specification, solutions: Mapping[str, str]) -> Iterator[Variant]:
    stubs = dict(_stubs(given, solutions))
    yield Variant("", _submission(given, solutions))
    yield Variant(None, _submission(given, {**solutions, **stubs}))
    if len(stubs) > 1:
        for key, stub in stubs.items():
            yield Variant(key, _submission(given, {**solutions, key: stub}))


def _stubs(given: Specification, solutions: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Yield what students are given in place of each code answer that differs from it."""
    for node in given.handout["cells"]:
        cell = read_cell(node)
        if cell.kind != "code" or cell.key not in solutions:
            continue
        solution = solutions[cell.key]
        stub = cell.source if cell.source.strip() else stub_of(solution)
        if stub.strip() != solution.strip():
            yield cell.key, stub


def stub_of(solution: str) -> str:
    """Return a solution cell as nbgrader would release it."""
    if not _REGION.search(solution):
        return _STUB
    return _REGION.sub(rf"\1{_STUB}", solution)


def _submission(given: Specification, answers: Mapping[str, str]) -> Submission:
    cells = [_answered(node, answers) for node in given.handout["cells"]]
    notebook = {"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": cells}
    return Submission("nobody", json.dumps(notebook).encode())


def _answered(node: Mapping[str, Any], answers: Mapping[str, str]) -> dict[str, Any]:
    cell = read_cell(dict(node))
    if cell.solution and cell.key in answers:
        return {**node, "source": answers[cell.key]}
    return dict(node)
