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
            lines.append(f"{slow / fast:.0f} times as fast")
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
    for function in (slow, fast):
        start = time.perf_counter()
        outcome = attempt(function, W, X, y, reg)
        elapsed = time.perf_counter() - start
        result = read_loss_result(outcome, W.shape)
        if isinstance(result, str):
            problems[function.__name__] = result
        else:
            seconds[function.__name__] = elapsed
            results.append(result)
    if problems:
        return Timing(seconds, problems)
    loss_gap = abs(results[0].loss - results[1].loss)
    gradient_gap = float(np.linalg.norm(results[0].gradient - results[1].gradient))
    return Timing(seconds, problems, loss_gap, gradient_gap)
