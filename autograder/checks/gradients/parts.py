"""The data part and the regularization of a loss as functions of their own, and their noise."""

from collections.abc import Sequence

import numpy as np

from autograder.checks.gradients.slopes import random_direction
from autograder.checks.gradients.target import (
    Caller,
    Target,
    reach_of_entries,
    reach_of_scores,
    reach_of_weights,
)
from autograder.checks.loss_result import LossResult
from autograder.checks.numerical import Float64Array
from autograder.findings import Finding

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


_USUAL = 8 * float(np.finfo(np.float64).eps)
_ROUGH = 4.0
_FLOAT32 = float(np.finfo(np.float32).eps)


def data_target(
    caller: Caller,
    W: Float64Array,
    rng: np.random.Generator | None,
    first: LossResult | None = None,
) -> Target | None:
    """Return the loss with reg = 0 at W, None where it has no finite value.

    `first` is what a call at W gave, if there was one; it is used when reg was 0.
    """
    result = first if first and not caller.rest[2] else caller.call(W, 0.0)
    if isinstance(result, Finding) or not result.finite:
        return None
    target = Target(
        lambda points: caller.values(points, 0.0),
        W,
        result.gradient,
        result.loss,
        reach_of_scores(caller.rest[0]),
        unit=1.0,
    )
    return with_noise(target, rng)


def reg_target(caller: Caller, data: Target, first: LossResult | None = None) -> Target | None:
    """Return what reg adds to the loss, at the same W; None where there is no finite value.

    `first` is what a call there gave, if there was one.
    The data part cancels, kinks and all, so large steps are taken: the usual term is a parabola.
    """
    result = first or caller.call(data.point)
    if isinstance(result, Finding) or not result.finite:
        return None
    total = abs(result.loss) + abs(data.start)
    share = data.noise / max(1.0, abs(data.start))
    return Target(
        lambda points: [
            whole - data
            for whole, data in zip(caller.values(points), caller.values(points, 0.0), strict=True)
        ],
        data.point,
        result.gradient - data.gradient,
        result.loss - data.start,
        reach_of_weights(data.point),
        noise=max(1.0, total) * share,
        step=0.05,
        precision=data.precision * _cancelled(result.gradient, data.gradient),
    )


def plain_target(
    caller: Caller, point: Float64Array, first: LossResult, rng: np.random.Generator | None
) -> Target:
    """Return a function of one array."""
    target = Target(caller.values, point, first.gradient, first.loss, reach_of_entries(point))
    return with_noise(target, rng)


def step_for(share: float) -> float:
    """Return how far inner values should move, for a rounding error of so much of the value.

    The error of a central difference is least where that is about the cube root of the rounding
    error (Press et al., Numerical Recipes, 3rd edition, section 5.7); half of it meets fewer kinks.
    """
    return float(np.clip(0.5 * share ** (1 / 3), 1e-6, 1e-2))


def with_noise(target: Target, rng: np.random.Generator | None) -> Target:
    """Measure the rounding error (six evaluations), and choose the step that it allows.

    Without a generator the usual one is taken: that of some sums in double precision.
    """
    if rng is None:
        target.noise = _USUAL * max(1.0, target.unit, abs(target.start))
    else:
        target.noise = measure_noise(target, random_direction(target.point.shape, rng))
    if target.noise > 1e-11 * max(1.0, abs(target.start)):  # single precision is rough all over
        target.noise *= _ROUGH
        target.precision = max(_ROUGH * _FLOAT32, target.precision)
    target.step = step_for(target.noise / max(1.0, abs(target.start)))
    return target


def _cancelled(total: Float64Array, part: Float64Array) -> float:
    """Return by how much subtracting `part` from `total` magnifies rounding errors."""
    left = float(np.linalg.norm(total - part))
    return max(1.0, float(np.linalg.norm(part)) / left) if left else 1.0
