"""The facets loss and gradient: the values on many shapes of input, without regularization."""

from collections.abc import Callable, Sequence

import numpy as np

from autograder.checks.results import LossResult
from autograder.grading.cases import Case, draw_cases
from autograder.grading.compare import Pair
from autograder.grading.explain import explain_gradient, explain_loss
from autograder.grading.facets.base import Trial
from autograder.grading.subject import read_reference


def loss(trial: Trial) -> str | None:
    """Is the loss right on every shape of input?"""
    return _judge(trial, "the loss", lambda result: np.asarray(result.loss), explain_loss)


def gradient(trial: Trial) -> str | None:
    """Is the gradient right on every shape of input?"""
    return _judge(trial, "dW", lambda result: np.asarray(result.gradient), explain_gradient)


def _judge(
    trial: Trial,
    name: str,
    part: Callable[[LossResult], np.ndarray[tuple[int, ...], np.dtype[np.float64]]],
    explain: Callable[[Sequence[Pair]], str],
) -> str | None:
    pairs = [Pair(case, part(yours), part(right)) for case, yours, right in _values(trial)]
    if all(pair.agree for pair in pairs):
        return None
    return f"{name}: {explain(pairs)}"


def _values(trial: Trial) -> list[tuple[Case, LossResult, LossResult]]:
    """Return cases with the student's result and the right one, for both facets."""
    if "values" not in trial.kept:
        cases = draw_cases(trial.rng)
        trial.kept["values"] = [
            (case, yours, read_reference(trial.reference, case))
            for case, yours in zip(cases, trial.subject.on_all(cases), strict=True)
        ]
    found: list[tuple[Case, LossResult, LossResult]] = trial.kept["values"]
    return found
