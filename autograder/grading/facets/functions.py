"""The facets of a plain function of arrays: value, stability and inputs."""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from autograder.grading.arguments import Arguments
from autograder.grading.compare import MULTIPLES, same
from autograder.grading.facets.base import Facet, Trial
from autograder.grading.kinds import Kind
from autograder.grading.subject import Unusable

_TOLERANCE = 1e-6
Pair = tuple[Arguments, NDArray[Any], NDArray[Any]]

# What the student's value would be, made from the right one, and what that looks like.
_LOOKS: tuple[tuple[Callable[[NDArray[Any]], NDArray[Any]], str], ...] = (
    *((lambda right, factor=factor: factor * right, text) for factor, text in MULTIPLES),
    (lambda right: right + 1.0, "it is 1 too large on every input: does something count itself?"),
    (lambda right: right / np.log(2.0), "it is off by one factor: which logarithm is it?"),
    (lambda right: right / np.log(10.0), "it is off by one factor: which logarithm is it?"),
)


def function_facets(kind: Kind) -> dict[str, Facet]:
    """Return the facets of a function whose inputs are of one kind."""

    def value(trial: Trial) -> str | None:
        """Is the value right on ordinary inputs?"""
        return _judge(trial, kind.ordinary(trial.rng), kind.tolerance)

    def stability(trial: Trial) -> str | None:
        """Is the value right on extreme inputs?"""
        _must_compute(trial, kind)
        return _judge(trial, kind.extreme(trial.rng), _TOLERANCE)

    def inputs(trial: Trial) -> str | None:
        """Are the arguments the same after the call as before?"""
        _must_compute(trial, kind)
        for drawn in kind.ordinary(trial.rng):
            given = drawn.copies()
            trial.subject.outcome(*given)
            if not all(map(_unchanged, given, drawn.values)):
                return "an argument changed during the call"
        return None

    return {"value": value, "stability": stability, "accuracy": stability, "inputs": inputs}


def _judge(trial: Trial, calls: Sequence[Arguments], tolerance: float) -> str | None:
    pairs = [(each, _yours(trial, each), _right(trial, each)) for each in calls]
    for arguments, yours, right in pairs:
        if yours.shape != right.shape:
            return f"the result for {arguments.label} has shape {yours.shape}, not {right.shape}"
    wrong = [pair for pair in pairs if not same(pair[1], pair[2], tolerance)]
    return _explain(wrong, len(pairs)) if wrong else None


def _explain(wrong: Sequence[Pair], count: int) -> str:
    lost = [arguments.label for arguments, yours, _ in wrong if not np.isfinite(yours).all()]
    if lost:
        return f"the result holds nan or inf for {', '.join(lost)}"
    for look, text in _LOOKS:
        if len(wrong) == count and all(same(y, look(r), 1e-5) for _, y, r in wrong):
            return text
    where = "every input" if len(wrong) == count else ", ".join(a.label for a, _, _ in wrong)
    return f"the result is wrong for {where}"


def _unchanged(after: object, before: object) -> bool:
    return callable(before) or np.array_equal(np.asarray(after), np.asarray(before))


def _yours(trial: Trial, arguments: Arguments) -> NDArray[Any]:
    outcome = trial.subject.outcome(*arguments.copies())
    if outcome.problem:
        raise Unusable(outcome.problem)
    if outcome.value is None:
        raise Unusable("returned None (is a return line missing?)")
    try:
        result = np.asarray(outcome.value, dtype=np.float64)
    except (TypeError, ValueError) as error:
        kind = type(outcome.value).__name__
        raise Unusable(f"returned a {kind}; it must be a number or an array") from error
    return result


def _right(trial: Trial, arguments: Arguments) -> NDArray[Any]:
    with np.errstate(all="ignore"):
        return np.asarray(trial.reference(*arguments.copies()), dtype=np.float64)


def _must_compute(trial: Trial, kind: Kind) -> None:
    """Raise Unusable for a function that returns one number over and over, whatever it is given."""
    results = [np.ravel(_yours(trial, each)) for each in kind.ordinary(trial.rng)]
    if np.unique(np.concatenate(results)).size <= 1:
        raise Unusable("the result does not depend on the input, so there is nothing to judge")
