"""What the residual of a data part or of a regularization looks like, told from its structure."""

import numpy as np
from numpy.typing import NDArray

from autograder.checks.numerical import Float64Array

CLOSE = 1e-4


def vanishes(table: Float64Array, scale: Float64Array) -> bool:
    """Return whether a table is 0, seen from the largest entry of another."""
    return bool(np.abs(table).max(initial=0.0) <= CLOSE * np.abs(scale).max(initial=0.0))


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


# How much of reg * W the derivative of the loss's term is, and how much stands in dW.
_NAMES = {
    (1.0, 0.0): "reg missing from gradient",
    (2.0, 0.0): "reg missing from gradient",
    (0.0, 1.0): "reg missing from loss",
    (0.0, 2.0): "reg missing from loss",
    (2.0, 1.0): "loss full, gradient half",
    (1.0, 2.0): "loss half, gradient full",
}


def name_reg_residual(
    gradient: Float64Array, residual: Float64Array, W: Float64Array, reg: float, N: int
) -> str | None:
    """Return the name of the diagnosis, None for a residual of 0.

    `gradient` (D, C) is what reg adds to dW, `residual` that minus what it adds to the slope of
    the loss.
    """
    right = gradient - residual
    if vanishes(residual, reg * W):
        return None
    in_loss, in_gradient = _share(right, reg * W), _share(gradient, reg * W)
    if in_loss is None or in_gradient is None:
        return "reg place" if _somewhere_right(residual, reg * W) else "reg shape"
    for known, name in _NAMES.items():
        if np.allclose((in_loss, in_gradient), known, rtol=CLOSE, atol=CLOSE):
            return name
    return _name_ratio(in_loss, in_gradient, N)


def proportional(table: Float64Array, W: Float64Array) -> bool:
    """Return whether a table is a multiple of W, and not 0."""
    return bool(_share(table, W))


def _name_ratio(loss: float, gradient: float, N: int) -> str:
    if not loss:
        return "reg missing from loss"
    if not gradient:
        return "reg missing from gradient"
    ratio = gradient / loss
    if np.isclose(ratio, -1.0, rtol=CLOSE):
        return "reg sign"
    over_N = (N, 1 / N, 2 * N, 2 / N, N / 2, 1 / (2 * N))
    return "reg over N" if np.isclose(ratio, over_N, rtol=CLOSE).any() else "reg factor"


def _share(table: Float64Array, unit: Float64Array) -> float | None:
    """Return the factor that makes `unit` the table, None if there is none."""
    factor = float(np.sum(table * unit) / np.sum(unit * unit))
    return (
        (0.0 if abs(factor) < CLOSE else factor) if vanishes(table - factor * unit, unit) else None
    )


def _somewhere_right(residual: Float64Array, unit: Float64Array) -> bool:
    """Return whether whole rows or columns have no residual."""
    right = np.abs(residual) <= CLOSE * np.abs(unit).max()
    return bool(right.all(axis=0).any() or right.all(axis=1).any())
