"""Does plain data come back as it was sent: the same value, of exactly the same type?"""

import enum
import math
import random
import re
from collections import Counter, OrderedDict, defaultdict, deque, namedtuple
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from io import StringIO
from pathlib import Path
from typing import Any
from uuid import UUID

import networkx  # type: ignore[import-untyped]
import numpy as np
import pandas as pd  # type: ignore[import-untyped]
import pytest
import sympy  # type: ignore[import-untyped]
from hypothesis import given
from scipy import sparse

from autograder.engine.wire.pack import NAMED_TYPES
from tests.engine.wire.values import arrays, exactly, numpy_scalars, plain, there_and_back, values


@given(value=values)
def test_any_value(value: Any) -> None:
    """Does a nested value of any kind come back the same, and as plain data?"""
    came = there_and_back(value)
    assert exactly(came) == exactly(value)
    assert plain(came)


@given(array=arrays)
def test_any_array(array: np.ndarray[Any, Any]) -> None:
    """Do type, byte order, shape and bytes of an array survive, and can the copy be written to?"""
    came = there_and_back(array)
    assert type(came) is np.ndarray
    assert (came.dtype, came.shape) == (array.dtype, array.shape)
    assert exactly(came) == exactly(array)
    assert came.flags.writeable


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
        *(range(0), range(2**80, 2**80 - 9, -3), slice(None), slice(1, 2**70, -1), ...),
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
        (_Colour.RED, 3),
        (_Name("ada"), "ada"),
        (_Half(0.5), 0.5),
        (_Raw(b"ab"), b"ab"),
        (_Pair(1, [2]), (1, [2])),
    ],
    ids=lambda value: type(value).__name__,
)
def test_subclass(value: Any, expected: Any) -> None:
    """Does an object of a subclass that nobody knows arrive as the built-in type?"""
    assert exactly(there_and_back([value])) == exactly([expected])


LIBRARIES: dict[str, Any] = {
    "Counter": Counter("aab"),
    "OrderedDict": OrderedDict(b=1, a=2),
    "defaultdict": defaultdict(list, x=[1]),
    "deque": deque([1, [2]], maxlen=3),
    "Fraction": Fraction(1, 3),
    "Decimal": Decimal("0.10"),
    "date": date(2020, 1, 2),
    "datetime": datetime(2020, 1, 2, 3, tzinfo=UTC),
    "timedelta": timedelta(days=1, microseconds=3),
    "UUID": UUID(int=5),
    "Path": Path("a", "b"),
    "Pattern": re.compile("a+"),
    "matrix": np.array([[1.0, 2.0]]).view(np.matrix),
    "masked": np.ma.array([1, 2], mask=[True, False]),
    "objects": np.array([1, "a", None, [1]], dtype=object),
    "times": np.array(["2020-01-01", "NaT"], dtype="M8[D]"),
    "bytes": np.array([b"raw", b""]),
    "fields": np.array([(1, 2.0)], dtype=[("a", "i4"), ("b", "f8")]),
    "datetime64": np.datetime64("2020-01-01"),
    "timedelta64": np.timedelta64(1, "s"),
    "generator": np.random.default_rng(3),
    "RandomState": np.random.RandomState(3),
    "Random": random.Random(3),  # noqa: S311 - it is what crosses
    "StringIO": StringIO("a\nb"),
    "table": pd.DataFrame(
        {
            "whole": [1, 2],
            "missing": pd.array([1, None], dtype="Int64"),
            "text": ["x", None],
            "kind": pd.Categorical(["a", "b"]),
            "day": pd.to_datetime(["2020-01-01", "2020-01-02"]).tz_localize("UTC"),
            "range": pd.interval_range(0, 2),
            "any": [[1], None],
        },
        index=pd.MultiIndex.from_tuples([("a", 1), ("b", 2)], names=["x", None]),
    ),
    "column": pd.Series([1.5, None], index=pd.date_range("2020", periods=2), name="n"),
    "Timestamp": pd.Timestamp("2020-01-01", tz="UTC"),
    "NA": pd.NA,
    "expression": sympy.Eq(sympy.sin(sympy.Symbol("x", real=True)) / 3, sympy.pi + sympy.I),
    "sets": sympy.FiniteSet(1, sympy.Rational(1, 2)),
    "Matrix": sympy.Matrix([[1, sympy.Symbol("x")]]),
    "sparse": sparse.csr_matrix([[1, 0], [0, 2]]),
    "graph": networkx.path_graph(3),
}


@pytest.mark.parametrize("name", LIBRARIES)
def test_object_of_a_library(name: str) -> None:
    """Does an object of a library arrive as one of its type that looks the same?"""
    value, come = LIBRARIES[name], there_and_back(LIBRARIES[name])
    assert type(come) is type(value)
    assert _shown(come) == _shown(value)


def _shown(value: Any) -> Any:
    if isinstance(value, pd.DataFrame):
        return value.to_string(), value.dtypes.map(str).tolist(), repr(value.index)
    if isinstance(value, np.random.Generator | np.random.RandomState | random.Random):
        return [value.random() for _ in range(3)]
    if isinstance(value, StringIO):
        return value.read()
    if isinstance(value, networkx.Graph):
        return sorted(value.edges)
    return value.toarray().tolist() if sparse.issparse(value) else repr(value)


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
    """Is an array that stands twice in a message one array there, but not the sender's?"""
    array = np.arange(3)
    first, second = there_and_back([array, array])
    first[0] = 9
    assert first is second
    assert array[0] == 0


def test_identity() -> None:
    """Are lists and dicts that stand twice, or in themselves, the same there?"""
    row: list[Any] = [1]
    holder: dict[str, Any] = {"rows": [row, row, [1]]}
    holder["self"] = holder
    row.append(row)
    came = there_and_back(holder)
    first, second, third = came["rows"]
    assert first is second is first[1]
    assert third == [1]
    assert came["self"] is came
