"""The reader of autograded notebooks: what it takes, and what it leaves."""

import json
from typing import Any

import pytest

from autograder.course.files import Unreadable
from autograder.findings import Code, Finding, words
from autograder.results import (
    METADATA,
    MIME,
    FacetResult,
    GradedNotebook,
    NamedMistake,
    Notes,
    QuestionResult,
    plain,
    question_in,
    read_graded,
)
from autograder.results.display import bundle, in_words

SEEN = Finding.of(Code.RAISED, kind="ValueError", error="ValueError: no", place="", hint="")
RESULT = QuestionResult(
    "softmax-loss",
    "softmax_loss_naive",
    7,
    (FacetResult("loss", 3.0, 3.0), FacetResult("gradient", 0.0, 2.0, SEEN)),
    (Finding.of(Code.SHAPE_ACCEPTED, what=Finding(Code.THE_LOSS), shape=(1,)),),
    (NamedMistake("a sign", "It grows.", "The minus is lost.", "Downhill?", "section 4"),),
)


def shown(result: Any) -> dict[str, Any]:
    """Return the output of a cell that displays a result."""
    return {"output_type": "display_data", "metadata": {}, "data": {MIME: result}}


def failed(kind: str) -> dict[str, Any]:
    """Return the output of a cell that failed."""
    return {"output_type": "error", "ename": kind, "evalue": "why", "traceback": []}


def cell(key: str, outputs: Any = (), **flags: Any) -> dict[str, Any]:
    """Return a code cell with nbgrader's flags."""
    nbgrader = {"grade_id": key, "grade": False, "solution": False, "points": 5, **flags}
    return {"cell_type": "code", "source": key, "outputs": outputs} | {
        "metadata": {"nbgrader": nbgrader}
    }


def read(*cells: dict[str, Any], notes: Any = None) -> GradedNotebook:
    """Return what the reader makes of a notebook."""
    metadata = {} if notes is None else {METADATA: notes}
    whole = {"nbformat": 4, "metadata": metadata, "cells": list(cells)}
    return read_graded(json.dumps(whole).encode())


def test_there_and_back() -> None:
    """Is a result read as it was shown, through the file?"""
    outputs = [{"output_type": "display_data", "metadata": {}, "data": bundle(RESULT)}]
    found = read(cell("f", solution=True), cell("f-tests", outputs, grade=True))
    assert found.tests["f-tests"].question == RESULT
    assert found.answer_of == {"f-tests": "f"} and found.answers == {"f": "f"}


def test_only_test_cells_have_results() -> None:
    """Is a result that an answer, or a cell of the student's, displays none?"""
    theirs = cell("f", [shown(plain(RESULT))], solution=True), cell("x", [shown(plain(RESULT))])
    both = cell("g", [shown(plain(RESULT))], solution=True, grade=True)
    assert read(*theirs, both).tests == {}


def test_the_last_sound_result_counts() -> None:
    """Does the test's own result count, whatever was displayed before and besides?"""
    other = {**plain(RESULT), "seed": 8}
    outputs = [shown(other), shown(plain(RESULT)), shown({"version": 2, "question": "f"}), shown(3)]
    assert question_in(outputs) == RESULT


@pytest.mark.parametrize(
    "forged",
    [
        3,
        [],
        {"version": 2},
        {**plain(RESULT), "seed": "x"},
        {**plain(RESULT), "facets": [{"name": "a", "points": 9.0, "max_points": 2.0}]},
        {**plain(RESULT), "facets": [{"name": "a", "points": float("nan"), "max_points": 2.0}]},
        {**plain(RESULT), "facets": [{"name": "a", "points": -1.0, "max_points": 2.0}]},
        {**plain(RESULT), "remarks": [{"code": "no-such-code", "values": {}}]},
    ],
)
def test_what_is_no_result(forged: object) -> None:
    """Is what isn't sound told as such, and never read as a result?"""
    (result,) = read(cell("f-tests", [shown(forged)], grade=True)).tests.values()
    assert result.question is None
    assert result.ended is not None
    assert result.ended.code in (Code.UNREADABLE_RESULT, Code.OTHER_VERSION)


