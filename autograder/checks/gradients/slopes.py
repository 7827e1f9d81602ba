"""The slope along one direction: analytic against numeric, with kinks and rounding in mind."""

from dataclasses import dataclass

import numpy as np

from autograder.checks.gradients.target import Target
from autograder.checks.numerical import Float64Array

# Rounding errors this many times the measured one are still believed to be rounding.
SAFETY = 30.0
# So many steps are tried, each so many times smaller than the one before.
_STEPS, _SHRINK = 4, 8.0


@dataclass(frozen=True)
class Slope:
    """The slope claimed, the slopes measured (two at a kink), and the error of measuring."""

    analytic: float
    low: float
    high: float
    error: float

    @property
    def agrees(self) -> bool:
        """Whether the claim lies between the measured slopes, give or take the error."""
        return bool(self.low - self.error <= self.analytic <= self.high + self.error)

    @property
    def kink(self) -> bool:
        """Whether the point itself lies on a kink along this direction."""
        return self.high > self.low

    @property
    def residual(self) -> float:
        """Analytic minus numeric."""
        return self.analytic - (self.low + self.high) / 2

    @property
    def finite(self) -> bool:
        """Whether the function had finite values at all steps."""
        return bool(np.isfinite([self.low, self.high]).all())


def slope(target: Target, direction: Float64Array) -> Slope:
    """Compare along `direction`: two evaluations if that settles it, else smaller steps.

    Two steps that agree are believed. Two that disagree straddle a kink, or the function bends:
    both pass at a smaller step. If they agree while the slopes to the two sides differ, the kink is
    at the point itself, and any slope between the two will do.
    """
    claimed, step = _claimed(target, direction), target.step / target.reach(direction)
    wider: tuple[Slope, float] | None = None
    for _ in range(_STEPS):
        mean, bend = _sides(target, direction, step)
        quick = Slope(claimed, mean, mean, _error(target, direction, step))
        if quick.agrees:
            return quick
        settled = _settled(*wider, mean, bend, SAFETY * target.noise / step) if wider else None
        if settled is not None:
            return settled
        wider = quick, bend
        step /= _SHRINK
    # Kinks closer than the smallest step: the slope of a convex function lies between the sides'.
    return Slope(claimed, mean - abs(bend) / 2, mean + abs(bend) / 2, 2 * quick.error)


def _settled(wide: Slope, wide_bend: float, mean: float, bend: float, noise: float) -> Slope | None:
    """Return the slope if a step and one 8 times smaller agree on it, else None."""
    apart = abs(wide.low - mean)
    if not apart <= 3 * noise:
        return None
    # A bend shrinks with the step; a kink at the point does not.
    jump = abs(bend) / 2 if abs(_SHRINK * bend - wide_bend) > 6 * noise else 0.0
    return Slope(wide.analytic, wide.low - jump, wide.high + jump, 2 * wide.error + apart)


def entry_slope(target: Target, index: tuple[int, ...]) -> Slope:
    """Compare one entry of the gradient."""
    direction = np.zeros_like(target.point)
    direction[index] = 1.0
    return slope(target, direction)


def random_direction(shape: tuple[int, ...], rng: np.random.Generator) -> Float64Array:
    """Return a direction with entries of 0.5 to 1, up or down.

    No entry is left out, so no wrong one can hide; no two are alike, so that two entries that are
    wrong by opposite amounts don't cancel, which they would along every other row of +1 and -1.
    """
    signs = rng.choice(np.array([-1.0, 1.0]), size=shape)
    return np.asarray(rng.uniform(0.5, 1.0, shape) * signs)


def _claimed(target: Target, direction: Float64Array) -> float:
    return float(np.sum(target.gradient * direction))


def _error(target: Target, direction: Float64Array, h: float) -> float:
    """Return how far rounding can move the numeric slope, and the sum that the analytic one is."""
    in_sum = target.precision * float(np.linalg.norm(target.gradient * direction))
    return SAFETY * (target.noise / h + in_sum)


def _sides(target: Target, direction: Float64Array, h: float) -> tuple[float, float]:
    """Return the mean of the slopes on the two sides, and by how much they differ."""
    above = target.value(target.point + h * direction)
    below = target.value(target.point - h * direction)
    return (above - below) / (2 * h), (above - 2 * target.start + below) / h
