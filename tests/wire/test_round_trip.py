"""Does plain data come back as it was sent: the same value, of exactly the same type?"""

import enum
import math
from collections import Counter, OrderedDict, defaultdict, namedtuple
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings

from autograder.wire.pack import NAMED_TYPES
from tests.wire.values import arrays, exactly, numpy_scalars, plain, there_and_back, values

steady = settings(derandomize=True, deadline=None, max_examples=400)


@steady
@given(value=values)
def test_any_value(value: Any) -> None:
    """Does a nested value of any kind come back the same, and as plain data?"""
    came = there_and_back(value)
    assert exactly(came) == exactly(value)
    assert plain(came)


@steady
@given(array=arrays)
def test_any_array(array: np.ndarray[Any, Any]) -> None:
    """Do type, byte order, shape and bytes of an array survive, and can the copy be written to?"""
    came = there_and_back(array)
    assert type(came) is np.ndarray
    assert (came.dtype, came.shape) == (array.dtype, array.shape)
    assert exactly(came) == exactly(array)
    assert came.flags.writeable


@steady
@given(value=numpy_scalars)
def test_any_numpy_scalar(value: np.generic) -> None:
    """Does a number or text of numpy's stay of its type?"""
    came = there_and_back(value)
    assert type(came) is type(value)
    assert exactly(came) == exactly(value)


@pytest.mark.parametrize(
    "value",
    [
        *(2**63, -(2**63), 2**63 - 1, 2**20_000, -(7**9_000)),
        *(-0.0, math.inf, -math.inf, math.nan, 5e-324, complex(math.nan, -math.inf)),
        *("\ud800", "a\x00b", "\u202e", "", b"", bytearray(b"\xff")),
        *(range(0), range(2**80, 0, -3), slice(None), slice(1, 2**70, -1), ...),
        *(np.array("\ud800a"), np.str_(""), np.str_("x\ud800"), np.zeros((0, 3, 0), ">c16")),
        *(np.longdouble("1.1"), np.clongdouble(2j), np.float16(65504), np.bool_(True)),
        {1: "a", "1": None, (1, frozenset({2})): {}, None: [[]], True + 1: ()},
    ],
    ids=lambda value: type(value).__name__,
)
def test_edge(value: Any) -> None:
    """Do values at the edge of their kind come back the same?"""
    assert exactly(there_and_back(value)) == exactly(value)


class _Colour(enum.IntEnum):
    RED = 3


class _Name(str):
    __slots__ = ()


class _Half(float):
    pass


class _Raw(bytes):
    pass


_Pair = namedtuple("_Pair", "a b")


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (Counter("aab"), {"a": 2, "b": 1}),
        (OrderedDict(b=1, a=2), {"b": 1, "a": 2}),
        (defaultdict(list, x=[1]), {"x": [1]}),
        (_Colour.RED, 3),
        (_Name("ada"), "ada"),
        (_Half(0.5), 0.5),
        (_Raw(b"ab"), b"ab"),
        (_Pair(1, [2]), (1, [2])),
        (np.array([[1.0, 2.0]]).view(np.matrix), np.array([[1.0, 2.0]])),
    ],
    ids=lambda value: type(value).__name__,
)
def test_subclass(value: Any, expected: Any) -> None:
    """Does an object of a subclass arrive as the built-in type, or as a plain array?"""
    assert exactly(there_and_back([value])) == exactly([expected])


@pytest.mark.parametrize("name", sorted(NAMED_TYPES))
def test_type(name: str) -> None:
    """Does a built-in type, which a function may take as dtype, arrive as the same type?"""
    assert there_and_back(NAMED_TYPES[name]) is NAMED_TYPES[name]


@pytest.mark.parametrize("name", ["<f8", ">i4", "|b1", "<U7", "<c8"])
def test_dtype(name: str) -> None:
    """Does a dtype arrive as the same dtype?"""
    assert there_and_back(np.dtype(name)) == np.dtype(name)
    assert there_and_back(np.dtype(name)).str == name


def test_arrays_share_nothing() -> None:
    """Is an array that is sent twice received as two, neither of them the sender's?"""
    array = np.arange(3)
    first, second = there_and_back([array, array])
    first[0] = 9
    assert (array[0], second[0]) == (0, 0)
