"""Fixed arguments come back from a file as they were written."""

import json
from typing import Any

import numpy as np
import pytest

from autograder.checks import (
    entries_of,
    exponential_sum,
    log_sum_exp,
    power_sum,
    quadratic_form,
    scaled_by,
    squared_distance,
    steps_of,
    table_of,
)
from autograder.checks.fingerprints.arguments import NotPlain, Reader, Writer, rounded

RNG = np.random.default_rng(0)
MATRIX = RNG.normal(size=(3, 2))


@pytest.mark.parametrize(
    "value",
    [
        3,
        -0.1,
        None,
        True,
        "text",
        MATRIX,
        MATRIX.astype(np.float32),
        RNG.integers(0, 9, size=5),
        MATRIX > 0,
        np.zeros((0, 4)),
        np.array([np.inf, np.nan, -0.0]),
        np.array(2.5),
        (1.0, [MATRIX, (2, MATRIX)]),
    ],
    ids=str,
)
def test_values_come_back(value: Any) -> None:
    """Has what is read the same type, dtype, shape and numbers as what was written?"""
    same(back(value), value)


def back(value: object) -> Any:
    """Return a value that went through JSON."""
    writer = Writer()
    stored = json.loads(json.dumps([writer.write(value), writer.arrays]))
    return Reader(stored[1]).read(stored[0])


def same(found: Any, value: Any) -> None:
    """Assert that two are the same."""
    assert type(found) is type(value)
    if isinstance(value, np.ndarray):
        assert found.dtype == value.dtype
        np.testing.assert_array_equal(found, value, strict=True)
        assert found.flags.writeable
    elif isinstance(value, tuple | list):
        for one, other in zip(found, value, strict=True):
            same(one, other)
    else:
        assert found == value


def test_an_array_is_written_once() -> None:
    """Do two calls with the same array share it, and get one of their own each?"""
    writer = Writer()
    stored = [writer.write(MATRIX), writer.write(MATRIX.copy())]
    reader = Reader(writer.arrays)
    assert len(writer.arrays) == 1
    one, other = map(reader.read, stored)
    one[0, 0] = 9.0
    assert other[0, 0] == MATRIX[0, 0]


@pytest.mark.parametrize(
    ("function", "given"),
    [
        (quadratic_form(RNG.normal(size=(3, 3))), (RNG.normal(size=3),)),
        (squared_distance(MATRIX), (2.0 * MATRIX,)),
        (log_sum_exp(), (MATRIX,)),
        (power_sum(3), (MATRIX,)),
        (exponential_sum(2.0), (MATRIX,)),
        (table_of(MATRIX, rate=(0.1, 0.2, 0.3), strength=(1.0, 2.0)), (0.2, 2.0)),
        (entries_of((), (0,), (0, 1)), (2,)),
        (scaled_by((), (2.0, None)), (1, 3.0)),
        (steps_of(("*", 0, 1), ("+", 2, 0.5)), (2.0, -3.0)),
    ],
    ids=lambda value: value.recipe[0] if callable(value) else "",
)
def test_functions_come_back_by_name(function: Any, given: tuple[Any, ...]) -> None:
    """Does a function that is read compute what the one that was written does?"""
    assert back(function)(*given) == function(*given)


def test_a_table_is_called_as_its_author_says() -> None:
    """Does it take its arguments by name, and nothing that it doesn't know?"""
    score = table_of(MATRIX, rate=(0.1, 0.2, 0.3), strength=(1.0, 2.0))
    assert score(strength=2.0, rate=0.3) == score(0.3, 2.0) == MATRIX[2, 1]
    for wrong in ((0.4, 1.0), (1.0, 0.1), (np.array([0.1]), 1.0)):
        with pytest.raises(ValueError, match="it takes one number each for rate and strength"):
            score(*wrong)
    with pytest.raises(TypeError, match="other"):
        score(0.1, 1.0, other=2.0)


def test_what_is_scaled_by_nothing_is_the_same_object() -> None:
    """Is g itself handed on for None, and a new array for a factor?"""
    handed_on, doubled = scaled_by((None, 2.0))(0, MATRIX)
    assert handed_on is MATRIX
    np.testing.assert_array_equal(doubled, 2.0 * MATRIX)


def test_steps_work_on_any_objects() -> None:
    """Do steps take methods of what they are given, and earlier steps by their places?"""
    ones = np.ones((2, 2))
    assert steps_of(("@", 0, 1), ("sum", 2), ("*", 3, 3))(ones, ones) == 64.0


@pytest.mark.parametrize(
    "value",
    [len, {"a": 1}, 1j, np.array(["text"]), object()],
    ids=lambda value: type(value).__name__,
)
def test_what_no_file_can_hold(value: object) -> None:
    """Is anything else refused, so that no code ever is in a file?"""
    with pytest.raises(NotPlain):
        Writer().write(value)


def test_rounding_to_single_precision() -> None:
    """Do the arrays keep their type, with numbers that single precision has, at any depth?"""
    found = rounded((MATRIX, [MATRIX, 3], 0.1, np.arange(3)))
    assert found[0].dtype == np.float64
    np.testing.assert_array_equal(found[0], MATRIX.astype(np.float32))
    np.testing.assert_array_equal(found[1][0], found[0])
    assert found[2] == 0.1 and found[1][1] == 3
