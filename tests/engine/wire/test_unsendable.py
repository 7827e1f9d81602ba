"""Is what is no plain data refused, with words that name it?"""

import subprocess
import sys
from typing import Any

import numpy as np
import pytest

from autograder.engine.wire.frames import Unsendable
from autograder.engine.wire.pack import DEEPEST, Packer
from tests.engine.wire.values import exactly, there_and_back


class _Own:
    pass


@pytest.mark.parametrize(
    "value",
    [
        *(_Own(), _Own, len, lambda: 0, sys, iter([]), object(), subprocess.Popen),
        *(ValueError("x"), SystemExit, memoryview(b"a"), (n for n in [1])),
        np.array([_Own()]),
        np.void(b"ab"),
        *(np.dtype("O"), np.dtype("M8[s]"), np.dtype("V3")),
    ],
    ids=lambda value: type(value).__name__,
)
def test_refused(value: object) -> None:
    """Is each of these refused by name, also deep inside other values?"""
    for holder in (value, [value], {"a": (value,)}):
        kind = "_Own" if isinstance(value, np.ndarray) else type(value).__name__
        with pytest.raises(Unsendable, match=kind):
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
    """Is a tuple that holds itself through an array refused instead of followed for ever?"""
    array = np.array([None])
    array[0] = (array,)
    with pytest.raises(Unsendable, match="in one another"):
        Packer().pack(array)


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

    own = _Own()
    assert Packer(refer).pack([1, own, {2: own}]) == ["l", [1, ["o", 1], ["d", [[2, ["o", 2]]]]]]
    assert asked == [own, own]


def test_a_long_range_is_referred_to() -> None:
    """Is a range that is too long to be counted an object that stays where it is?"""
    assert Packer(lambda _: ["o", 1]).pack([range(9), range(10**9)]) == [
        "l",
        [["r", 0, 9, 1], ["o", 1]],
    ]
    with pytest.raises(Unsendable):
        Packer().pack(range(10**30))
