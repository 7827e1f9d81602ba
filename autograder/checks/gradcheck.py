"""The gradient checker: one function from a loss to a verdict."""

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from autograder.checks.calls import attempt
from autograder.checks.directions import Comparison, random_signs
from autograder.checks.locate import ALL_ENTRIES, halve, measure_all, measure_entry
from autograder.checks.numerical import Float64Array
from autograder.checks.results import LossResult, read_loss_result
from autograder.checks.verdict import Entry, Verdict

LossFunction = Callable[..., Any]
DIRECTIONS = 3


def gradcheck(
    loss: LossFunction,
    W: NDArray[Any],
    X: NDArray[Any],
    y: NDArray[Any],
    reg: float,
    *,
    seed: int = 0,
    raise_on_failure: bool = False,
) -> Verdict:
    """Compare the gradient of `loss(W, X, y, reg) -> (loss, dW)` with finite differences.

    W (D, C), X (N, D), y (N,) integer labels, reg >= 0; none of them is changed. Random
    directions over all entries come first: 16 evaluations for a smooth loss that is right. Only
    when one disagrees are entries looked at, to find where. Raises GradientError if
    `raise_on_failure` is set and the check fails; otherwise what goes wrong is in the verdict.
    """
    name = getattr(loss, "__name__", "gradient")
    point = np.array(W, dtype=np.float64)
    first = _call(loss, point, X, y, reg)
    if isinstance(first, str):
        verdict = Verdict(passed=False, evaluations=1, problem=first, name=name)
    else:
        verdict = _check(_comparison(loss, point, X, y, reg, first), seed, name)
    if raise_on_failure:
        verdict.raise_if_failed()
    return verdict


def _call(
    loss: LossFunction, W: Float64Array, X: NDArray[Any], y: NDArray[Any], reg: float
) -> LossResult | str:
    result = read_loss_result(attempt(loss, W.copy(), X.copy(), y.copy(), reg), W.shape)
    if isinstance(result, str):
        return result
    if not np.isfinite(result.loss):
        return f"the loss is {result.loss}"
    if not np.all(np.isfinite(result.gradient)):
        return f"dW holds {int(np.sum(~np.isfinite(result.gradient)))} entries that are nan or inf"
    return result


def _comparison(
    loss: LossFunction,
    W: Float64Array,
    X: NDArray[Any],
    y: NDArray[Any],
    reg: float,
    first: LossResult,
) -> Comparison:
    def value(point: Float64Array) -> float:
        result = _call(loss, point, X, y, reg)
        return float("nan") if isinstance(result, str) else result.loss

    # A direction of +1 and -1 moves a score by about the length of its example.
    reach = float(np.linalg.norm(np.asarray(X, dtype=np.float64), axis=1).max(initial=0.0))
    return Comparison(value, W, np.asarray(first.gradient, dtype=np.float64), reach)


def _check(comparison: Comparison, seed: int, name: str) -> Verdict:
    rng = np.random.default_rng(seed)
    shape = comparison.point.shape
    slopes = (comparison.slope(random_signs(shape, rng)) for _ in range(DIRECTIONS))
    if all(slope.agrees for slope in slopes):
        largest = int(np.argmax(np.abs(comparison.gradient)))
        index = tuple(int(i) for i in np.unravel_index(largest, shape))
        worst = _entry(comparison, index, measure_entry(comparison, index))
        return Verdict(passed=True, evaluations=comparison.evaluations + 1, worst=worst, name=name)
    residual = None
    if comparison.point.size <= ALL_ENTRIES:
        numeric = measure_all(comparison)
        residual = comparison.gradient - numeric
        flat = int(np.argmax(np.abs(np.nan_to_num(residual, nan=np.inf))))
        index = tuple(int(i) for i in np.unravel_index(flat, shape))
        worst = _entry(comparison, index, float(numeric[index]))
    else:
        index = halve(comparison, rng)
        worst = _entry(comparison, index, measure_entry(comparison, index))
    return Verdict(
        passed=False,
        evaluations=comparison.evaluations + 1,
        worst=worst,
        residual=residual,
        name=name,
    )


def _entry(comparison: Comparison, index: tuple[int, ...], numeric: float) -> Entry:
    return Entry(index, float(comparison.gradient[index]), numeric)
