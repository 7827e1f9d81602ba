"""What a residual of the regularization looks like."""

import numpy as np

from autograder.checks.gradients.tables import CLOSE, vanishes
from autograder.checks.numerical import Float64Array

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
