"""What notebooks use beside checks: timing, a progress bar, cells that wait for a stub."""

import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from autograder.checks.loss_result import LossResult, read_loss_result
from autograder.findings import Code, Finding, text, words
from autograder.findings.outcome import attempt


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
            lines.append(text("timing.faster", ratio=f"{ratio:.{0 if ratio >= 10 else 1}f}"))
            lines.append(
                text(
                    "timing.difference",
                    loss_gap=self.loss_gap,
                    gradient_gap=self.gradient_gap,
                )
            )
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
        if isinstance(result, Finding):
            problems[name] = words(result)
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


def progress(iterations: int) -> Iterator[int]:
    """Yield 0, 1, ..., iterations - 1, with a progress bar if it takes longer than a second.

    The bar goes to stdout, and while nbgrader runs the notebook there is none: nbgrader takes
    anything on stderr in a graded cell for an error.
    """
    try:
        from tqdm import tqdm  # not before something is trained
    except ImportError:  # a browser; the bar is a comfort
        yield from range(iterations)
        return
    hidden = "NBGRADER_EXECUTION" in os.environ
    yield from tqdm(
        range(iterations), file=sys.stdout, delay=1.0, leave=False, ncols=76, disable=hidden
    )


@contextmanager
def when_implemented() -> Iterator[None]:
    """Run the block; if it meets a stub, print which function is not implemented yet.

    Any other exception passes through.
    """
    try:
        yield
    except NotImplementedError as error:
        said = words(Finding(Code.NOT_IMPLEMENTED))
        print(f"{_stub_name(error)}: {said}")  # noqa: T201 - said to the student


def _stub_name(error: NotImplementedError) -> str:
    trace, name = error.__traceback__, ""
    while trace is not None:
        name, trace = trace.tb_frame.f_code.co_name, trace.tb_next
    return name if name.isidentifier() else text("a-function-above")
