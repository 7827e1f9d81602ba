"""The two source notebooks of the tiny course, and answers to them."""

from typing import Any

from tests.gradebook.course import cell

F_TESTS = "assert f(1) == 2\n### BEGIN HIDDEN TESTS\nassert f(5) == 6\n### END HIDDEN TESTS"
G_TESTS = "assert g(1) == 3\n### BEGIN HIDDEN TESTS\nassert g(5) == 15\n### END HIDDEN TESTS"
RIGHT = {"f": "def f(x):\n    return x + 1", "g": "def g(x):\n    return 3 * x"}
CRASH = "import os\nos._exit(1)"
# Tests of g that can judge nobody, each with what is said of it; mended, ASKS is right.
ASKS = """
assert g(1) == 3
### BEGIN HIDDEN TESTS
from autograder.judging import grade_function
grade_function("ps1", globals(), "{name}", {{"{facet}": 1}}, lambda rng: {{"a": (2.0,)}})
### END HIDDEN TESTS
"""
FAULTS = {
    "function": (ASKS.format(name="h", facet="value"), "no solution cell of ps1 defines it"),
    "facet": (ASKS.format(name="g", facet="speed"), "There are points for 'speed'"),
}


def _solution(code: str) -> str:
    head, body = code.split("\n", 1)
    return f"{head}\n    ### BEGIN SOLUTION\n{body}\n    ### END SOLUTION"


def first(tests: str = F_TESTS) -> dict[str, Any]:
    """Return p1's source: 2 points, partial credit of up to 4, and 6 that a person gives."""
    return _notebook(
        cell("setup", "import math", locked=True),
        cell("f", _solution(RIGHT["f"]), solution=True),
        cell("f-tests", tests, grade=True, locked=True, points=2),
        cell("f-part", "sum(f(x) == x + 1 for x in range(4))", grade=True, locked=True, points=4),
        cell("essay", "Why?", "markdown", grade=True, solution=True, points=3),
        cell("plot", "# Plot f.", grade=True, solution=True, points=2),
        cell("task", "Draw f.", "markdown", locked=True, task=True, points=1),
    )


def second(tests: str = G_TESTS) -> dict[str, Any]:
    """Return p2's source: 1 point."""
    return _notebook(
        cell("g", _solution(RIGHT["g"]), solution=True),
        cell("g-tests", tests, grade=True, locked=True, points=1),
    )


def _notebook(*cells: dict[str, Any]) -> dict[str, Any]:
    spec = {"name": "python3", "display_name": "x", "language": "python"}
    metadata = {"kernelspec": spec}
    return {"nbformat": 4, "nbformat_minor": 5, "metadata": metadata, "cells": list(cells)}
