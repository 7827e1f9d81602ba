"""Time two versions of a function on the same input."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from autograder.checks.calls import attempt
from autograder.checks.results import LossResult, read_loss_result


@dataclass(frozen=True)
class Timing:
    """Seconds a call, by function name, and how far the results lie apart."""

    seconds: dict[str, float]
    problems: dict[str, str]
    loss_gap: float | None = None
    gradient_gap: float | None = None

    def __str__(self) -> str:
        lines = [f"{name}: {value:.4f} s" for name, value in self.seconds.items()]
        lines += [f"{name}: {problem}" for name, problem in self.problems.items()]
        if self.loss_gap is not None:
            slow, fast = self.seconds.values()
            ratio = slow / fast
            lines.append(f"{ratio:.{0 if ratio >= 10 else 1}f} times as fast")
            lines.append(f"difference: loss {self.loss_gap:.1e}, gradient {self.gradient_gap:.1e}")
        return "\n".join(lines)


def compare_times(
    slow: Callable[..., Any],
    fast: Callable[..., Any],
    W: NDArray[Any],
    X: NDArray[Any],
    y: NDArray[Any],
    reg: float,
) -> Timing:
    """Call both loss functions once on (W, X, y, reg) and return a Timing.

    The gaps are |loss - loss| and the Frobenius norm of dW - dW, both as returned.
    """
    seconds: dict[str, float] = {}
    problems: dict[str, str] = {}
    results: list[LossResult] = []
    for name, function in zip(_names(slow, fast), (slow, fast), strict=True):
        start = time.perf_counter()
        outcome = attempt(function, W, X, y, reg)
        elapsed = max(time.perf_counter() - start, 1e-9)  # a coarse clock can say 0
        result = read_loss_result(outcome, W.shape)
        if isinstance(result, str):
            problems[name] = result
        else:
            seconds[name] = elapsed
            results.append(result)
    if problems:
        return Timing(seconds, problems)
    loss_gap = abs(results[0].loss - results[1].loss)
    gradient_gap = float(np.linalg.norm(results[0].gradient - results[1].gradient))
    return Timing(seconds, problems, loss_gap, gradient_gap)


def _names(slow: Callable[..., Any], fast: Callable[..., Any]) -> tuple[str, str]:
    first = getattr(slow, "__name__", "slow")
    second = getattr(fast, "__name__", "fast")
    return (first, second) if first != second else (first, f"{second} (second)")
