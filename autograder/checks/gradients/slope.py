"""A slope along one direction, as it is claimed and as it is measured with one step."""

from dataclasses import dataclass

import numpy as np

from autograder.checks.gradients.target import Target
from autograder.checks.numerical import Float64Array

# Rounding errors this many times the measured one are still believed to be rounding.
SAFETY = 30.0


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


def claimed(target: Target, direction: Float64Array) -> float:
    """Return the slope that the gradient claims along a direction."""
    return float(np.sum(target.gradient * direction))


def _error(target: Target, direction: Float64Array, h: float) -> float:
    """Return how far rounding can move the numeric slope, and the sum that the analytic one is."""
    in_sum = target.precision * float(np.linalg.norm(target.gradient * direction))
    return SAFETY * (target.noise / h + in_sum)


def quick_slope(
    target: Target, direction: Float64Array, analytic: float, mean: float, h: float
) -> Slope:
    """Return the slope if a step of h straddles no kink."""
    return Slope(analytic, mean, mean, _error(target, direction, h))


def two_sides(target: Target, direction: Float64Array, h: float) -> list[Float64Array]:
    """Return the points a step of h away, up and down the direction."""
    return [target.point + h * direction, target.point - h * direction]


def mean_and_bend(target: Target, above: float, below: float, h: float) -> tuple[float, float]:
    """Return the mean of the slopes on the two sides, and by how much they differ."""
    return (above - below) / (2 * h), (above - 2 * target.start + below) / h
