"""The visible check of a loss of one example's scores."""

from collections.abc import Callable
from typing import Any

import numpy as np

from autograder.checks.calls import attempt
from autograder.checks.report import Line, Report
from autograder.checks.results import read_number
from autograder.checks.visible.problem import close
from autograder.checks.waiting import show

# Scores, true class, the loss that the notebook's text works out, and what the case shows.
_CASES: tuple[tuple[tuple[float, ...], int, float, str], ...] = (
    ((10.0, -2.0, 3.0), 0, 0.0, "the true class leads by more than 1"),
    ((0.0, 0.0, 0.0, 0.0), 2, 3.0, "four equal scores"),
    ((1.0, 1.5, -3.0), 0, 1.5, "one score too high by half a point"),
)


def check_hinge_of_scores(function: Callable[..., Any]) -> None:
    """Check `function(scores, y)`, the hinge loss of one example's scores (C,) and class y."""
    show(lambda: report_on_scores(function))


def report_on_scores(function: Callable[..., Any]) -> Report:
    """Run the cases in turn and return the Report; an unusable result ends it at once."""
    name = getattr(function, "__name__", "your function")
    lines: list[Line] = []
    for scores, true_class, expected, title in _CASES:
        given = np.array(scores)
        number = read_number(attempt(function, given, true_class))
        if isinstance(number, str):
            return Report(name, (*lines, Line("FAILED", "result", number)))
        seen = "" if close(number, expected) else _explain(scores, true_class, number, expected)
        lines.append(Line("FAILED" if seen else "passed", title, seen))
        if not np.array_equal(given, scores):
            lines.append(Line("FAILED", "inputs left alone", "scores changed: work on a copy"))
    return Report(name, tuple(lines))


def _explain(scores: tuple[float, ...], true_class: int, number: float, expected: float) -> str:
    text = f"scores {list(scores)} with class {true_class} true must cost {expected:g}"
    text += f"; yours is {number:.4g}"
    if close(number, expected + 1.0):
        return text + ", exactly 1 too much: does the true class count itself?"
    if number < 0:
        return text + ": no class may take anything off the loss"
    return text
