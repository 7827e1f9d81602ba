"""Two functions do the same when what they return differs by less than the tolerance."""

import numpy as np
import pytest

from autograder.instructors.review.behaviour import residual_of, right, yours
from autograder.results.values import ComparedCalls, FunctionValues, Returned

TOLERANCE = 1e-4


def returned(value: object) -> Returned:
    """Return an array or a word as it is kept."""
    if isinstance(value, str):
        return Returned(word=value)
    array = np.asarray(value, dtype="<f8")
    return Returned(array.shape, array.tobytes())


def values(*came: object, solution: object = 0.0) -> FunctionValues:
    """Return the values of a function of one thing, call by call."""
    mine = tuple((returned(each),) for each in came)
    its = tuple((returned(solution),) for _ in came)
    return FunctionValues("f", ("f",), (ComparedCalls("plain", TOLERANCE, 1e-3, mine, its),))


A = np.array([[1.0, 2.0], [3.0, 4.0]])


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        (A, A * (1 + 1e-6), True),
        (A, A + np.array([[0.0, 0.0], [0.0, 0.01]]), False),
        (A, A.T, False),
        (A, A.ravel(), False),
        (A, "raised ValueError", False),
        ("raised ValueError", "raised ValueError", True),
        ("raised ValueError", "raised TypeError", False),
        (A * np.nan, A * np.inf, True),  # which of the two depends on the order of steps
        (A * np.nan, A, False),
        (0.0, 1e-8, True),  # sizes below the least count as that
        (0.0, 1e-3, False),
        (np.zeros((0, 2)), np.zeros((0, 2)), True),
    ],
)
def test_alike(one: object, other: object, same: bool) -> None:
    """Are results compared by their numbers, and all else by what it is, in both directions?"""
    a, b = yours(values(A, one)), yours(values(A, other))
    assert a.alike(b) is same
    assert b.alike(a) is same


def test_a_small_thing_beside_a_large_one() -> None:
    """Is each thing compared at its own size, so that a large one hides no other?"""
    assert not yours(values(1e9, 1.0)).alike(yours(values(1e9, 1.1)))


def test_residual() -> None:
    """Is what is shown the student's less what is right, of the first table that differs?"""
    found = residual_of(values(A, A + 1.0, solution=A))
    assert found is not None
    assert np.allclose(found.numbers, 1.0)
    assert right(values(A, solution=A)).alike(yours(values(A)))


@pytest.mark.parametrize(
    ("came", "solution"),
    [
        *((each, A) for each in (A, A.ravel(), "raised ValueError", A * np.nan)),
        (np.ones((9, 9)), np.zeros((9, 9))),
    ],
)
def test_no_residual(came: object, solution: object) -> None:
    """Is there none where nothing differs, or shapes do, or there are no numbers, or too many?"""
    assert residual_of(values(came, solution=solution)) is None
