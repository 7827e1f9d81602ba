"""The visible checks of predicted classes and of a grid search."""

from collections.abc import Callable
from typing import Any

import numpy as np

from autograder.checks.visible.functions import (
    Finding,
    Function,
    has_shape,
    is_near,
    leaves_alone,
    parts_of,
    report_on_function,
)

PARTS = ("table", "best_rate", "best_strength")
_W = np.array([[1.0, 0.0, -1.0], [0.0, 2.0, 0.0]])
_X = np.array([[3.0, 0.0], [0.0, 1.0], [-2.0, 0.5], [-1.0, -3.0]])
_RATES, _STRENGTHS = (0.1, 0.2, 0.4), (10.0, 20.0)


def check_predict(function: Callable[..., Any]) -> None:
    """Check `function(W, X)`, the predicted class of each row, and show what was seen."""
    checks = (
        has_shape((4,), _W, _X),
        is_near("four points", (0, 1, 2, 2), 0, _W, _X),
        leaves_alone(_W, _X),
    )
    report_on_function(function, checks).show()


def check_grid_search(function: Callable[..., Any]) -> None:
    """Check `function(score, rates, strengths)`, a grid search, and show what was seen."""
    checks = (("shape", _one_row_a_rate), ("every pair is tried", _tries_all), ("best", _finds))
    report_on_function(function, checks).show()


def _score(rate: float, strength: float) -> float:
    return 0.9 - abs(rate - 0.2) - abs(strength - 20.0) / 100.0


def _one_row_a_rate(function: Function) -> Finding:
    found = parts_of(function, PARTS, _score, _RATES, _STRENGTHS)[0].shape
    return None if found == (3, 2) else f"the table has shape {found}: a row for each of 3 rates"


def _tries_all(function: Function) -> Finding:
    tried = []

    def score(rate: float, strength: float) -> float:
        tried.append((rate, strength))
        return _score(rate, strength)

    table = parts_of(function, PARTS, score, _RATES, _STRENGTHS)[0]
    wanted = {(rate, strength) for rate in _RATES for strength in _STRENGTHS}
    if set(tried) != wanted:
        return f"{len(set(tried) & wanted)} of 6 pairs were tried, as score(rate, strength)"
    if np.allclose(table[:, 0], [_score(rate, _STRENGTHS[0]) for rate in _RATES]):
        return None
    return "column 0 of the table must hold the scores with strength 10, in the order of the rates"


def _finds(function: Function) -> Finding:
    _, rate, strength = parts_of(function, PARTS, _score, _RATES, _STRENGTHS)
    if np.array_equal(rate, 0.2) and np.array_equal(strength, 20.0):
        return None
    return "the highest score here is at rate 0.2 and strength 20; yours is at " + (
        f"{np.ravel(rate)} and {np.ravel(strength)}"
    )
