"""Does garbage on the wire end in WireError, and does nothing but plain data ever come out?

Only ASCII JSON reaches the reader of values, so garbage here is trees of JSON.
"""

import contextlib
import copy
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.engine.wire.frames import WireError
from autograder.engine.wire.pack import DEEPEST, Packer
from autograder.engine.wire.unpack import Unpacker, read_array, read_dtype
from tests.engine.wire.values import plain, values

TAGS = (*"ltszdicbyanrxeTD", "o", "f", "g", "", "list", "\ud800")
STRANGE_DTYPES = (
    *("O", "O8", "|O", "V16", "S3", "<M8[s]", "<m8", "c1", "b8", "i3", "f3", "U", "U999999999"),
    *("i8,i8", "i8\n", " i8", "<i\u0668", "i4)", "(2,)i4", "f8x", "object", "e", "?", ""),
)
odd_leaves = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.sampled_from([-1, 0, 1, 8, 2**31, 2**40, 2**63, 10**300]),
    st.floats(),
    st.text(max_size=3),
    st.sampled_from(
        [*TAGS, *STRANGE_DTYPES, "i08", ">U2", "<f8", "|b1", "<U1", "0x", "0xg", "-0x1", "int"]
    ),
)
trees = st.recursive(
    odd_leaves,
    lambda inner: st.one_of(
        st.lists(inner, max_size=5),
        st.dictionaries(st.text(max_size=2), inner, max_size=2),
        st.builds(lambda tag, rest: [tag, *rest], st.sampled_from(TAGS), st.lists(inner)),
    ),
    max_leaves=25,
)


def may_be_read(node: Any, blob: bytes) -> None:
    """Read a value; what comes out must be plain, and nothing but WireError may be raised."""
    with contextlib.suppress(WireError):
        value = Unpacker(blob).unpack(node)
        assert plain(value), value
        for array in _arrays(value):
            if array.dtype.kind == "b":
                assert set(array.tobytes()) <= {0, 1}
            if array.dtype.kind == "U":
                repr(array)  # numpy raises on codes that are no characters


def _arrays(value: Any) -> Iterator[Any]:
    if isinstance(value, np.ndarray | np.generic):
        yield value
    elif isinstance(value, list | tuple):
        for each in value:
            yield from _arrays(each)
    elif isinstance(value, dict):
        yield from _arrays(list(value.values()))


@given(node=trees, blob=st.binary(max_size=40))
def test_random_trees(node: Any, blob: bytes) -> None:
    """Is a random tree of JSON a plain value or a WireError?"""
    may_be_read(node, blob)


@given(
    tag=st.sampled_from(["a", "n"]),
    dtype=st.sampled_from(["|b1", "<i8", ">f4", "<c16", "<U2", ">U3", "<f2", "|u1"]),
    shape=st.lists(st.integers(0, 4), max_size=3),
    start=st.integers(0, 10),
    length=st.integers(0, 64),
    blob=st.binary(min_size=20, max_size=80),
)
def test_almost_arrays(
    tag: str, dtype: str, shape: list[int], start: int, length: int, blob: bytes
) -> None:
    """Is an array of random shape, place and bytes a plain one or a WireError?"""
    may_be_read([tag, dtype, *([shape] if tag == "a" else []), start, length], blob)


@given(value=values, data=st.data())
def test_mutated_messages(value: Any, data: st.DataObject) -> None:
    """Is a valid message with one part replaced, dropped or doubled plain data or a WireError?"""
    packer = Packer()
    node = ["l", [packer.pack(value)]]
    places = list(_places(node))
    holder, index = data.draw(st.sampled_from(places))
    change = data.draw(st.sampled_from(["replace", "drop", "double"]))
    if change == "replace":
        holder[index] = data.draw(odd_leaves)
    elif change == "drop":
        del holder[index]
    else:
        holder.insert(index, copy.deepcopy(holder[index]))
    blob = bytes(packer.blob)
    may_be_read(node, blob[: data.draw(st.integers(0, len(blob)))])


def _places(node: list[Any]) -> Iterator[tuple[list[Any], int]]:
    for index, part in enumerate(node):
        yield node, index
        if isinstance(part, list):
            yield from _places(part)


@pytest.mark.parametrize("dtype", STRANGE_DTYPES)
def test_strange_dtype(dtype: str) -> None:
    """Is an array of objects, of raw memory, of dates or of no type at all refused?"""
    with pytest.raises(WireError):
        read_dtype(dtype)
    with pytest.raises(WireError):
        Unpacker(bytes(64)).unpack(["a", dtype, [1], 0, 8])


@given(dtype=st.from_regex(r"[<>|=]?[a-zA-Z?]\d{0,7}", fullmatch=True) | st.text(max_size=6))
def test_any_dtype(dtype: str) -> None:
    """Is every dtype that is accepted one of numbers, truth values or text?"""
    with contextlib.suppress(WireError):
        assert read_dtype(dtype).kind in "biufcU"


