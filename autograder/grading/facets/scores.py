"""The facets of a loss of one example: value and inputs of `f(scores, y)`."""

import numpy as np
from numpy.typing import NDArray

from autograder.checks.results import read_number
from autograder.grading.compare import same
from autograder.grading.facets.base import Trial
from autograder.grading.subject import Unusable


def value(trial: Trial) -> str | None:
    """Is the loss of one example right for any number of classes?"""
    gaps = []
    for C in (2, 3, 5, 12):
        scores = trial.rng.normal(scale=2.0, size=C)
        true_class = int(trial.rng.integers(C))
        yours = _call(trial, scores.copy(), true_class)
        right = float(trial.reference(scores.copy(), true_class))
        if not same(yours, right, 1e-8):
            gaps.append(yours - right)
    if not gaps:
        return None
    if np.allclose(gaps, 1.0):
        return "the loss is 1 too large on every input: what does the true class add?"
    return f"the loss is wrong on {len(gaps)} of 4 random vectors of scores"


def scores_unchanged(trial: Trial) -> str | None:
    """Are the scores the same after the call as before?"""
    scores = trial.rng.normal(scale=2.0, size=5)
    given = scores.copy()
    first = _call(trial, given, 1)
    if not np.array_equal(scores, given):
        return "scores changed during the call"
    if first == _call(trial, scores - 9.0 * np.eye(5)[1], 1):
        return "the loss does not depend on the scores, so there is nothing to judge"
    return None


def _call(trial: Trial, scores: NDArray[np.float64], true_class: int) -> float:
    number = read_number(trial.subject.outcome(scores, true_class))
    if isinstance(number, str):
        raise Unusable(number)
    return number
