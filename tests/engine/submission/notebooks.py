"""Notebooks for tests: cells of a handout, and files of them."""

import json
from pathlib import Path
from typing import Any

from autograder.notebooks.cells import Cell

SETUP = Cell("setup", "code", "import numpy as np", locked=True)
TEXT = Cell("text", "markdown", "Write a function.")
ANSWER = Cell("f", "code", "import math\ndef f(x):\n    raise NotImplementedError", solution=True)
DEMO = Cell("demo", "code", "f(1)")
TESTS = Cell(
    "f-tests",
    "code",
    "assert f(1) == 2\n### BEGIN HIDDEN TESTS\nassert f(2) == 3\n### END HIDDEN TESTS",
    grade=True,
    locked=True,
    points=2.0,
)
ESSAY = Cell("essay", "markdown", "Your answer", solution=True, grade=True, points=3.0)
HANDOUT = [SETUP, TEXT, ANSWER, DEMO, TESTS, ESSAY]


def as_json(cell: Cell) -> dict[str, Any]:
    """Return a cell as it stands in a notebook file."""
    names = ("solution", "grade", "locked", "task", "points")
    flags = {"grade_id": cell.key} | {name: getattr(cell, name) for name in names}
    ours = cell.is_ours or cell.solution
    return {
        "id": cell.key,
        "cell_type": cell.kind,
        "source": cell.source.splitlines(keepends=True),
        "metadata": {"nbgrader": flags} if ours else {},
    }


def write(path: Path, cells: list[Any], **more: Any) -> Path:
    """Write a notebook file of cells, given as JSON, and return its path."""
    path.write_text(json.dumps({"nbformat": 4, "nbformat_minor": 5, "cells": cells} | more))
    return path
