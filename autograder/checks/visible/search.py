"""The visible checks of predicted classes and of a grid search."""

from collections.abc import Callable
from typing import Any

import numpy as np

from autograder.checks.report import Report
from autograder.checks.visible.functions import (
    Finding,
    Function,
    has_shape,
    is_near,
    leaves_alone,
    parts_of,
    report_on_function,
    value_of,
)
from autograder.checks.waiting import show

PARTS = ("table", "best_rate", "best_strength")
_W = np.array([[1.0, 0.0, -1.0], [0.0, 2.0, 0.0]])
_X = np.array([[3.0, 0.0], [0.0, 1.0], [-2.0, 0.5], [-1.0, -3.0]])
_W_BELOW, _X_BELOW = np.array([[-3.0, -1.0, -2.0]]), np.array([[1.0], [4.0]])
_RATES, _STRENGTHS = (0.1, 0.2, 0.4), (10.0, 20.0)


def check_predict(function: Callable[..., Any]) -> None:
    """Check `function(W, X)`, the predicted class of each row, and show what was seen."""
    show(lambda: report_on_predict(function))


def report_on_predict(function: Callable[..., Any]) -> Report:
    """Classify six points and return the Report."""
    checks = (
        has_shape((4,), _W, _X),
        is_near("four points", (0, 1, 2, 2), 0, _W, _X),
        ("scores below 0", _classes_of_scores_below_zero),
        leaves_alone(_W, _X),
    )
    return report_on_function(function, checks)


def _classes_of_scores_below_zero(function: Function) -> Finding:
    found = value_of(function, _W_BELOW, _X_BELOW)
    if np.array_equal(found, (1, 1)):
        return None
    return f"rows with scores (-3, -1, -2) and (-12, -4, -8) are of class 1; yours are {found}"


def check_grid_search(function: Callable[..., Any]) -> None:
    """Check `function(score, rates, strengths)`, a grid search, and show what was seen."""
    show(lambda: report_on_grid_search(function))


def report_on_grid_search(function: Callable[..., Any]) -> Report:
    """Search grids of 3 rates and 2 strengths and return the Report."""
    checks = (
        ("shape", _one_row_a_rate),
        ("every pair is tried", _tries_all),
        ("table", _holds_the_scores),
        ("best", lambda f: _finds(f, _score)),
        ("best of scores below 0", lambda f: _finds(f, _score_below_zero)),
    )
    return report_on_function(function, checks)


def _score(rate: float, strength: float) -> float:
    if np.ndim(rate) or np.ndim(strength):
        raise TypeError("score takes one rate and one strength, not arrays")
    return 0.9 - abs(rate - 0.2) - abs(strength - 20.0) / 100.0


def _score_below_zero(rate: float, strength: float) -> float:
    return _score(rate, strength) - 2.0


def _one_row_a_rate(function: Function) -> Finding:
    found = parts_of(function, PARTS, _score, _RATES, _STRENGTHS)[0].shape
    return None if found == (3, 2) else f"the table has shape {found}: a row for each of 3 rates"


def _tries_all(function: Function) -> Finding:
    tried: set[tuple[float, float]] = set()

    def score(rate: float, strength: float) -> float:
        value = _score(rate, strength)
        tried.add((float(rate), float(strength)))
        return value

    parts_of(function, PARTS, score, _RATES, _STRENGTHS)
    wanted = {(rate, strength) for rate in _RATES for strength in _STRENGTHS}
    if not wanted <= tried:
        found = len(wanted & tried)
        return f"{found} of 6 pairs were tried, as score(rate, strength)"
    return None if tried == wanted else "score was called with a pair that is not on the grid"


def _holds_the_scores(function: Function) -> Finding:
    table = parts_of(function, PARTS, _score, _RATES, _STRENGTHS)[0]
    wanted = [[_score(rate, strength) for strength in _STRENGTHS] for rate in _RATES]
    if table.shape == (3, 2) and np.allclose(table, wanted):
        return None
    return "row i, column j of the table must hold score(rates[i], strengths[j])"


def _finds(function: Function, score: Callable[[float, float], float]) -> Finding:
    _, *best = parts_of(function, PARTS, score, _RATES, _STRENGTHS)
    for name, part in zip(PARTS[1:], best, strict=True):
        if part.size != 1:
            return f"{name} has shape {part.shape}; it must be one number"
    rate, strength = (part.item() for part in best)
    if rate == 0.2 and strength == 20.0:
        return None
    return "the highest score here is at rate 0.2 and strength 20; yours is at " + (
        f"{rate:g} and {strength:g}"
    )
