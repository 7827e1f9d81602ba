"""The facets of a plain function of arrays: value, stability and inputs."""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from autograder.grading.arguments import Arguments
from autograder.grading.compare import MULTIPLES, same
from autograder.grading.course import CourseError
from autograder.grading.facets.base import Facet, Trial
from autograder.grading.facets.returned import Result, call
from autograder.grading.kinds import Kind
from autograder.grading.subject import Unusable

# Results are made of numbers of about 1, such as probabilities, also where they are smaller.
_UNIT = 1.0
Pair = tuple[Arguments, NDArray[Any], NDArray[Any]]
_BROKEN = "The reference fails for {label}: {error}. Mend its solution cell or the hidden test."
# The facets that each function has, whatever it returns.
FACETS = ("value", "stability", "accuracy", "inputs")

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
        return next((seen for seen in _values(trial, kind) if seen), None)

    def part(k: int) -> Facet:
        def judge(trial: Trial) -> str | None:
            """Is one of the things that are returned right on ordinary inputs?"""
            return _values(trial, kind)[k]

        return judge

    def stability(trial: Trial) -> str | None:
        """Is the value right on extreme inputs?"""
        _must_compute(trial, kind)
        found = _judge(trial, kind.extreme(trial.rng), kind.parts, kind.extreme_tolerance)
        return next((seen for seen in found if seen), None)

    def inputs(trial: Trial) -> str | None:
        """Are the arguments the same after the call as before?"""
        _must_compute(trial, kind)
        for drawn in kind.ordinary(trial.rng):
            given = drawn.copies()
            trial.subject.outcome(*given)
            if not all(map(_unchanged, given, drawn.values)):
                return "an argument changed during the call"
        return None

    parts = {name: part(k) for k, name in enumerate(kind.parts)}
    found = (value, stability, stability, inputs)
    return {**parts, **dict(zip(FACETS, found, strict=True))}


def _values(trial: Trial, kind: Kind) -> list[str | None]:
    """Return what is wrong with each part on ordinary inputs, the same for all facets that ask."""
    if "values" not in trial.kept:
        try:
            drawn = kind.ordinary(trial.rng)
            trial.kept["values"] = _judge(trial, drawn, kind.parts, kind.tolerance)
        except Unusable as reason:
            trial.kept["values"] = [str(reason)] * max(1, len(kind.parts))
    found: list[str | None] = trial.kept["values"]
    return found


def _judge(
    trial: Trial, calls: Sequence[Arguments], parts: Sequence[str], tolerance: float
) -> list[str | None]:
    """Compare the results part by part, and tell of each part what is wrong, None if nothing."""
    yours = [call(trial, each, parts, tolerance) for each in calls]
    right = [_right(trial, each, parts) for each in calls]
    found = []
    for k, name in enumerate(parts or ["the result"]):
        pairs = [
            (a, _as_shaped(trial, name, y[k], r[k]), r[k])
            for a, y, r in zip(calls, yours, right, strict=True)
        ]
        found.append(_compare(pairs, name, tolerance))
    return found


def _as_shaped(trial: Trial, name: str, yours: NDArray[Any], right: NDArray[Any]) -> NDArray[Any]:
    """Return an array that holds the one number that is wanted as that number, with a remark."""
    if right.ndim or not yours.ndim or yours.size != 1:
        return yours
    remark = f"{name} has shape {yours.shape}; accepted, but a plain number is better"
    trial.subject.remarks.add(remark)
    return yours.reshape(())


def _compare(pairs: Sequence[Pair], name: str, tolerance: float) -> str | None:
    for arguments, yours, right in pairs:
        if yours.shape != right.shape:
            return f"{name} for {arguments.label} has shape {yours.shape}, not {right.shape}"
    wrong = [pair for pair in pairs if not same(pair[1], pair[2], tolerance, _UNIT)]
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


def _right(trial: Trial, arguments: Arguments, parts: Sequence[str]) -> Result:
    try:
        with np.errstate(all="ignore"):
            value = trial.reference(*arguments.copies())
        found = [np.asarray(part, dtype=np.float64) for part in (value if parts else [value])]
    except Exception as error:
        raise CourseError(_BROKEN.format(label=arguments.label, error=error)) from error
    if parts and len(found) != len(parts):
        seen = f"it returns {len(found)} things, and the test names {len(parts)} parts"
        raise CourseError(_BROKEN.format(label=arguments.label, error=seen))
    return found


def _must_compute(trial: Trial, kind: Kind) -> None:
    """Raise Unusable for a function that returns one number over and over, whatever it is given."""
    drawn = kind.ordinary(trial.rng)
    calls = [call(trial, each, kind.parts, kind.tolerance) for each in drawn]
    if np.unique(np.concatenate([np.ravel(part) for call in calls for part in call])).size <= 1:
        raise Unusable("the result does not depend on the input, so there is nothing to judge")
