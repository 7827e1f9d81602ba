"""What a plain function returned, as arrays, or why there are none."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from autograder.checks.calls import Outcome
from autograder.grading.arguments import Arguments
from autograder.grading.diagnosis.seen import Parts, Seen
from autograder.grading.facets.base import Trial
from autograder.grading.subject import Unusable

Result = list[NDArray[Any]]


def call(trial: Trial, arguments: Arguments, parts: Sequence[str], tolerance: float) -> Result:
    """Call the student's function and return its arrays, by part if `parts` are named.

    The call is kept in what was seen of the function, to compare others with up to a relative
    `tolerance`. Raises Unusable.
    """
    outcome = trial.subject.outcome(*arguments.copies())
    return keep(trial, arguments.values, outcome, parts, tolerance)


def keep(
    trial: Trial,
    values: tuple[Any, ...],
    outcome: Outcome,
    parts: Sequence[str],
    tolerance: float,
) -> Result:
    """Keep a call with these values, whatever came of it; return its arrays as `call` does."""

    def read(came: Outcome) -> Parts | str:
        try:
            return tuple(_read(came, parts))
        except Unusable as reason:
            return str(reason)

    yours = read(outcome)
    trial.subject.seen.append(Seen(values, yours, read, tolerance))
    if isinstance(yours, str):
        raise Unusable(yours)
    return list(yours)


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