@pytest.mark.parametrize(
    "node",
    [
        *(["a", "<f8", [3], 0, 16], ["a", "<f8", [2], 0, 24], ["a", "<f8", [-1], 0, 8]),
        *(["a", "<f8", [2**40], 0, 8], ["a", "<f8", [1] * 33, 0, 8], ["a", "<f8", [True], 0, 8]),
        *(["a", "<f8", [1.0], 0, 8], ["a", "<f8", 1, 0, 8], ["a", "<f8", [0, 2**39, 2**39], 0, 0]),
        *(["a", "<f8", [2**40, 0], 0, 0], ["n", "<U1", 0, 0], ["n", "<i8", 0, 0]),
        *(["a", "<U0", [2_000_000], 0, 0], ["a", "<f8", [1], 60, 8], ["a", "<f8", [1], -8, 8]),
        *(["a", "<f8", [1], 0, -8], ["a", "<f8", [1], True, 8], ["a", "<f8", [1], 0, 8.0]),
        *(["a", "<f8", [1]], ["a"], ["a", "<f8", [1], 0, 8, 0], ["n", "<f8", 0, 16], ["n", "<f8"]),
        *(["b", 0, 65], ["b", 2**64, 1], ["b", 0], ["y", None, 1], ["c", 1], ["c", "1", 2]),
        *(["c", 10**400, 0], ["i", "12"], ["i", 5], ["i"], ["r", 1, 2], ["r", 0, 1, 0]),
        *(["r", 1.5, 2, 1], ["r", None, 2, 1], ["x", 1], ["e", 1], ["T", "eval"], ["T", ["int"]]),
        *(["D", "O"], ["D"], ["l"], ["l", 5], ["l", {}], ["l", [], []], ["d", [[1]]], ["d", [1]]),
        *(["d", [[["l", []], 1]]], ["s", [["l", []]]], ["z", [["d", []]]], [], {}, [1], [[]]),
        *(["o", 1, {}], ["f", 0, "f"], ["g", 0], ["?"], [None, 1], ["ll", []]),
    ],
    ids=lambda node: str(node)[:40],
)
def test_impossible_value(node: Any) -> None:
    """Is each of these refused with a WireError?"""
    with pytest.raises(WireError):
        Unpacker(bytes(64)).unpack(node)


def test_text_beyond_unicode() -> None:
    """Is an array of texts with a code above the last character refused, in both byte orders?"""
    for order, code in (("<", b"\x00\x00\x11\x00"), (">", b"\x00\x11\x00\x00")):
        with pytest.raises(WireError, match="no text"):
            read_array(f"{order}U1", [1], code)


def test_bool_bytes() -> None:
    """Does a byte that is neither 0 nor 1 become True, so that every truth value is a real one?"""
    came = Unpacker(b"\x00\x01\x02\xff").unpack(["a", "|b1", [4], 0, 4])
    assert came.tobytes() == b"\x00\x01\x01\x01"


def test_too_deep() -> None:
    """Is nesting beyond the limit refused, and with it all that could exhaust Python's stack?"""
    node: Any = 0
    for _ in range(DEEPEST):
        node = ["l", [node]]
    assert plain(Unpacker(b"").unpack(node))
    with pytest.raises(WireError, match="too deep"):
        Unpacker(b"").unpack(["l", [node]])


def test_too_many_parts() -> None:
    """Is a value of more parts than are allowed refused?"""
    node: Any = ["l", [0] * 1000]
    node = ["l", [node] * 3000]
    with pytest.raises(WireError, match="too many parts"):
        Unpacker(b"").unpack(node)


@pytest.mark.parametrize("kind", ["s", "z", "d"])
def test_keys_of_one_hash(kind: str) -> None:
    """Are so many keys of one hash refused that a set of them would take hours?"""
    alike = [["i", hex((2**61 - 1) * number)] for number in range(5, 2000)]
    apart = list(range(2000))
    for keys, most in ((apart, 2000), (alike[:90], 90)):
        items: Any = keys if kind != "d" else [[key, 0] for key in keys]
        assert len(Unpacker(b"").unpack([kind, items])) == most
    with pytest.raises(WireError, match="same hash"):
        Unpacker(b"").unpack([kind, alike if kind != "d" else [[key, 0] for key in alike]])


def test_a_range_too_long_to_count() -> None:
    """Is a range refused of which an array would take all memory, unless somebody takes it?"""
    assert Unpacker(b"").unpack(["r", 0, 2_000_000, 1]) == range(2_000_000)
    for start, stop, step in ((0, 2_000_001, 1), (0, 10**30, 7), (10**9, 0, -1)):
        node = ["r", *(["i", hex(each)] if each > 2**62 else each for each in (start, stop, step))]
        with pytest.raises(WireError, match="unknown kind"):
            Unpacker(b"").unpack(node)
        taken = Unpacker(b"", lambda found, _: range(*found[1:])).unpack(node)
        assert taken == range(start, stop, step)
