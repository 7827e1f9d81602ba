"""The visible checks of predicted classes and of a grid search."""

import itertools
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import scipy.special
from hypothesis import given, settings
from hypothesis import strategies as st

from autograder.checks.check_report import CheckFailed, Report
from tests.checks.losses import Array
from tests.checks.notebook_checks import check, show

Function = Callable[..., Any]
steady = settings(derandomize=True, deadline=None, max_examples=40)
ASSIGNMENT = "linear-classifier"
FOUR, STILL = "four points", "inputs left alone"
BELOW = "scores (-3, -1, -2) and (-12, -4, -8)"
TRIED, RATE, STRENGTH = "every pair is tried", "best rate", "best strength"
TABLE = "row i, column j of the table is score(rates[i], strengths[j])"
RATE_BELOW, STRENGTH_BELOW = f"{RATE} of scores below 0", f"{STRENGTH} of scores below 0"


def report_on_predict(function: Function) -> Report:
    """Return what the notebook's check of predicted classes reports."""
    return check(ASSIGNMENT, "predict", function)


def report_on_grid_search(function: Function) -> Report:
    """Return what the notebook's check of a grid search reports."""
    return check(ASSIGNMENT, "grid_search", function)


def spoils_x(W: Array, X: Array) -> Array:
    """Overwrite a column of X."""
    classes: Array = (X @ W).argmax(1)
    X[:, -1] = 0.0
    return classes


def classes_from_zero(W: Array, X: Array) -> list[int]:
    """Begin the search of the highest score at 0."""
    found = []
    for row in X @ W:
        best, best_class = 0.0, 0
        for c, score in enumerate(row):
            if score > best:
                best, best_class = score, c
        found.append(best_class)
    return found


def right_search(score: Function, rates: Any, strengths: Any) -> Any:
    """Search with two loops."""
    table = np.array([[score(rate, strength) for strength in strengths] for rate in rates])
    i, j = np.argwhere(table == table.max())[0]
    return table, rates[i], strengths[j]


def search_by_product(score: Function, rates: Any, strengths: Any) -> Any:
    """Search with itertools, and return a list of lists."""
    scores = {pair: score(*pair) for pair in itertools.product(rates, strengths)}
    best = max(scores, key=lambda pair: scores[pair])
    return [[[scores[r, s] for s in strengths] for r in rates], *best]


def search_by_vectorize(score: Function, rates: Any, strengths: Any) -> Any:
    """Search with numpy's loop over all pairs."""
    table = np.vectorize(score)(np.array(rates)[:, None], np.array(strengths))
    i, j = np.unravel_index(table.argmax(), table.shape)
    return table, rates[i], strengths[j]


def best_from_zero(score: Function, rates: Any, strengths: Any) -> Any:
    """Begin the search of the best score at 0."""
    table, rate, strength = right_search(score, rates, strengths)
    return (table, rate, strength) if table.max() > 0 else (table, None, None)


def diagonal(score: Function, rates: Any, strengths: Any) -> Any:
    """Try the first rate with the first strength, the second with the second."""
    table = np.zeros((len(rates), len(strengths)))
    for k, (rate, strength) in enumerate(zip(rates, strengths, strict=False)):
        table[k, k] = score(rate, strength)
    i, j = np.unravel_index(table.argmax(), table.shape)
    return table, rates[i], strengths[j]


def turned(table: Array, rate: float, strength: float) -> Any:
    """Transpose the table."""
    return table.T, rate, strength


RIGHT_PREDICTIONS: list[Function] = [
    lambda W, X: np.argmax(X @ W, axis=1),
    lambda W, X: [max(range(W.shape[1]), key=lambda c: x @ W[:, c]) for x in X],
    lambda W, X: scipy.special.softmax(X.dot(W), axis=1).argmax(-1),
    lambda W, X: np.argwhere((X @ W).max(axis=1, keepdims=True) == X @ W)[:, 1],
]

# The function, the lines that fail, and words of the first of them.
PREDICTIONS: dict[str, tuple[Function, list[str], str]] = {
    "argmin": (lambda W, X: (X @ W).argmin(1), [FOUR, BELOW], "must be 0, 1, 2, 2; yours is 2, 0"),
    "columns": (lambda W, X: (X @ W).argmax(0), ["shape"], "shape (3,), it must be (4,)"),
    "a column": (lambda W, X: (X @ W).argmax(1)[:, None], ["shape"], "shape (4, 1), it must be"),
    "scores": (lambda W, X: (X @ W).max(1), [FOUR, BELOW], "yours is 3, 2, 2, 1"),
    "from 0": (classes_from_zero, [BELOW], "it must be 1, 1; yours is 0, 0"),
    "always four": (lambda *_: [0, 1, 2, 2], [BELOW], "the result has 4 numbers, it must have 2"),
    "X changed": (spoils_x, [STILL], "an argument changed during the call"),
    "no return": (lambda *_: None, ["result"], "returned None (is a return line missing?)"),
    "text": (lambda *_: "cat", ["result"], "returned a str; it must be a number or an array"),
    "error": (lambda *_: 1 / 0, ["result"], "stopped with ZeroDivisionError: division by zero"),
}

