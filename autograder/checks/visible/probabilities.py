"""The visible checks of softmax, cross-entropy, divergence and Jacobian."""

from collections.abc import Callable

import numpy as np

from autograder.checks.visible.functions import (
    Finding,
    Function,
    has_shape,
    is_near,
    leaves_alone,
    report_on_function,
    value_of,
)
from autograder.checks.waiting import show

_S = np.array([1.0, 2.0, 3.0])
_FOUR = np.array([-3.0, 2.0, -1.0, 0.0])
_ROWS = np.array([[1.0, 2.0, 3.0], [0.0, 0.0, 0.0]])
_P, _Q = np.array([0.5, 0.25, 0.25]), np.array([0.25, 0.25, 0.5])


def check_softmax(function: Function) -> None:
    """Check softmax of one vector of scores (C,) and show what was seen."""
    checks = (
        has_shape((3,), _S),
        is_near("scores 1, 2, 3", (0.09, 0.24, 0.67), 2, _S),
        is_near("scores -3, 2, -1, 0", (0.0057, 0.8390, 0.0418, 0.1135), 4, _FOUR),
        ("sums to 1", lambda f: _sums_to_one(value_of(f, _FOUR))),
        ("large scores", _same_when_shifted),
        leaves_alone(_FOUR),
    )
    show(lambda: report_on_function(function, checks))


def check_softmax_rows(function: Function) -> None:
    """Check softmax of the rows of (N, C) scores and show what was seen."""
    checks = (
        has_shape((2, 3), _ROWS),
        is_near("row 1, 2, 3", (0.09, 0.24, 0.67), 2, _ROWS[:1]),
        ("rows sum to 1", _rows_sum_to_one),
        ("rows that lie far apart", _rows_stay_themselves),
        leaves_alone(_ROWS),
    )
    show(lambda: report_on_function(function, checks))


def check_cross_entropy(function: Function) -> None:
    """Check the cross-entropy of one example's scores (C,) and class and show what was seen."""
    checks = (
        has_shape((), _FOUR, 1),
        is_near("scores -3, 2, -1, 0, class 1 true", [0.1755], 4, _FOUR, 1),
        is_near("scores -3, 2, -1, 0, class 0 true", [5.1755], 4, _FOUR, 0),
        ("large scores", _finite(lambda f: value_of(f, 1000.0 + _FOUR, 1), "scores near 1000")),
        ("a gap of 1000", _finite(lambda f: value_of(f, np.array([0.0, 1000.0]), 0), "that gap")),
    )
    show(lambda: report_on_function(function, checks))


def check_kl_divergence(function: Function) -> None:
    """Check the divergence of two distributions (C,) and show what was seen."""
    with_zero = np.array([1.0, 0.0, 0.0])
    checks = (
        has_shape((), _P, _Q),
        is_near("0 for equal distributions", [0.0], 8, _P, _P),
        ("positive for different ones", lambda f: _positive(value_of(f, _P, _Q).item())),
        ("probabilities of 0", _finite(lambda f: value_of(f, with_zero, _Q), "p = (1, 0, 0)")),
        leaves_alone(_P, _Q),
    )
    show(lambda: report_on_function(function, checks))


def check_softmax_jacobian(function: Function) -> None:
    """Check the Jacobian of softmax from probabilities (C,) and show what was seen."""
    half = np.array([0.5, 0.5])
    checks = (
        has_shape((3, 3), _P),
        is_near("p = (0.5, 0.5)", (0.25, -0.25, -0.25, 0.25), 4, half),
        ("rows sum to 0", _rows_vanish),
        leaves_alone(_P),
    )
    show(lambda: report_on_function(function, checks))


def _sums_to_one(values: np.ndarray[tuple[int, ...], np.dtype[np.float64]]) -> Finding:
    total = float(values.sum())
    return None if abs(total - 1.0) < 1e-6 else f"the sum is {total:.4g}"


def _rows_sum_to_one(function: Function) -> Finding:
    sums = value_of(function, _ROWS).sum(axis=1)
    return None if np.allclose(sums, 1.0) else f"the rows sum to {np.round(sums, 4)}"


def _same_when_shifted(function: Function) -> Finding:
    for shift in (1000.0, -1000.0):
        moved = value_of(function, _S + shift)
        if not np.allclose(moved, value_of(function, _S)):
            return f"scores near {shift:g} must give the same; yours gives {moved}"
    return None


def _rows_stay_themselves(function: Function) -> Finding:
    moved = value_of(function, _ROWS + np.array([[2000.0], [-2000.0]]))
    if np.allclose(moved, value_of(function, _ROWS)):
        return None
    return "rows near 2000 and -2000 must give the same as before: which maximum does each need?"


def _finite(call: Callable[[Function], object], name: str) -> Callable[[Function], Finding]:
    def check(function: Function) -> Finding:
        value = np.asarray(call(function), dtype=np.float64).item()
        return None if np.isfinite(value) else f"with {name} the result is {value}"

    return check


def _positive(value: float) -> Finding:
    return None if value > 0 else f"it must be above 0; yours is {value:.4g}"


def _rows_vanish(function: Function) -> Finding:
    sums = value_of(function, _P).sum(axis=1)
    return None if np.allclose(sums, 0.0) else f"the rows sum to {np.round(sums, 4)}"
