"""The gradient checker: one function from a loss to a verdict."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from autograder.checks.calls import attempt
from autograder.checks.directions import Comparison, random_direction
from autograder.checks.locate import ALL_ENTRIES, halve, measure_all
from autograder.checks.numerical import Float64Array
from autograder.checks.results import LossResult, read_loss_result
from autograder.checks.verdict import Entry, Verdict

LossFunction = Callable[..., Any]
DIRECTIONS = 3
# How many steps away from a kink to look again: far enough for each side to be one side.
_BESIDE = 1000.0


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
    when one disagrees are entries looked at, to find where. If W lies on or near a kink (a hinge
    margin of 0), where differences measure a mixture of two slopes, a point close by decides.
    Raises GradientError if `raise_on_failure` is set and the check fails; otherwise what goes
    wrong is in the verdict.
    """
    rng = np.random.default_rng(seed)
    verdict, beside = _check_at(np.array(W, dtype=np.float64), loss, X, y, reg, rng)
    if beside is not None:
        spent = verdict.evaluations
        verdict, _ = _check_at(beside, loss, X, y, reg, rng)
        verdict = replace(verdict, evaluations=verdict.evaluations + spent)
    if raise_on_failure:
        verdict.raise_if_failed()
    return verdict


def _check_at(
    point: Float64Array,
    loss: LossFunction,
    X: NDArray[Any],
    y: NDArray[Any],
    reg: float,
    rng: np.random.Generator,
) -> tuple[Verdict, Float64Array | None]:
    """Return the verdict at one point and, if a kink is near, another point close by."""
    name = getattr(loss, "__name__", "gradient")
    first = _call(loss, point, X, y, reg)
    if isinstance(first, str):
        return Verdict(passed=False, evaluations=1, problem=first, name=name), None
    comparison = _comparison(loss, point, X, y, reg, first)
    if not np.isclose(comparison.start, first.loss, rtol=1e-9, atol=0.0):
        problem = (
            "a second call with the same arguments gives another loss: does it keep something?"
        )
        return Verdict(passed=False, evaluations=2, problem=problem, name=name), None
    verdict = _check(comparison, rng, name)
    if not comparison.near_kink:
        return verdict, None
    return verdict, point + _BESIDE * comparison.step * random_direction(point.shape, rng)


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


def _check(comparison: Comparison, rng: np.random.Generator, name: str) -> Verdict:
    for _ in range(DIRECTIONS):
        slope = comparison.slope(random_direction(comparison.point.shape, rng))
        if not np.isfinite(slope.numeric):
            problem = "the loss is a finite number at W, but not a tiny step away from it"
            return Verdict(False, comparison.evaluations + 1, problem=problem, name=name)
        if not slope.agrees:
            return _find(comparison, rng, name)
    index = _largest(comparison.gradient)
    worst = _entry(comparison, index, comparison.entry(index))
    return Verdict(passed=True, evaluations=comparison.evaluations + 1, worst=worst, name=name)


def _find(comparison: Comparison, rng: np.random.Generator, name: str) -> Verdict:
    """Return the verdict on a wrong gradient, with the place of a wrong entry."""
    residual = None
    if comparison.point.size <= ALL_ENTRIES:
        numeric = measure_all(comparison)
        residual = comparison.gradient - numeric
        index = _largest(residual)
        worst = _entry(comparison, index, float(numeric[index]))
    else:
        index = halve(comparison, rng)
        worst = _entry(comparison, index, comparison.entry(index))
    return Verdict(
        passed=False,
        evaluations=comparison.evaluations + 1,
        worst=worst,
        residual=residual,
        name=name,
    )


def _largest(table: Float64Array) -> tuple[int, ...]:
    flat = int(np.argmax(np.nan_to_num(np.abs(table), nan=np.inf)))
    return tuple(int(i) for i in np.unravel_index(flat, table.shape))


def _entry(comparison: Comparison, index: tuple[int, ...], numeric: float) -> Entry:
    return Entry(index, float(comparison.gradient[index]), numeric)
