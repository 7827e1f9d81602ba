"""A hint is given for what Python and numpy really raise, and for nothing else."""

import builtins
import math
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from autograder.findings import Code, Finding, words
from autograder.findings.outcome import attempt, hint_for

A: Any = np.ones(3)
X: Any = np.ones((2, 3))
NOTHING: Any = None
HALF: Any = 1.5
FIVE: Any = 5
LIST: Any = [1, 2]
NP: Any = np
one: Any = eval("lambda a: a")  # noqa: S307 - called in wrong ways
max: Any = builtins.max  # noqa: A001
sum: Any = builtins.sum  # noqa: A001


def unknown(value: Any) -> Any:
    """Return a value of which nothing is known."""
    return value


def runs(source: str) -> None:
    """Run a source."""
    exec(source, {})  # noqa: S102


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
    Code.HINT_NONE: [
        lambda: NOTHING + 1,
        lambda: NOTHING[0],
        lambda: math.hypot(*NOTHING),
        lambda: NOTHING.shape,
        lambda: NOTHING > 1,
        lambda: -NOTHING,
        lambda: len(NOTHING),
        lambda: list(NOTHING),
    ],
    Code.HINT_ZERO_DIVISION: [lambda: 1 / 0, lambda: 1 // 0, lambda: 5 % 0, lambda: 5.0 % 0],
    Code.HINT_RESHAPE: [lambda: A.reshape(2, 2), lambda: X.reshape(4, -1)],
    Code.HINT_DEPTH: [lambda: np.bincount(np.zeros((2, 2), int))],
    Code.HINT_AXIS: [lambda: A.sum(axis=1), lambda: np.max(X, axis=2)],
    Code.HINT_POSITION: [lambda: A[7], lambda: X[0, 3], lambda: LIST[5], lambda: X[[0, 2]]],
    Code.HINT_TOO_MANY_INDICES: [lambda: A[0, 1]],
    Code.HINT_RAGGED: [lambda: np.array([[1, 2], [3]])],
    Code.HINT_ONE_PLACE: [lambda: X.__setitem__((0, 0), [1, 2])],
    Code.HINT_SINGULAR: [lambda: np.linalg.inv(np.zeros((2, 2)))],
    Code.HINT_SQUARE: [lambda: np.linalg.inv(X)],
    Code.HINT_NO_VALUE_YET: [lambda: runs("def f():\n    n += 1\nf()")],
    Code.HINT_NO_SUCH_NAME: [lambda: y],  # type: ignore[name-defined] # noqa: F821
    Code.HINT_LIST_IS_NO_ARRAY: [lambda: LIST.shape, lambda: HALF.sum()],
    Code.HINT_NO_ATTRIBUTE: [lambda: A.exp(), lambda: NP.maxx, lambda: A.append(1)],
    Code.HINT_ARGUMENTS: [
        lambda: one(1, 2),
        lambda: one(),
        lambda: one(b=1),
        lambda: one(1, a=1),
        lambda: NP.sum(A, axes=0),
        lambda: max(LIST, axis=0),
        lambda: sum(LIST, axis=0),
    ],
    Code.HINT_UNPACK: [lambda: runs("a, b = 1, 2, 3"), lambda: runs("a, b = [1]")],
    Code.HINT_UNPACK_ONE: [lambda: runs("a, b = 5")],
    Code.HINT_NO_LOOP: [lambda: list(FIVE), lambda: list(np.array(5)), lambda: sum(HALF)],
    Code.HINT_CALL_ROUND: [lambda: NP.exp[3], lambda: NP.max[3], lambda: unknown(len)[3]],
    Code.HINT_NO_ENTRIES: [lambda: FIVE[0], lambda: HALF[0], lambda: A[0][0]],
    Code.HINT_NOT_CALLED: [lambda: FIVE(2), lambda: LIST(0), lambda: A[0](1)],
    Code.HINT_LIST_INDEX: [lambda: LIST[0, 1], lambda: LIST["a"]],
    Code.HINT_SLICE_INTEGERS: [lambda: A[: HALF * 2]],
    Code.HINT_INTEGER: [lambda: range(HALF), lambda: np.zeros(HALF), lambda: np.zeros((HALF, 2))],
    Code.HINT_NO_LIST_SUMS: [
        lambda: LIST * HALF,
        lambda: LIST - LIST,
        lambda: LIST / 2,
        lambda: -LIST,
        lambda: LIST + 1,
    ],
    Code.HINT_FUNCTION_NO_NUMBER: [lambda: A.sum / 2, lambda: NP.max - 1, lambda: -unknown(one)],
    Code.HINT_INTEGER_ARRAY: [lambda: NP.zeros(3, int).__iadd__(HALF)],
    Code.HINT_EMPTY: [
        lambda: A[:0].max(),
        lambda: np.argmax([]),
        lambda: max([]),
        lambda: np.concatenate([]),
    ],
    Code.HINT_JOINED: [
        lambda: np.concatenate([X, X.T]),
        lambda: np.hstack([X, A]),
        lambda: np.stack([A, A[:2]]),
    ],
    Code.HINT_MASK: [lambda: A[np.array([True, False])]],
    Code.HINT_READ_ONLY: [lambda: np.broadcast_to(A, (2, 3)).__setitem__(0, 1)],
    Code.HINT_NO_ASSIGNMENT: [
        lambda: runs("a = (1, 2)\na[0] = 3"),
        lambda: runs("a = 1\na[0] = 3"),
    ],
    Code.HINT_NO_LENGTH: [lambda: len(FIVE), lambda: len(A[0]), lambda: len(np.array(5))],
    Code.HINT_NO_KEY: [lambda: {"a": 1}["xrange"]],
    Code.HINT_NAN_NO_INTEGER: [lambda: int(float("nan")), lambda: int(float("inf"))],
    Code.HINT_UNHASHABLE: [lambda: {A: 1}, lambda: {LIST}],
    Code.HINT_EINSUM: [lambda: np.einsum("ij,jk", X, X), lambda: np.einsum("ij", A)],
    Code.HINT_ASSIGNED_SHAPE: [lambda: X.__setitem__(0, A[:2]), lambda: A.__iadd__(X)],
    Code.HINT_BROADCAST: [lambda: X[[0, 1], [0, 1, 2]], lambda: np.add(X, A[:2])],
    Code.HINT_NO_NUMBERS: [lambda: NP.exp("a"), lambda: np.exp(np.array([HALF, NOTHING]))],
    Code.HINT_LARGER_SAMPLE: [lambda: np.random.default_rng(0).choice(3, 5, replace=False)],
    Code.HINT_RECURSION: [lambda: runs("def f():\n    return f()\nf()")],
    Code.HINT_MEMORY: [lambda: np.zeros((10**6, 10**6, 10**6))],
    Code.HINT_ONE_SCALAR: [lambda: A.item()],
}
ALL = [(code, call) for code, calls in RAISES.items() for call in calls]
NO_HINT: list[Callable[[], Any]] = [
    lambda: runs("raise ValueError('the axis is out of bounds')"),
    lambda: runs("raise TypeError('my own')"),
    lambda: runs("raise RuntimeError('division by zero')"),
    lambda: runs("assert not 1"),
    lambda: 0.0**-1,
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
    """Is nothing added to what the kit doesn't know?"""
    error = attempt(call).error
    assert error is not None
    assert hint_for(error) == ""


def test_an_exception_that_cannot_be_shown() -> None:
    """Is one whose text fails left without a hint?"""

    class MuteError(NameError):
        def __str__(self) -> str:
            raise ValueError(self)

    assert hint_for(MuteError()) == ""
