"""The small problems of the visible checks; a check names those that it wants solved together."""

from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass, replace
from itertools import chain, islice
from typing import Any, Literal, get_args

import numpy as np
from numpy.typing import NDArray

from autograder.checks.loss_result import LossResult, loss_or_nan, read_loss_result
from autograder.findings import Finding
from autograder.findings import Finding as Found
from autograder.findings.outcome import attempt, attempt_all

LossFunction = Callable[..., Any]
Float64Array = NDArray[np.float64]

# What a loss is of those of its examples. What regularization adds is the same in both.
Reduction = Literal["mean", "sum"]
REDUCTIONS: tuple[Reduction, ...] = get_args(Reduction)


@dataclass(frozen=True)
class Problem:
    """One input of a loss function: W (D, C), X (N, D), y (N,), reg."""

    W: Float64Array
    X: Float64Array
    y: NDArray[np.int64]
    reg: float = 0.0

    def but(self, **changes: Any) -> "Problem":  # noqa: ANN401 - the dataclass's own fields
        """Return the same problem with some fields changed."""
        return replace(self, **changes)

    def twice(self) -> "Problem":
        """Return the problem with every example listed two times."""
        return self.but(X=np.vstack([self.X, self.X]), y=np.concatenate([self.y, self.y]))

    def copies(self) -> tuple[Float64Array, Float64Array, NDArray[np.int64], float]:
        """Return fresh arguments, so that no call can spoil the next."""
        return self.W.copy(), self.X.copy(), self.y.copy(), self.reg


def small_problem(seed: int = 1, N: int = 6, D: int = 4, C: int = 3) -> Problem:
    """Return a random problem with scores of about 1; every class occurs."""
    rng = np.random.default_rng(seed)
    X = rng.normal(size=(N, D))
    W = rng.normal(size=(D, C)) / np.sqrt(D)
    return Problem(W, X, np.arange(N, dtype=np.int64) % C)


def call(function: LossFunction, problem: Problem) -> LossResult | Finding:
    """Return what the function makes of the problem, or one sentence on why it can't be read."""
    return read_loss_result(attempt(function, *problem.copies()), problem.W.shape)


def call_all(function: LossFunction, *problems: Problem) -> list[LossResult | Finding]:
    """Return what `call` does, of each problem."""
    outcomes = attempt_all(function, (problem.copies() for problem in problems))
    return [
        read_loss_result(outcome, problem.W.shape)
        for outcome, problem in zip(outcomes, problems, strict=True)
    ]


def close(a: float, b: float) -> bool:
    """Return whether two numbers agree to five digits (never for nan or inf).

    Single precision inside is right to six; the hidden tests ask for five, too.
    """
    return bool(np.isfinite(a) and abs(a - b) <= 1e-5 * max(1.0, abs(a), abs(b)))


# What a check finds wrong, or an author's own sentence on it.
Seen = Found | str | None
Results = list[LossResult | Found]
Asking = Generator[Sequence[Problem], Results, Seen]


def solve_together(function: LossFunction, checks: Sequence[Asking]) -> list[Seen]:
    """Return what each check finds; what they yield first is asked of the function at once."""
    wanted = [next(check) for check in checks]
    results = iter(call_all(function, *chain.from_iterable(wanted)))
    return [
        _finished(function, check, list(islice(results, len(problems))))
        for check, problems in zip(checks, wanted, strict=True)
    ]


def losses(results: Results) -> list[float]:
    """Return the losses alone, nan where there is none."""
    return [loss_or_nan(each) for each in results]


def _finished(function: LossFunction, check: Asking, results: Results) -> Seen:
    try:
        while True:
            # What ended a call is said as it is: as a number it would be nan.
            for each in results:
                if isinstance(each, Found):
                    return each
            results = call_all(function, *check.send(results))
    except StopIteration as end:
        found: Seen = end.value
        return found
