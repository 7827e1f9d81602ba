"""A hint is given for what Python and numpy really raise, and for nothing else."""

import math
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from autograder.findings import Code, Finding, words
from autograder.findings.hints import hint_for
from autograder.findings.outcome import attempt

A: Any = np.ones(3)
X: Any = np.ones((2, 3))
NOTHING: Any = None
HALF: Any = 1.5
RAISES: dict[Code, list[Callable[[], Any]]] = {
    Code.HINT_XRANGE: [lambda: xrange(3)],  # type: ignore[name-defined] # noqa: F821
    Code.HINT_TRUTH_VALUE: [
        lambda: max(A, 0),
        lambda: bool(A > 0),
        lambda: A > 0 and A < 2,
        lambda: max(X),
        lambda: sorted([X, X]),
    ],
    Code.HINT_ONE_NUMBER: [lambda: math.exp(A), lambda: float(A), lambda: int(X)],
    Code.HINT_POWER: [lambda: A ^ 2, lambda: HALF ^ 2],
    Code.HINT_MATH_RANGE: [lambda: math.exp(1000)],
    Code.HINT_MATH_DOMAIN: [lambda: math.log(0), lambda: math.sqrt(-1)],
    Code.HINT_MATMUL: [lambda: X @ X, lambda: X.dot(X), lambda: np.dot(X, X), lambda: A @ X],
    Code.HINT_CALLED_ARRAY: [lambda: A(0)],
    Code.HINT_RANGE_OF_ARRAY: [lambda: range(A)],
    Code.HINT_FLOAT_INDEX: [lambda: A[A], lambda: A[1.0], lambda: A["a"]],
    Code.HINT_NONE: [lambda: NOTHING + 1, lambda: NOTHING[0], lambda: math.hypot(*NOTHING)],
}
ALL = [(code, call) for code, calls in RAISES.items() for call in calls]
NO_HINT: list[Callable[[], Any]] = [
    lambda: NOTHING.shape,
    lambda: 1 / 0,
    lambda: X + np.ones((2, 2)),
    lambda: A[7],
    lambda: range(A[0]),
    lambda: {"a": 1}["xrange"],
    lambda: y,  # type: ignore[name-defined] # noqa: F821
]


@pytest.mark.parametrize(("code", "call"), ALL)
def test_hint(code: Code, call: Callable[[], Any]) -> None:
    """Does what Python or numpy raises here have its hint, in the words of the finding?"""
    error = attempt(call).error
    assert error is not None
    assert hint_for(error) == Finding(code)
    assert words(Finding(code)) in (attempt(call).problem or "")


@pytest.mark.parametrize("call", NO_HINT)
def test_no_hint(call: Callable[[], Any]) -> None:
    """Is nothing added where the message says it all?"""
    error = attempt(call).error
    assert error is not None
    assert hint_for(error) == ""


def test_an_exception_that_cannot_be_shown() -> None:
    """Is one whose text fails left without a hint?"""

    class MuteError(NameError):
        def __str__(self) -> str:
            raise ValueError(self)

    assert hint_for(MuteError()) == ""
