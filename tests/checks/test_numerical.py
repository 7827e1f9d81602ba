"""Numerical gradients and relative errors, as properties."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from autograder.checks import numerical_gradient, relative_error
from tests.checks.losses import Array

numbers = st.floats(-10, 10, allow_nan=False).map(lambda value: round(value, 6))
# From 1e-100 up: the product with a scale must not fall below the smallest normal float.
wide = st.one_of(st.just(0.0), st.floats(1e-100, 1e100), st.floats(-1e100, -1e-100))
shapes = hnp.array_shapes(min_dims=0, max_dims=4, max_side=4)
arrays = hnp.arrays(np.float64, shapes, elements=numbers)
# One run of the suite is like the next, and a slow machine fails no test.


@given(x=arrays)
def test_gradient_of_a_sum_of_squares(x: Array) -> None:
    """Is it 2x for any shape, and is x left as it was?"""
    before = x.copy()
    gradient = numerical_gradient(lambda point: float(np.sum(point**2)), x)
    assert gradient.shape == x.shape
    assert gradient.dtype == np.float64
    np.testing.assert_allclose(gradient, 2 * x, atol=1e-6)
    np.testing.assert_array_equal(x, before)


@given(data=st.data(), n=st.integers(1, 6))
def test_gradient_of_a_quadratic_form(data: st.DataObject, n: int) -> None:
    """Is that of x A x + b x equal to (A + A^T) x + b?"""
    A = data.draw(hnp.arrays(np.float64, (n, n), elements=numbers))
    b, x = (data.draw(hnp.arrays(np.float64, n, elements=numbers)) for _ in range(2))
    gradient = numerical_gradient(lambda point: float(point @ A @ point + b @ point), x)
    np.testing.assert_allclose(gradient, (A + A.T) @ x + b, atol=1e-4, rtol=1e-6)


@given(x=hnp.arrays(np.float64, hnp.array_shapes(max_dims=2, max_side=5), elements=numbers))
def test_gradient_of_log_sum_exp(x: Array) -> None:
    """Is it the softmax: positive, with sum 1?"""
    gradient = numerical_gradient(lambda point: float(np.logaddexp.reduce(point, axis=None)), x)
    expected = np.exp(x - np.logaddexp.reduce(x, axis=None))
    np.testing.assert_allclose(gradient, expected, atol=1e-7)


def test_a_function_may_change_its_argument() -> None:
    """Does every call get an array of its own?"""

    def vandal(point: Array) -> float:
        value = float(np.sum(point**2))
        point.fill(100.0)
        return value

    x = np.array([1.0, 2.0])
    np.testing.assert_allclose(numerical_gradient(vandal, x), [2.0, 4.0], atol=1e-8)
    np.testing.assert_array_equal(x, [1.0, 2.0])


def test_two_evaluations_an_entry() -> None:
    """Does a gradient of six entries cost twelve calls?"""
    calls: list[Array] = []

    def counted(point: Array) -> float:
        calls.append(point)
        return 0.0

    numerical_gradient(counted, np.zeros((2, 3)))
    assert len(calls) == 12


@pytest.mark.parametrize("x", [[1, 2], np.array([1, 2]), np.array([1, 2], dtype=np.float32)])
def test_other_kinds_of_x(x: Any) -> None:
    """Are lists, whole numbers and single precision worked on as float64?"""
    gradient = numerical_gradient(lambda point: float(point[0] * point[1] ** 2), x)
    np.testing.assert_allclose(gradient, [4.0, 4.0], atol=1e-8)


def test_step_is_the_callers() -> None:
    """Is a given h the distance that is gone to both sides?"""
    gradient = numerical_gradient(lambda point: float(point[0] > 5.4), [5.0], h=0.5)
    assert gradient.tolist() == [1.0]
    assert numerical_gradient(lambda point: float(point[0] > 5.6), [5.0], h=0.5).tolist() == [0.0]


@pytest.mark.parametrize("x", [1.0, 1e8, -1e8])
def test_step_grows_with_the_entry(x: float) -> None:
    """Is the gradient at a large entry as exact as at a small one?"""
    gradient = numerical_gradient(lambda point: float(np.sum(point**3)), [x])
    np.testing.assert_allclose(gradient, [3 * x**2], rtol=1e-8)


@given(a=wide, b=wide)
def test_relative_error_is_symmetric(a: float, b: float) -> None:
    """Is the error of (a, b) that of (b, a), between 0 and 2?"""
    assert relative_error(a, b) == relative_error(b, a)
    assert 0.0 <= relative_error(a, b) <= 2.0


@given(a=wide, b=wide, scale=st.integers(-50, 50).map(lambda power: 2.0**power))
def test_relative_error_is_free_of_scale(a: float, b: float, scale: float) -> None:
    """Is it the same after both numbers are multiplied by a power of two?"""
    assert relative_error(scale * a, scale * b) == relative_error(a, b)


@given(a=wide)
def test_relative_error_of_equal_numbers(a: float) -> None:
    """Is it 0 for equal numbers, also for 0 and 0, and 1 between 0 and anything else?"""
    assert relative_error(a, a) == 0.0
    assert relative_error(a, 0.0) == (1.0 if a else 0.0)


@given(a=arrays)
def test_relative_error_works_entry_by_entry(a: Array) -> None:
    """Does an array give an array of its shape, and a number a plain float?"""
    b = a + 1.0
    error = relative_error(a, b)
    if a.ndim == 0:
        assert type(error) is float
        return
    assert error.shape == a.shape
    for index in np.ndindex(a.shape):
        assert error[index] == relative_error(float(a[index]), float(b[index]))


def test_relative_error_broadcasts() -> None:
    """Is the result of the two arrays' common shape?"""
    assert relative_error(np.ones((2, 1)), np.ones(3)).shape == (2, 3)
    assert type(relative_error(1, 2)) is float


@pytest.mark.parametrize(("a", "b"), [(1.0, np.nan), (np.nan, 0.0), (np.nan, np.nan)])
def test_relative_error_with_nan(a: float, b: float) -> None:
    """Is nan never taken for agreement?"""
    assert np.isnan(relative_error(a, b))


@pytest.mark.parametrize("a", [1.0, np.inf, -np.inf])
def test_relative_error_with_inf(a: float) -> None:
    """Is inf never taken for agreement, and does it not warn?"""
    assert np.isnan(relative_error(a, np.inf))
