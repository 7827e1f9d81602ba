"""Autograded notebooks made by hand, and their pages."""

import json
from pathlib import Path
from typing import Any

from autograder.grading.nbgrader.standing import Mark, Standing
from autograder.grading.result import RESULT_MIME
from autograder.reporting.feedback.build import build_page
from autograder.reporting.feedback.notebook import read_parts
from autograder.reporting.feedback.render import render

RESULT: dict[str, Any] = {
    "assignment": "softmax-loss",
    "question": "softmax_loss_naive",
    "seed": 12345,
    "points": 3.0,
    "max_points": 5.0,
    "facets": [
        {"name": "loss", "points": 3.0, "max_points": 3.0, "seen": ""},
        {"name": "regularization", "points": 0.0, "max_points": 2.0, "seen": "dW has no such term"},
    ],
    "remarks": ["the loss has shape (1,)"],
    "mistakes": [
        {
            "name": "the regularization is missing from dW",
            "seen": "The loss grows with reg.",
            "hint": "Which part has no derivative?",
            "reread": "softmax-loss, 4",
            "known": True,
        }
    ],
}


def cell(key: str, source: str, kind: str = "code", **flags: Any) -> dict[str, Any]:
    """Return a cell; flags are nbgrader's, outputs and attachments its own."""
    names = [name for name in ("outputs", "attachments") if name in flags]
    own: dict[str, Any] = {name: flags.pop(name) for name in names}
    known = {"grade": False, "solution": False, "locked": False, "task": False, "grade_id": key}
    nbgrader = {"nbgrader": {**known, **flags}} if flags else {}
    return {"cell_type": kind, "id": key, "source": source, "metadata": nbgrader, **own}


def shows(**data: Any) -> dict[str, Any]:
    """Return an output that displays data, by its kind with _ for /."""
    bundle = {name.replace("_", "/", 1): value for name, value in data.items()}
    return {"output_type": "display_data", "data": bundle, "metadata": {}}


def result(**changes: Any) -> dict[str, Any]:
    """Return the output of a hidden test, with some of its parts changed."""
    found = {**RESULT, **changes}
    return {"output_type": "display_data", "data": {RESULT_MIME: found}, "metadata": {}}


def failed(name: str, message: str) -> dict[str, Any]:
    """Return the output of a cell that stopped, with a traceback that quotes it."""
    lines = [f"----> 1 secret_line({message})", f"{name}: {message}"]
    return {"output_type": "error", "ename": name, "evalue": message, "traceback": lines}


def page_of(folder: Path, *cells: dict[str, Any], standing: Standing | None = None) -> str:
    """Return the page of a notebook with these cells."""
    path = folder / "p1.ipynb"
    notebook = {"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": list(cells)}
    path.write_text(json.dumps(notebook), encoding="utf-8")
    stands = standing or Standing(marks={"f-tests": Mark(3.0, 5.0)})
    names = ("ada", "ps1", "p1")
    return render(build_page(names, read_parts(path), stands, lambda _function, _names: None))
