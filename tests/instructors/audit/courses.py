"""Small courses to be audited, and the command that audits them."""

from pathlib import Path
from typing import Any

from typer.testing import CliRunner, Result

from autograder.cli import app
from tests.batch.small_class import SmallClass
from tests.gradebook.course import CONFIG, cell

WEAK, STRONG = "assert f(0) == 1", "assert [f(0), f(1), f(5)] == [1, 2, 6]"
F = """def f(x):
    y = 7
    ### BEGIN SOLUTION
    y = x + 1
    ### END SOLUTION
    return y"""


def solution(name: str, body: str) -> str:
    """Return a solution cell that defines a function of x."""
    return f"def {name}(x):\n    ### BEGIN SOLUTION\n    {body}\n    ### END SOLUTION"


def notebook(*cells: dict[str, Any]) -> dict[str, Any]:
    """Return a source notebook."""
    spec = {"name": "python3", "display_name": "x", "language": "python"}
    metadata = {"kernelspec": spec}
    return {"nbformat": 4, "nbformat_minor": 5, "metadata": metadata, "cells": list(cells)}


def one_function(tests: str, source: str = F) -> dict[str, Any]:
    """Return a notebook of one function, f(x) = x + 1, and its tests."""
    return notebook(
        cell("setup", "import math", locked=True),
        cell("f", source, solution=True),
        cell("f-tests", tests, grade=True, locked=True, points=2),
    )


def course(folder: Path, **notebooks: dict[str, Any]) -> Path:
    """Write a course with an assignment ps1 of these notebooks; return its folder."""
    room = SmallClass(folder)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "nbgrader_config.py").write_text(CONFIG)
    for name, content in notebooks.items():
        room.write_source(name, content)
    return folder


def audit(*words: str) -> Result:
    """Run `autograder audit ps1` with options in the current folder, without a sandbox."""
    return CliRunner().invoke(
        app, ["audit", "ps1", "--isolation", "process", "--jobs", "1", *words]
    )
