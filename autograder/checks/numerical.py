"""Numerical derivatives by central differences."""

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

Float64Array = NDArray[np.float64]
ScalarFunction = Callable[[Float64Array], float]

# The cube root of the machine epsilon balances truncation (h squared) against rounding (eps / h):
# Press et al., Numerical Recipes, 3rd edition, section 5.7.
BEST_STEP = float(np.finfo(np.float64).eps ** (1 / 3))


def numerical_gradient(f: ScalarFunction, x: ArrayLike, h: float | None = None) -> Float64Array:
    """Return the central-difference gradient of the scalar function `f` at `x`.

    `x` has any shape and is left as it is; the result has the same shape. `h` is the step in the
    units of x, by default 6e-6 times max(1, |entry|). Costs two evaluations an entry.
    """
    point = np.array(x, dtype=np.float64)
    gradient = np.empty_like(point)
    for index in np.ndindex(point.shape):
        gradient[index] = entry_derivative(f, point, index, h)
    return gradient


def entry_derivative(
    f: ScalarFunction, point: Float64Array, index: tuple[int, ...], h: float | None = None
) -> float:
    """Return the central difference of `f` along one entry of `point` (two evaluations)."""
    step = h if h is not None else BEST_STEP * max(1.0, abs(float(point[index])))
    direction = np.zeros_like(point)
    direction[index] = 1.0
    return central_difference(f, point, direction, step)


def central_difference(
    f: ScalarFunction, point: Float64Array, direction: Float64Array, h: float
) -> float:
    """Return (f(point + h d) - f(point - h d)) / 2h; each call gets an array of its own."""
    above = float(f(point + h * direction))
    below = float(f(point - h * direction))
    return (above - below) / (2.0 * h)


def relative_error(a: ArrayLike, b: ArrayLike) -> Any:  # noqa: ANN401 - a float or an array
    """Return |a - b| / max(|a|, |b|) entry by entry, 0 where both are 0, nan for nan or inf.

    Two numbers give a float, arrays give an array of their common shape.
    """
    left, right = np.asarray(a, dtype=np.float64), np.asarray(b, dtype=np.float64)
    largest = np.maximum(np.abs(left), np.abs(right))
    with np.errstate(invalid="ignore"):
        gap = np.abs(left - right)
        error = np.divide(gap, largest, out=np.zeros_like(gap), where=largest != 0)
    return error if error.ndim else float(error)
