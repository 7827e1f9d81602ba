"""The facets of a plain function of arrays: value, stability and inputs."""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from autograder.checks.calls import Outcome
from autograder.grading.arguments import Arguments
from autograder.grading.compare import MULTIPLES, same
from autograder.grading.diagnosis.seen import Parts, Seen
from autograder.grading.facets.base import Facet, Trial
from autograder.grading.kinds import Kind
from autograder.grading.subject import Unusable

_TOLERANCE = 1e-6
Result = list[NDArray[Any]]
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
        return _judge(trial, kind.ordinary(trial.rng), kind.parts, kind.tolerance)

    def stability(trial: Trial) -> str | None:
        """Is the value right on extreme inputs?"""
        _must_compute(trial, kind)
        return _judge(trial, kind.extreme(trial.rng), kind.parts, _TOLERANCE)

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


def _judge(
    trial: Trial, calls: Sequence[Arguments], parts: Sequence[str], tolerance: float
) -> str | None:
    """Compare the results part by part, and tell of the first part that is wrong."""
    yours = [_yours(trial, each, parts, tolerance) for each in calls]
    right = [_right(trial, each, parts) for each in calls]
    for k, name in enumerate(parts or ["the result"]):
        pairs = [(a, y[k], r[k]) for a, y, r in zip(calls, yours, right, strict=True)]
        seen = _compare(pairs, name, tolerance)
        if seen:
            return seen
    return None


def _compare(pairs: Sequence[Pair], name: str, tolerance: float) -> str | None:
    for arguments, yours, right in pairs:
        if yours.shape != right.shape:
            return f"{name} for {arguments.label} has shape {yours.shape}, not {right.shape}"
    wrong = [pair for pair in pairs if not same(pair[1], pair[2], tolerance)]
    return _explain(wrong, len(pairs), name) if wrong else None


def _explain(wrong: Sequence[Pair], count: int, name: str) -> str:
    lost = [arguments.label for arguments, yours, _ in wrong if not np.isfinite(yours).all()]
    if lost:
        return f"{name} holds nan or inf for {', '.join(lost)}"
    for look, text in _LOOKS:
        if len(wrong) == count and all(same(y, look(r), 1e-5) for _, y, r in wrong):
            return text if name == "the result" else f"{name}: {text}"
    where = "every input" if len(wrong) == count else ", ".join(a.label for a, _, _ in wrong)
    return f"{name} is wrong for {where}"


def _unchanged(after: object, before: object) -> bool:
    return callable(before) or np.array_equal(np.asarray(after), np.asarray(before))


def _yours(trial: Trial, arguments: Arguments, parts: Sequence[str], tolerance: float) -> Result:
    outcome = trial.subject.outcome(*arguments.copies())

    def read(came: Outcome) -> Parts | str:
        try:
            return tuple(_read(came, parts))
        except Unusable as reason:
            return str(reason)

    trial.subject.seen.append(Seen(arguments.values, read(outcome), read, tolerance))
    return _read(outcome, parts)


def _read(outcome: Outcome, parts: Sequence[str]) -> Result:
    """Return the arrays that a function returned; raises Unusable."""
    if outcome.problem:
        raise Unusable(outcome.problem)
    if outcome.value is None:
        raise Unusable("returned None (is a return line missing?)")
    if not parts:
        return [_array(outcome.value, "")]
    if not isinstance(outcome.value, tuple | list) or len(outcome.value) != len(parts):
        raise Unusable(f"must return {len(parts)} things: {', '.join(parts)}")
    return [_array(value, name) for value, name in zip(outcome.value, parts, strict=True)]


def _array(value: Any, name: str) -> NDArray[np.float64]:  # noqa: ANN401 - student value
    try:
        return np.array(value, dtype=np.float64)
    except (TypeError, ValueError) as error:
        was = f"{name} is a" if name else "returned a"
        kind = type(value).__name__
        raise Unusable(f"{was} {kind}; it must be a number or an array") from error


def _right(trial: Trial, arguments: Arguments, parts: Sequence[str]) -> Result:
    with np.errstate(all="ignore"):
        value = trial.reference(*arguments.copies())
    return [np.asarray(part, dtype=np.float64) for part in (value if parts else [value])]


def _must_compute(trial: Trial, kind: Kind) -> None:
    """Raise Unusable for a function that returns one number over and over, whatever it is given."""
    drawn = kind.ordinary(trial.rng)
    calls = [_yours(trial, each, kind.parts, kind.tolerance) for each in drawn]
    if np.unique(np.concatenate([np.ravel(part) for call in calls for part in call])).size <= 1:
        raise Unusable("the result does not depend on the input, so there is nothing to judge")
