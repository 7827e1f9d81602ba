"""Visible checks of plain functions: run named checks in turn and report."""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from autograder.checks.calls import attempt, copies_of
from autograder.checks.report import Line, Report

Function = Callable[..., Any]
Finding = str | None
Check = tuple[str, Callable[[Function], Finding]]


class NoResult(Exception):  # noqa: N818 - the student's function gave nothing, no error of ours
    """The function gave nothing that can be read; the message says why."""


def value_of(function: Function, *args: Any) -> NDArray[np.float64]:  # noqa: ANN401 - any call
    """Return what the function makes of copies of the arguments, as an array.

    Raises NoResult with a sentence when there is no number or array.
    """
    value = _returned(function, args)
    try:
        return np.asarray(value, dtype=np.float64)
    except (TypeError, ValueError):
        kind = type(value).__name__
        raise NoResult(f"returned a {kind}; it must be a number or an array") from None


def parts_of(
    function: Function,
    names: Sequence[str],
    *args: Any,  # noqa: ANN401 - any call
) -> list[NDArray[np.float64]]:
    """Return what the function returns for copies of the arguments, one array for each name.

    Raises NoResult with a sentence when it returns something else than these parts.
    """
    value = _returned(function, args)
    if not isinstance(value, tuple | list) or len(value) != len(names):
        found = f"{len(value)} things" if isinstance(value, tuple | list) else "one thing"
        wanted = f"{len(names)} things: {', '.join(names)}"
        raise NoResult(f"returned {found}; it must return {wanted}")
    parts = []
    for name, part in zip(names, value, strict=True):
        try:
            parts.append(np.array(part, dtype=np.float64))
        except (TypeError, ValueError):
            kind = type(part).__name__
            raise NoResult(f"{name} is a {kind}; it must be a number or an array") from None
    return parts


def _returned(function: Function, args: Sequence[Any]) -> Any:  # noqa: ANN401 - student value
    outcome = attempt(function, *copies_of(args))
    if outcome.problem:
        raise NoResult(outcome.problem)
    if outcome.value is None:
        raise NoResult("returned None (is a return line missing?)")
    return outcome.value


def leaves_alone(*args: Any) -> Check:  # noqa: ANN401 - any call
    """Return the check that a call with these arguments changes none of the arrays among them."""

    def check(function: Function) -> Finding:
        given = copies_of(args)
        attempt(function, *given)
        if all(np.array_equal(a, b) for a, b in zip(given, args, strict=True)):
            return None
        return "an argument changed during the call: work on a new array"

    return "inputs left alone", check


def has_shape(shape: tuple[int, ...], *args: Any) -> Check:  # noqa: ANN401 - any call
    """Return the check that the result for these arguments has this shape."""

    def check(function: Function) -> Finding:
        value = value_of(function, *args)
        found = value.shape if shape or value.size != 1 else ()  # (1,) holds a number, too
        return None if found == shape else f"the result has shape {found}, it must be {shape}"

    return "shape", check


def is_near(title: str, expected: Sequence[float], digits: int, *args: Any) -> Check:  # noqa: ANN401
    """Return the check that the result rounds to numbers that the notebook's text gives."""

    def check(function: Function) -> Finding:
        found = value_of(function, *args)
        if found.size != len(expected):
            return f"the result has {found.size} numbers, it must have {len(expected)}"
        wanted = np.asarray(expected, dtype=np.float64).reshape(found.shape)
        if np.all(np.abs(found - wanted) <= 0.5 * 10.0**-digits + 1e-12):
            return None
        return f"it must be {_listed(wanted, digits)}; yours is {_listed(found, digits)}"

    return title, check


def report_on_function(function: Function, checks: Sequence[Check]) -> Report:
    """Run the checks in turn and return the Report; a result that can't be read ends it."""
    name = getattr(function, "__name__", "your function")
    lines: list[Line] = []
    for title, check in checks:
        try:
            finding = check(function)
        except NoResult as reason:
            return Report(name, (*lines, Line("FAILED", "result", str(reason))))
        lines.append(Line("FAILED" if finding else "passed", title, finding or ""))
        if finding and title == "shape":
            break  # nothing else can be compared
    return Report(name, tuple(lines))


def _listed(values: NDArray[np.float64], digits: int) -> str:
    return ", ".join(f"{value:.{digits}f}" for value in np.ravel(values))
