"""Slopes along directions: claimed against measured, with kinks and rounding in mind."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
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


def claimed(target: "Target", direction: "Float64Array") -> float:
    """Return the slope that the gradient claims along a direction."""
    return float(np.sum(target.gradient * direction))


def _error(target: "Target", direction: "Float64Array", h: float) -> float:
    """Return how far rounding can move the numeric slope, and the sum that the analytic one is."""
    in_sum = target.precision * float(np.linalg.norm(target.gradient * direction))
    return SAFETY * (target.noise / h + in_sum)


def quick_slope(
    target: "Target", direction: "Float64Array", analytic: float, mean: float, h: float
) -> Slope:
    """Return the slope if a step of h straddles no kink."""
    return Slope(analytic, mean, mean, _error(target, direction, h))


def two_sides(target: "Target", direction: "Float64Array", h: float) -> list["Float64Array"]:
    """Return the points a step of h away, up and down the direction."""
    return [target.point + h * direction, target.point - h * direction]


def mean_and_bend(target: "Target", above: float, below: float, h: float) -> tuple[float, float]:
    """Return the mean of the slopes on the two sides, and by how much they differ."""
    return (above - below) / (2 * h), (above - 2 * target.start + below) / h


# So many steps are tried, each so many times smaller than the one before.
_STEPS, _SHRINK = 4, 8.0


def slope(target: "Target", direction: "Float64Array") -> Slope:
    """Compare along `direction`: two evaluations if that settles it, else smaller steps."""
    return slopes(target, [direction])[0]


def slopes(target: "Target", directions: Iterable["Float64Array"]) -> list[Slope]:
    """Compare along each direction: two evaluations if that settles it, else smaller steps.

    Two steps that agree are believed. Two that disagree straddle a kink, or the function bends:
    both pass at a smaller step. If they agree while the slopes to the two sides differ, the kink is
    at the point itself, and any slope between the two will do.
    """
    courses = [_Course(target, direction) for direction in directions]
    for _ in range(_STEPS):
        open_ = [course for course in courses if course.found is None]
        if not open_:
            break
        points = [point for course in open_ for point in course.sides()]
        values = target.values(points)
        for course, above, below in zip(open_, values[::2], values[1::2], strict=True):
            course.take(above, below)
    return [course.found or course.last() for course in courses]


class _Course:
    """One direction on its way to a slope, step by step."""

    def __init__(self, target: "Target", direction: "Float64Array") -> None:
        self._target, self._direction = target, direction
        self._claimed = claimed(target, direction)
        self._step = target.step / target.reach(direction)
        self._wider: tuple[Slope, float] | None = None
        self.found: Slope | None = None

    def sides(self) -> list["Float64Array"]:
        """Return the two points that are asked for next."""
        return two_sides(self._target, self._direction, self._step)

    def take(self, above: float, below: float) -> None:
        """Take the values there; either they settle it, or the next step is smaller."""
        mean, bend = mean_and_bend(self._target, above, below, self._step)
        quick = quick_slope(self._target, self._direction, self._claimed, mean, self._step)
        if quick.agrees:
            self.found = quick
            return
        noise = SAFETY * self._target.noise / self._step
        self.found = _settled(*self._wider, mean, bend, noise) if self._wider else None
        self._wider = quick, bend
        self._step /= _SHRINK

    def last(self) -> Slope:
        """Return what is known after the smallest step: kinks are closer than that.

        The slope of a convex function lies between the sides'.
        """
        assert self._wider is not None  # noqa: S101 - there is at least one step
        quick, bend = self._wider
        half = abs(bend) / 2
        return Slope(self._claimed, quick.low - half, quick.low + half, 2 * quick.error)


def _settled(wide: Slope, wide_bend: float, mean: float, bend: float, noise: float) -> Slope | None:
    """Return the slope if a step and one 8 times smaller agree on it, else None."""
    apart = abs(wide.low - mean)
    if not apart <= 3 * noise:
        return None
    # A bend shrinks with the step; a kink at the point does not.
    jump = abs(bend) / 2 if abs(_SHRINK * bend - wide_bend) > 6 * noise else 0.0
    return Slope(wide.analytic, wide.low - jump, wide.high + jump, 2 * wide.error + apart)


def one_step(target: "Target", direction: "Float64Array") -> Slope:
    """Compare along `direction` with two evaluations, whether or not a kink is near."""
    step = target.step / target.reach(direction)
    above, below = target.values(two_sides(target, direction, step))
    mean, _ = mean_and_bend(target, above, below, step)
    return quick_slope(target, direction, claimed(target, direction), mean, step)


def entry_slope(target: "Target", index: tuple[int, ...]) -> Slope:
    """Compare one entry of the gradient."""
    direction = np.zeros_like(target.point)
    direction[index] = 1.0
    return slope(target, direction)


def random_direction(shape: tuple[int, ...], rng: np.random.Generator) -> "Float64Array":
    """Return a direction with entries of 0.5 to 1, up or down.

    No entry is left out, so no wrong one can hide; no two are alike, so that two entries that are
    wrong by opposite amounts don't cancel, which they would along every other row of +1 and -1.
    """
    signs = rng.choice(np.array([-1.0, 1.0]), size=shape)
    return np.asarray(rng.uniform(0.5, 1.0, shape) * signs)