SEARCHES: dict[str, tuple[Function, list[str], str]] = {
    "turned": (
        lambda *a: turned(*right_search(*a)),
        ["shape"],
        "table has shape (2, 3), it must be (3, 2)",
    ),
    "reshaped": (
        lambda *a: (right_search(*a)[0].T.reshape(3, 2), 0.2, 20.0),
        [TABLE],
        "it must be 0.7000, 0.8000, 0.8000, 0.9000, 0.6000, 0.7000; yours is 0.7000, 0.8000, 0",
    ),
    "best from 0": (best_from_zero, [RATE_BELOW, STRENGTH_BELOW], "it must be 0.20; yours is nan"),
    "diagonal": (diagonal, [TRIED, TABLE, RATE_BELOW], "2 of 6 were tried, as score(rate"),
    "swapped": (
        lambda score, *a: right_search(lambda one, other: score(other, one), *a),
        [TRIED, TABLE, RATE, STRENGTH],
        "0 of 6 were tried, as score(rate, strength)",
    ),
    "one too many": (
        lambda score, *a: (score(0.0, 0.0), right_search(score, *a))[1],
        [TRIED],
        "score(rate, strength) was asked for others, too",
    ),
    "another pair": (
        lambda score, r, t: (right_search(score, r, t)[0], r[2], t[0]),
        [RATE, STRENGTH],
        "it must be 0.20; yours is 0.40",
    ),
    "best in lists": (
        lambda *a: (right_search(*a)[0], [0.2, 0.4], [20.0]),
        ["shape"],
        "best_rate has shape (2,), it must be one number",
    ),
    "all at once": (
        lambda score, r, t: score(*np.meshgrid(r, t)),
        ["result"],
        "stopped with TypeError: score takes one rate and one strength, not arrays",
    ),
    "table alone": (
        lambda *a: right_search(*a)[0],
        ["result"],
        "must return 3 things: table, best",
    ),
    "no return": (lambda *_: None, ["result"], "returned None (is a return line missing?)"),
    "texts": (lambda *_: ("a", "b", "c"), ["result"], "table is a str; it must be a number"),
    "error": (lambda *_: 1 / 0, ["result"], "stopped with ZeroDivisionError: division by zero"),
}


@pytest.mark.parametrize("function", RIGHT_PREDICTIONS)
def test_right_predictions_pass(function: Function) -> None:
    """Do all four lines pass, however the classes are found?"""
    report = report_on_predict(function)
    assert [line.status for line in report.lines] == 4 * ["passed"], str(report)


@pytest.mark.parametrize("function", [right_search, search_by_product, search_by_vectorize])
def test_right_searches_pass(function: Function) -> None:
    """Do all seven lines pass, however the grid is searched?"""
    report = report_on_grid_search(function)
    assert [line.status for line in report.lines] == 7 * ["passed"], str(report)


@pytest.mark.parametrize("name", PREDICTIONS)
def test_mistakes_of_predictions_are_named(name: str) -> None:
    """Do the lines of the mistake fail and no other, in words that name it?"""
    function, names, words = PREDICTIONS[name]
    assert_fails(report_on_predict(function), names, words)


@pytest.mark.parametrize("name", SEARCHES)
def test_mistakes_of_searches_are_named(name: str) -> None:
    """Do the lines of the mistake fail and no other, in words that name it?"""
    function, names, words = SEARCHES[name]
    assert_fails(report_on_grid_search(function), names, words)


def assert_fails(report: Report, names: list[str], words: str) -> None:
    """Compare the lines that failed, and the words of the first."""
    failed = [line for line in report.lines if line.status == "FAILED"]
    assert [line.name for line in failed] == names
    assert words in failed[0].said


@steady
@given(scale=st.floats(1e-3, 1e3), shift=st.floats(-1e3, 1e3), order=st.permutations(range(3)))
def test_only_the_order_of_scores_counts(scale: float, shift: float, order: list[int]) -> None:
    """Do scores stretched and shifted pass, and renamed classes fail?"""

    def predict(W: Array, X: Array) -> Any:
        return np.array(order)[(scale * (X @ W) + shift).argmax(axis=1)]

    assert report_on_predict(predict).passed == (order == [0, 1, 2])


@pytest.mark.parametrize("report_on", [report_on_predict, report_on_grid_search])
def test_a_stub_is_not_implemented_yet(report_on: Callable[[Function], Report]) -> None:
    """Does a stub give exactly its name and 'not implemented yet'?"""

    def stub(*_: Any) -> None:
        raise NotImplementedError

    assert str(report_on(stub)) == "stub: not implemented yet"


def test_shown_below_the_cell(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Are both reports printed, and a mistake an error under `nbgrader validate` only?"""
    show(ASSIGNMENT, "predict", classes_from_zero)
    show(ASSIGNMENT, "grid_search", diagonal)
    shown = capsys.readouterr().out
    assert "classes_from_zero: not right yet" in shown
    assert "diagonal: not right yet" in shown
    monkeypatch.setenv("NBGRADER_VALIDATING", "1")
    show(ASSIGNMENT, "grid_search", right_search)
    with pytest.raises(CheckFailed, match="2 of 6 were tried"):
        show(ASSIGNMENT, "grid_search", diagonal)
    with pytest.raises(CheckFailed, match="it must be 1, 1; yours is 0, 0"):
        show(ASSIGNMENT, "predict", classes_from_zero)