def test_another_version() -> None:
    """Is a result of another version told as such?"""
    old = {**plain(RESULT), "version": 1}
    (result,) = read(cell("f-tests", [shown(old)], grade=True)).tests.values()
    assert result.question is None and result.ended == Finding(Code.OTHER_VERSION)
    (notice,) = read(notes={"version": 3}).notices
    assert "another version" in words(notice)
    (notice,) = read(notes={"version": 2, "differences": "many"}).notices
    assert notice.code == Code.UNREADABLE_NOTES


def test_notes() -> None:
    """Are differences, notices and why a test ended read from the notebook's metadata?"""
    why = Finding.of(Code.CALL_TOO_LONG, seconds=3, where="f")
    notes = Notes((Finding(Code.CELL_ADDED),), (Finding(Code.NO_SANDBOX),), {"f-tests": why})
    found = read(cell("f-tests", [failed("Stopped")], grade=True), notes=plain(notes))
    assert found.differences == (Finding(Code.CELL_ADDED),)
    assert found.notices == (Finding(Code.NO_SANDBOX),)
    assert found.tests["f-tests"].ended == why


def test_an_exception() -> None:
    """Is a test without a result known by its last exception, with no points?"""
    outputs = [failed("ValueError"), failed("KeyError")]
    (result,) = read(cell("f-tests", outputs, grade=True)).tests.values()
    assert result.ended is not None and result.ended["kind"] == "KeyError"
    assert (result.points, result.max_points) == (0.0, 5.0)


def test_everything_is_bounded() -> None:
    """Are texts and lists cut, and what is nested too deep left out?"""
    many = [{"code": "author", "values": {"text": "x" * 10_000}}] * 3_000
    (notes,) = [read(notes={"version": 2, "differences": many})]
    assert len(notes.differences) == 1_000
    assert len(str(notes.differences[0]["text"])) == 4_000
    deep: Any = {"code": "author", "values": {}}
    for _ in range(50):
        deep = {"code": "with", "values": {"seen": deep}}
    assert read(notes={"version": 2, "notices": [deep]}).notices[0].code == Code.UNREADABLE_NOTES


@pytest.mark.parametrize("text", ["{", "[]", '{"cells": 3}', "\xff", "[" * 100_000])
def test_what_is_no_notebook(text: str) -> None:
    """Is a file that is no notebook told as such?"""
    with pytest.raises(Unreadable):
        read_graded(text.encode("latin-1"))


def test_cells_may_be_anything() -> None:
    """Are odd cells and outputs passed over?"""
    odd: list[Any] = [{}, {"cell_type": "code", "outputs": "none"}, {"metadata": {"nbgrader": 3}}]
    tests = cell("t", [5, {"output_type": 3}, {"data": []}, {"data": {MIME: None}}], grade=True)
    assert [part.kind for part in read(*odd, tests).parts][-1] == "test"


def test_in_words() -> None:
    """Does a result tell points, facets, mistakes, remarks and the seed?"""
    text = in_words(RESULT)
    assert text.splitlines()[0] == "softmax_loss_naive: 3 of 5 points"
    for part in ("passed  loss", "FAILED  gradient", "stopped with ValueError: no"):
        assert part in text
    assert "mistake a sign" in text and "AUTOGRADER_SEED=7" in text
    assert "(costs no points)" in text


def test_half_characters() -> None:
    """Is a record written down whatever a student's names hold, with a sign for what can't be?"""
    half = "a \udcff"
    assert Finding.of(Code.RAISED, kind=half, error=(half,), place="")["kind"] == "a ?"
    notes = plain(Notes(ended={half: Finding(Code.RAISED, {"kind": half})}))
    assert "a ?" in notes["ended"]  # type: ignore[operator]
