"""Entries of results.json: by facet where there are some, and silent on hidden tests."""

import json
from dataclasses import replace
from typing import Any

import pytest

from autograder.engine.submission.cell_runs import CellRun
from autograder.engine.submission.grade_notebook import result_of
from autograder.engine.submission.specification import Specification
from autograder.findings import Code, Finding
from autograder.instructors.lms.gradescope.results_json import by_hand, document, entries_of
from autograder.results import MIME, Graded
from tests.engine.workers.tiny import notebook_of, specification

FACETS = [
    {"name": "loss", "points": 2.0, "max_points": 2.0},
    {
        "name": "gradient",
        "points": 0.0,
        "max_points": 1.0,
        "finding": {"code": "author", "values": {"text": "dW has the wrong sign"}},
    },
]
MISTAKE = {"name": "the sign of dW is wrong", "hint": "Walk downhill?", "reread": "section 3"}
MISTAKE |= {"seen": "", "why": ""}
RESULT = {"version": 2, "assignment": "a", "question": "f", "seed": 1, "facets": FACETS}
RESULT["mistakes"] = [MISTAKE]


def given(source: str = "1") -> Specification:
    """Return an assignment with one question of 3 points."""
    return replace(specification(), handout=notebook_of({"f": "", "f-tests": source}, 3))


def graded(*outputs: dict[str, Any], stopped: Finding | None = None) -> Graded:
    """Return what came of a submission whose test cell has these outputs."""
    notebook = notebook_of({"f": "", "f-tests": "f()"}, 3)
    test = {**notebook["cells"][1], "outputs": list(outputs)}
    return Graded(json.dumps(notebook), (result_of(test, CellRun(stopped=stopped)),))


def result(value: float) -> list[dict[str, Any]]:
    """Return the outputs of a test cell that shows a result by facet and ends with a value."""
    shown = {"output_type": "display_data", "metadata": {}, "data": {MIME: RESULT}}
    ends = {"output_type": "execute_result", "metadata": {}, "data": {"text/plain": str(value)}}
    return [shown, {**ends, "execution_count": 1}]


def error(name: str, value: str) -> dict[str, Any]:
    """Return the output of a cell that failed."""
    return {"output_type": "error", "ename": name, "evalue": value, "traceback": [value]}


def test_an_entry_a_facet() -> None:
    """Is each facet an entry, with the named mistake at the first that failed?"""
    first, second = entries_of(given(), graded(*result(2.0)))
    assert (first["name"], first["score"], first["status"]) == ("f: loss", 2.0, "passed")
    assert (second["name"], second["number"], second["score"]) == ("f: gradient", "1.2", 0.0)
    assert second["output"].splitlines() == [
        "dW has the wrong sign",
        "Mistake: the sign of dW is wrong. Walk downhill? Re-read section 3.",
    ]


def test_the_score_counts() -> None:
    """Does nbgrader's score count where a result that is shown says another?"""
    (only,) = entries_of(given(), graded(*result(1.0)))
    assert (only["name"], only["score"], only["max_score"]) == ("f", 1.0, 3.0)
    assert only["output"] == "1 of 3 points"


@pytest.mark.parametrize(
    ("name", "source", "said"),
    [
        ("AssertionError", "### BEGIN HIDDEN TESTS\nx", "stopped with AssertionError."),
        ("AssertionError", "x", "stopped with AssertionError: 42."),
    ],
)
def test_errors(name: str, source: str, said: str) -> None:
    """Is an error's message shown, but for what a hidden test may have put there?"""
    (only,) = entries_of(given(source), graded(error(name, "42")))
    assert only["output"] == f"The test cell {said}"
    assert only["status"] == "failed"


def test_stopped() -> None:
    """Are the kit's own words on what was stopped shown, whatever the cell hides?"""
    why = Finding.of(Code.CALL_TOO_LONG, seconds=3, where="f")
    (only,) = entries_of(
        given("### BEGIN HIDDEN TESTS\nx"), graded(error("Stopped", "42"), stopped=why)
    )
    assert only["output"] == "The test cell didn't come to its end: stopped after 3 s in f."


def test_not_handed_in() -> None:
    """Has each question of a missing notebook 0 points, and a word on why?"""
    (only,) = entries_of(given(), None)
    assert (only["score"], only["max_score"], only["output"]) == (0.0, 3.0, "not handed in")


def test_sum() -> None:
    """Is the score the sum of the entries, without what floats leave behind?"""
    tests = [{"score": 0.1}, {"score": 0.2}]
    assert document(tests, ["a", "b"], 2.4)["score"] == 0.3
    assert document(tests, ["a", "b"], 2.4)["output"] == "a\nb"
    assert by_hand(given()) == 0.0
