"""The value that a test cell ends with: a number of points, or something that is none.

nbgrader reads the text of such a value and gives full points for what it can't read: for nan, a
negative number, an array, and for `np.float64(0.5)`, as numpy writes its own numbers. A student's
answer must not turn a number of points into one of those.
"""

import math
import numbers
from collections.abc import Sequence
from typing import Any

import numpy as np

from autograder.grading.bridge.objects import StudentObject
from autograder.grading.running.cells import Output, own_error

NO_NUMBER = "the test ends with {what}, which is no number of points"
_ROUNDING = 1e-9


def settle(outputs: Sequence[Output], value: object) -> list[Output]:
    """Return a test's outputs with its value as nbgrader reads it, or with an error instead."""
    if not any(output.get("output_type") == "execute_result" for output in outputs):
        return [*outputs, _error(value)] if isinstance(value, StudentObject) else list(outputs)
    if isinstance(value, np.ndarray) and value.ndim == 0:
        value = value[()]
    if isinstance(value, np.bool_ | bool):
        return list(outputs)
    if isinstance(value, numbers.Real):
        number = value.item() if isinstance(value, np.generic) else value
        if not math.isfinite(number) or number < 0:
            return [*_without_result(outputs), _error(value)]
        plain = number if isinstance(number, int) else float(number)
        return [_with_text(output, repr(plain)) for output in outputs]
    if isinstance(value, np.ndarray | np.generic | complex | StudentObject):
        return [*_without_result(outputs), _error(value)]
    return list(outputs)


def _with_text(output: Output, text: str) -> Output:
    if output.get("output_type") != "execute_result":
        return output
    return {**output, "data": {**output["data"], "text/plain": text}}


def _without_result(outputs: Sequence[Output]) -> list[Output]:
    return [each for each in outputs if each.get("output_type") != "execute_result"]


def limit(outputs: Sequence[Output], points: float) -> list[Output]:
    """Return a test's outputs with an error for a number of points that is more than there are."""
    for number, output in enumerate(outputs):
        if output.get("output_type") == "execute_result":
            try:
                found = float(str(output["data"].get("text/plain")))
            except ValueError:
                continue
            if found > points + _ROUNDING:
                text = f"the test gives {found:g} of {points:g} points"
                return [*_without_result(outputs), _failed(text)]
            if found > points:
                return [*outputs[:number], _with_text(output, repr(points)), *outputs[number + 1 :]]
    return list(outputs)


def _error(value: Any) -> Output:  # noqa: ANN401 - any value
    theirs = isinstance(value, StudentObject)
    what = "an object of the student's" if theirs else " ".join(repr(value).split())[:80]
    return _failed(NO_NUMBER.format(what=what))


def _failed(text: str) -> Output:
    return own_error("NoPoints", text)
