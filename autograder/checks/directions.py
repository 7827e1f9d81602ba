"""Compare a gradient with finite differences along whole directions, kinks and rounding in mind."""

from dataclasses import dataclass

import numpy as np

from autograder.checks.numerical import BEST_STEP, Float64Array, ScalarFunction


@dataclass(frozen=True)
class Slope:
    """The derivative along one direction, analytic and numeric, and how far it can be trusted."""

    analytic: float
    numeric: float
    tolerance: float

    @property
    def gap(self) -> float:
        """How far the two lie apart."""
        return abs(self.analytic - self.numeric)

    @property
    def agrees(self) -> bool:
        """Whether the two lie as close as rounding and curvature allow (never for nan)."""
        return bool(self.gap <= self.tolerance)


class Comparison:
    """A scalar function, a point and the gradient claimed there, and a count of evaluations.

    `reach` is how much the function's inner values (the scores) move for a unit step along a
    direction of +1 and -1; the step is chosen so that they move by about 6e-6. `near_kink` is
    set once a kink lies at the point or within a step: what is measured there is a mixture. `start`
    is the value at the point.
    """

    def __init__(
        self, f: ScalarFunction, point: Float64Array, gradient: Float64Array, reach: float
    ) -> None:
        self.point, self.gradient = point, gradient
        self.step = BEST_STEP / max(1.0, reach)
        self.evaluations = 0
        self.near_kink = False
        self._f = f
        self.start = self.value(point)
        self._rounding = 50 * np.finfo(np.float64).eps * (1.0 + abs(self.start)) / self.step

    def value(self, x: Float64Array) -> float:
        """Evaluate the function once, and count it."""
        self.evaluations += 1
        return float(self._f(x))

    def slope(self, direction: Float64Array) -> Slope:
        """Compare along `direction`, with two step sizes (four evaluations).

        What the two sizes disagree by widens the tolerance, and where it is more than rounding, a
        kink is near.
        """
        analytic = float(np.sum(self.gradient * direction))
        coarse, coarse_bend = self._sides(direction, self.step)
        fine, fine_bend = self._sides(direction, self.step / 2)
        size = max(abs(fine), abs(analytic))
        apart = abs(coarse - fine)
        # Curvature bends half as much at half the step, a kink at the point just as much.
        bend = abs(2 * fine_bend - coarse_bend)
        self.near_kink |= bool(max(apart, bend) > self._rounding + 1e-7 * size)
        return Slope(analytic, fine, self._rounding + 1e-6 * size + 4 * apart)

    def entry(self, index: tuple[int, ...]) -> float:
        """Return the numeric derivative along one entry (two evaluations)."""
        direction = np.zeros_like(self.point)
        direction[index] = 1.0
        numeric, bend = self._sides(direction, self.step)
        self.near_kink |= bool(abs(bend) > self._rounding + 0.01 * abs(numeric))
        return numeric

    def _sides(self, direction: Float64Array, step: float) -> tuple[float, float]:
        """Return the mean of the slopes on the two sides of the point, and half their gap."""
        above = self.value(self.point + step * direction)
        below = self.value(self.point - step * direction)
        return (above - below) / (2 * step), (above - 2 * self.start + below) / (2 * step)


def random_direction(shape: tuple[int, ...], rng: np.random.Generator) -> Float64Array:
    """Return a direction with entries of 0.5 to 1, up or down.

    No entry is left out, so no wrong one can hide; no two are alike, so that two entries that are
    wrong by opposite amounts don't cancel, which they would along every other row of +1 and -1.
    """
    signs = rng.choice(np.array([-1.0, 1.0]), size=shape)
    return np.asarray(rng.uniform(0.5, 1.0, shape) * signs)
