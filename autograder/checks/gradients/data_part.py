"""What a residual of the data part looks like, told from its structure alone."""

import numpy as np
from numpy.typing import NDArray

from autograder.checks.gradients.tables import CLOSE, vanishes
from autograder.checks.numerical import Float64Array


def name_data_residual(
    gradient: Float64Array, residual: Float64Array, X: Float64Array, y: NDArray[np.int64]
) -> str | None:
    """Return the name of the diagnosis, None for a residual of 0.

    `gradient` and `residual` (analytic minus numeric) are (D, C), X (N, D) with independent rows
    (N <= D), y (N,).
    """
    right = gradient - residual
    if vanishes(residual, right):
        return None
    if vanishes(gradient, right):
        return "zero"
    return (
        _name_factor(gradient, right, len(y))
        or name_place(gradient, residual)
        or _name_scores(gradient, residual, X, y)
    )


def name_place(gradient: Float64Array, residual: Float64Array) -> str | None:
    """Return the name for one entry, row or column that is off alone."""
    off = np.abs(residual) > CLOSE * np.abs(residual).max()
    rows, columns = np.flatnonzero(off.any(axis=1)), np.flatnonzero(off.any(axis=0))
    if len(rows) == len(columns) == 1:
        return "one entry"
    if len(rows) == 1:
        return "bias row" if rows[0] == len(residual) - 1 else "one row"
    if len(columns) == 1:
        gone = not np.any(gradient[:, columns[0]])
        return "class never updated" if gone else "one column"
    return None


def _name_factor(gradient: Float64Array, right: Float64Array, N: int) -> str | None:
    """Return the name for a gradient that is a multiple of the right one."""
    size = float(np.sum(right * right))
    factor = float(np.sum(gradient * right)) / size if size else 0.0
    if not size or not vanishes(gradient - factor * right, gradient):
        return None
    C = right.shape[1]
    known = {
        "sign": (-1.0,),
        "times N": (float(N), -float(N)),
        "over N": (1.0 / N, -1.0 / N),
        "N and C": (N / C, C / N),
        "logarithm": (np.log(10), 1 / np.log(10), np.log(2), 1 / np.log(2)),
    }
    for name, factors in known.items():
        if any(abs(factor - each) <= CLOSE * abs(each) for each in factors):
            return name
    return "factor"


def _name_scores(
    gradient: Float64Array, residual: Float64Array, X: Float64Array, y: NDArray[np.int64]
) -> str | None:
    """Return the name for a residual that is X transposed times something (N, C)."""
    back = np.linalg.pinv(X.T)
    off, given = back @ residual, back @ gradient
    if not vanishes(X.T @ off - residual, residual):
        return None
    right, true = given - off, np.eye(residual.shape[1], dtype=np.bool_)[y]
    return (
        _name_examples(given, right)
        or _name_true_class(off, given, right, true)
        or ("some examples" if _rows(off, right).sum() < len(y) else "scores")
    )


def _name_examples(given: Float64Array, right: Float64Array) -> str | None:
    if _rows(given, right).sum() == 1 < _rows(right, right).sum():
        return "one example"
    counts = (np.abs(given) > CLOSE * np.abs(right).max()).sum(axis=0)
    return "overwritten" if counts.max() == 1 < len(given) else None


def _name_true_class(
    off: Float64Array, given: Float64Array, right: Float64Array, true: NDArray[np.bool_]
) -> str | None:
    """Return the name for a derivative by the scores that is off at the true class, or only not."""
    if vanishes(off[~true], right):
        amounts = off[true]
        if vanishes(given[true] + right[true], right) or vanishes(amounts - 2 / len(off), right):
            return "true class sign"
        if vanishes(given[true], right) or vanishes(amounts - 1 / len(off), right):
            return "true class missing"
        return "true class wrong"
    if vanishes(given[~true], right):
        return "only true class"
    return "wrong classes wrong" if vanishes(off[true], right) else None


def _rows(table: Float64Array, scale: Float64Array) -> NDArray[np.bool_]:
    """Return which examples have an entry that is not 0."""
    found: NDArray[np.bool_] = np.abs(table).max(axis=1) > CLOSE * np.abs(scale).max()
    return found
