"""Is what is no plain data refused, with words that name it?"""

import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from autograder.wire.errors import Unsendable
from autograder.wire.pack import DEEPEST, Packer
from tests.wire.values import exactly, there_and_back


class _Own:
    pass


@pytest.mark.parametrize(
    "value",
    [
        *(_Own(), _Own, len, lambda: 0, sys, Path("a"), iter([]), object(), NotImplemented),
        *(ValueError("x"), ValueError, memoryview(b"a"), (n for n in [1])),
        np.array([None]),
        np.array([b"raw"]),
        np.array(["2020-01-01"], dtype="M8[D]"),
        np.zeros(2, dtype=[("a", "i4")]),
        np.ma.array([1, 2], mask=[True, False]),
        *(np.datetime64("2020-01-01"), np.timedelta64(1, "s"), np.void(b"ab"), np.bytes_(b"a")),
        *(np.dtype("O"), np.dtype("M8[s]"), np.dtype("V3")),
    ],
    ids=lambda value: type(value).__name__,
)
def test_refused(value: object) -> None:
    """Is each of these refused by name, also deep inside other values?"""
    for holder in (value, [value], {"a": (value,)}):
        with pytest.raises(Unsendable, match=type(value).__name__):
            Packer().pack(holder)


@pytest.mark.parametrize("kind", [list, tuple, lambda items: {"k": items[0]}])
def test_depth(kind: Any) -> None:
    """Do as many collections in one another as are allowed cross, and not one more?"""
    value: Any = 0
    for _ in range(DEEPEST):
        value = kind([value])
    assert exactly(there_and_back(value)) == exactly(value)
    with pytest.raises(Unsendable, match=f"more than {DEEPEST}"):
        Packer().pack(kind([value]))


def test_holds_itself() -> None:
    """Is a list, or a dict, that holds itself refused instead of followed for ever?"""
    endless: list[Any] = [1]
    endless.append(endless)
    circle: dict[str, Any] = {}
    circle["again"] = [circle]
    for value in (endless, circle, (endless,)):
        with pytest.raises(Unsendable, match="in one another"):
            Packer().pack(value)


def test_number_too_long() -> None:
    """Is a number that the other side would not read refused where it is sent?"""
    with pytest.raises(Unsendable, match="digits"):
        Packer().pack(1 << 10_000_000)


def test_refer_names_what_is_no_plain_data() -> None:
    """Does `refer` get exactly the objects that can't cross, and does its answer stand for them?"""
    asked: list[object] = []

    def refer(value: object) -> list[Any]:
        asked.append(value)
        return ["o", len(asked)]

    own, array = _Own(), np.array([None])
    assert Packer(refer).pack([1, own, array, {2: own}]) == [
        "l",
        [1, ["o", 1], ["o", 2], ["d", [[2, ["o", 3]]]]],
    ]
    assert asked == [own, array, own]
