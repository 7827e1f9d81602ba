"""The visible checks of a numerical gradient, a relative error and a layer's gradient."""

import numpy as np
from numpy.typing import NDArray

from autograder.checks.calls import attempt
from autograder.checks.numerical import central_difference
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

_X = np.array([[1.0, -2.0], [0.5, 3.0], [0.0, 1.0]])
_V = np.array([1.0, 2.0])
_A, _B = np.array([1.0, 0.0, -2.0, 0.0]), np.array([2.0, 0.0, -2.0, 1.0])
_LAYER = np.array([[0.1, -0.2, 0.3], [0.0, 0.5, -0.4]])


def check_numerical_gradient(function: Function) -> None:
    """Check `function(f, x)`, a numerical gradient, and show what was seen."""
    checks = (
        has_shape((3, 2), _sum_of_squares, _X),
        is_near("sum of squares at (1, 2)", (2.0, 4.0), 6, _sum_of_squares, _V),
        is_near("a product at (1, 2)", (2.0, 1.0), 6, lambda x: x[0] * x[1], _V),
        ("accuracy on cubes", _is_central),
        ("x left alone", _leaves_point),
    )
    show(lambda: report_on_function(function, checks))


def check_relative_error(function: Function) -> None:
    """Check `function(a, b)`, a relative error entry by entry, and show what was seen."""
    checks = (
        has_shape((4,), _A, _B),
        is_near("entries 1 and 2", [0.5], 6, _A[:1], _B[:1]),
        is_near("equal entries, zeros too", (0.0, 0.0), 6, _A[1:3], _B[1:3]),
        is_near("0 and 1", [1.0], 6, _A[3:], _B[3:]),
        is_near("tiny entries", [0.5], 6, 1e-12 * _A[:1], 1e-12 * _B[:1]),
        leaves_alone(_A, _B),
    )
    show(lambda: report_on_function(function, checks))


def check_layer_gradient(function: Function) -> None:
    """Check `function(W, x, y)`, a layer's gradient, and show what was seen."""
    checks = (
        has_shape((2, 3), _LAYER, _V, 1),
        ("columns", _columns_cancel),
        ("proportional to x", _rows_follow_x),
        ("at W = 0", _at_zero),
    )
    show(lambda: report_on_function(function, checks))


def _sum_of_squares(x: NDArray[np.float64]) -> float:
    return float(np.sum(x * x))


def _sum_of_cubes(x: NDArray[np.float64]) -> float:
    return float(np.sum(x**3))


def _is_central(function: Function) -> Finding:
    yours = value_of(function, _sum_of_cubes, _V)
    rights = [central_difference(_sum_of_cubes, _V, np.eye(2)[k], 6e-6) for k in (0, 1)]
    if np.allclose(yours, rights, rtol=1e-7, atol=0.0):
        return None
    return f"the error is {np.abs(yours - rights).max():.1e}: is it a central difference?"


def _leaves_point(function: Function) -> Finding:
    point = _X.copy()
    attempt(function, _sum_of_squares, point)
    return None if np.array_equal(point, _X) else "x changed during the call: restore each entry"


def _columns_cancel(function: Function) -> Finding:
    sums = value_of(function, _LAYER, _V, 1).sum(axis=1)
    if np.allclose(sums, 0.0, atol=1e-6):
        return None
    return f"each row must sum to 0, as p and onehot both sum to 1; yours: {np.round(sums, 4)}"


def _rows_follow_x(function: Function) -> Finding:
    rows = value_of(function, _LAYER, _V, 1)
    if np.allclose(rows[1], 2.0 * rows[0]):
        return None
    return "feature 2 is twice feature 1, so row 2 must be twice row 1"


def _at_zero(function: Function) -> Finding:
    found = value_of(function, np.zeros((2, 2)), _V, 0)
    if np.allclose(found[0], (-0.5, 0.5)):
        return None
    return "with W = 0, two classes and class 0 true, row 1 must be (-0.5, 0.5): " + (
        f"yours is ({found[0, 0]:.4g}, {found[0, 1]:.4g})"
    )
