"""What is differentiated: a whole function, the data part of a loss, or its regularization."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from autograder.checks.loss_result import LossResult, loss_or_nan, read_loss_result
from autograder.checks.numerical import Float64Array
from autograder.findings import Finding
from autograder.findings.outcome import attempt, attempt_all, copies_of


@dataclass
class Caller:
    """A function that returns (value, gradient), with the arguments after the first fixed.

    Every call gets copies of its own, and is counted.
    """

    function: Callable[..., Any]
    rest: tuple[Any, ...] = ()
    evaluations: int = 0

    def call(self, point: Float64Array, *changed: Any) -> LossResult | Finding:  # noqa: ANN401
        """Return value and gradient at `point`, or a sentence; `changed` replaces the last ones."""
        self.evaluations += 1
        kept = self.rest[: len(self.rest) - len(changed)]
        rest = copies_of((*kept, *changed))
        return read_loss_result(attempt(self.function, point.copy(), *rest), point.shape)

    def value(self, point: Float64Array, *changed: Any) -> float:  # noqa: ANN401
        """Return the value alone, nan where there is none."""
        return self.values([point], *changed)[0]

    def values(self, points: Sequence[Float64Array], *changed: Any) -> list[float]:  # noqa: ANN401
        """Return the value at each point, nan where there is none."""
        self.evaluations += len(points)
        kept = (*self.rest[: len(self.rest) - len(changed)], *changed)
        calls = (copies_of((point, *kept)) for point in points)
        return [
            loss_or_nan(read_loss_result(outcome, point.shape))
            for outcome, point in zip(attempt_all(self.function, calls), points, strict=True)
        ]


@dataclass
class Target:
    """A scalar function with the gradient that is claimed at a point.

    `values(points)` returns its value at each of many points. `reach(direction)` says how far its
    inner values move for a unit step that way, so that steps can be chosen by what they do to the
    function; `step` is how far they shall move. `noise` is the rounding error of one value,
    `precision` that of one entry of the gradient, relative to it.
    `unit` is the size of the numbers that the value is made of, where it can be smaller itself: a
    loss of 0 is made of margins of about 1.
    """

    values: Callable[[Sequence[Float64Array]], list[float]]
    point: Float64Array
    gradient: Float64Array
    start: float
    reach: Callable[[Float64Array], float]
    unit: float = 0.0
    noise: float = 0.0
    step: float = 6e-6
    precision: float = float(np.finfo(np.float64).eps)


def reach_of_scores(X: NDArray[Any]) -> Callable[[Float64Array], float]:
    """Return how far the scores X @ W, (N, C), move for a unit step along a direction (D, C)."""
    rows = np.asarray(X, dtype=np.float64)

    def reach(direction: Float64Array) -> float:
        return float(np.abs(rows @ direction).max(initial=0.0)) or 1.0

    return reach


def reach_of_entries(point: Float64Array) -> Callable[[Float64Array], float]:
    """Return how far the entries move, in units of the largest of them (at least 1)."""
    size = max(1.0, float(np.abs(point).max(initial=0.0)))
    return lambda direction: float(np.abs(direction).max(initial=0.0)) / size or 1.0


def reach_of_weights(W: Float64Array) -> Callable[[Float64Array], float]:
    """Return how far the weights move, in units of the largest of them, however small."""
    size = float(np.abs(W).max(initial=0.0)) or 1.0
    return lambda direction: float(np.abs(direction).max(initial=0.0)) / size or 1.0
