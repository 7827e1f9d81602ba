"""The data part and the regularization of a loss as functions of their own."""

import numpy as np

from autograder.checks.gradients.noise import measure_noise
from autograder.checks.gradients.slopes import random_direction
from autograder.checks.gradients.target import (
    Caller,
    Target,
    reach_of_entries,
    reach_of_scores,
    reach_of_weights,
)
from autograder.checks.numerical import Float64Array
from autograder.checks.results import LossResult

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
    if isinstance(result, str) or not result.finite:
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
    if isinstance(result, str) or not result.finite:
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
