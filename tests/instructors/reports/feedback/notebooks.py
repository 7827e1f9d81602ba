"""Autograded notebooks made by hand, and their pages."""

import json
from typing import Any

from autograder.findings import Finding
from autograder.gradebook.gradebook_reader import NotebookScores, Score
from autograder.instructors.reports.feedback.build import build_page
from autograder.instructors.reports.feedback.publish import render
from autograder.results import METADATA, MIME, Notes, plain, read_graded


def said(text: str) -> dict[str, Any]:
    """Return a text as a notebook keeps a finding."""
    return {"code": "author", "values": {"text": text}}


RESULT: dict[str, Any] = {
    "version": 2,
    "assignment": "softmax-loss",
    "question": "softmax_loss_naive",
    "seed": 12345,
    "facets": [
        {"name": "loss", "points": 3.0, "max_points": 3.0},
        {
            "name": "regularization",
            "points": 0.0,
            "max_points": 2.0,
            "finding": said("dW has no such term"),
        },
    ],
    "remarks": [said("the loss has shape (1,)")],
    "mistakes": [
        {
            "name": "the regularization is missing from dW",
            "seen": "The loss grows with reg.",
            "why": "Its derivative is forgotten.",
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
    return {"output_type": "display_data", "data": {MIME: found}, "metadata": {}}


def failed(name: str, message: str) -> dict[str, Any]:
    """Return the output of a cell that stopped, with a traceback that quotes it."""
    lines = [f"----> 1 secret_line({message})", f"{name}: {message}"]
    return {"output_type": "error", "ename": name, "evalue": message, "traceback": lines}


def page_of(
    *cells: dict[str, Any], scores: NotebookScores | None = None, found: tuple[Finding, ...] = ()
) -> str:
    """Return the page of a notebook with these cells, of which this was found."""
    metadata = {METADATA: plain(Notes(found))}
    notebook = {"nbformat": 4, "nbformat_minor": 5, "metadata": metadata, "cells": list(cells)}
    stands = scores or NotebookScores(by_cell={"f-tests": Score(3.0, 5.0)})
    graded = read_graded(json.dumps(notebook).encode())
    return render(build_page(("ada", "ps1", "p1"), graded, stands, no_picture))


def no_picture(_function: str, _assignment: str, _mistakes: object) -> None:
    """Draw nothing."""
