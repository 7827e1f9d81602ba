"""How much of a function's value is rounding: measured, not assumed."""

from collections.abc import Sequence

import numpy as np

from autograder.checks.gradients.target import Target
from autograder.checks.numerical import Float64Array

POINTS = 6
# So small a move of the inner values that a smooth function is a straight line over it; larger ones
# for a function that rounds its input, to single precision for one, and so doesn't notice.
_MOVES = (1e-9, 1e-7, 1e-5)
_EPSILON = float(np.finfo(np.float64).eps)


def measure_noise(target: Target, direction: Float64Array) -> float:
    """Return the rounding error of one value of the function (six evaluations, or a few more).

    Neighbouring values of a smooth function lie on a line; what their high differences leave is
    noise. All points lie on one side, so that a kink at the point itself isn't taken for noise.
    Source: More and Wild, "Estimating Computational Noise", SIAM J. Sci. Comput. 33 (2011).
    """
    size = max(target.unit, abs(target.start))
    for move in _MOVES:
        h = move / target.reach(direction)
        values = target.values([target.point + k * h * direction for k in range(1, POINTS + 1)])
        if not np.isfinite(values).all():
            return _EPSILON * size
        if np.count_nonzero(np.diff([target.start, *values])) > POINTS / 2:
            break
    return max(_epsilon_of(values) * size, _from_differences([target.start, *values]))


def _epsilon_of(values: Sequence[float]) -> float:
    """Return the precision of the values: single if they differ and all are single numbers."""
    single = np.array_equal(np.asarray(values, dtype=np.float32).astype(np.float64), values)
    return float(np.finfo(np.float32).eps) if single and np.ptp(values) > 0 else _EPSILON


def _from_differences(values: Sequence[float]) -> float:
    """Return the smallest estimate among the differences of order three and more."""
    table, gamma, estimates = np.asarray(values), 1.0, []
    for order in range(1, len(values)):
        table = np.diff(table)
        gamma *= 0.5 * order / (2 * order - 1)
        if order >= 3:
            estimates.append(float(np.sqrt(gamma * np.mean(table**2))))
    return min(estimates)
