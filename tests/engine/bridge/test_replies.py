"""Garbage as a reply: it ends in words of our own, never in an exception of the reader's."""

import contextlib
import copy
import warnings
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.engine.bridge.exceptions import (
    NotComparable,
    ProcessStopped,
    StudentError,
    builtin_exception,
)
from autograder.engine.bridge.requests import exception_class, tell, value_of
from autograder.engine.wire.changes import copy_back
from autograder.engine.wire.frames import WireError
from autograder.engine.wire.pack import Packer
from autograder.engine.wire.unpack import Unpacker

GOOD = {
    "is": "value",
    "value": ["l", [1, ["a", "<f8", [1], 0, 8]]],
    "changed": [[0, ["l", [1]]], [1, ["a", "<f8", [2], 0, 16]]],
    "said": [["stdout", ""], ["stderr", ""]],
    "shown": [],
    "warned": [],
    "message": "m",
    "steps": 3,
}
trees = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=3),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=2), inner),
    max_leaves=10,
)
kinds = st.sampled_from(["value", "unsendable", "interrupted", "absent", "ran"])
changes = st.dictionaries(st.sampled_from([*GOOD, "changed"]), trees | kinds, max_size=3)


def given_arguments() -> list[Any]:
    """Return arguments that a call could have changed."""
    return [[0], np.zeros(2), {}]


@given(mutation=changes, blob=st.binary(max_size=40))
def test_mutated_replies(mutation: dict[str, Any], blob: bytes) -> None:
    """Is a reply with anything in its fields a value or one of the bridge's own errors?"""
    reply = copy.deepcopy(GOOD) | mutation
    with contextlib.suppress(WireError, NotComparable, ProcessStopped), warnings.catch_warnings():
        warnings.simplefilter("ignore")  # those that the reply tells of
        tell(reply, lambda _: None)
        value_of(reply, Unpacker(blob), given_arguments())


@given(
    kind=trees,
    args=trees,
    rest=st.dictionaries(st.sampled_from(["message", "place", "line"]), trees),
)
def test_mutated_exceptions(kind: Any, args: Any, rest: dict[str, Any]) -> None:
    """Is an exception made of anything a StudentError or refused?"""
    reply = {"is": "raised", "kind": kind, "args": args, "traceback": "t"} | rest
    with contextlib.suppress(WireError, StudentError):
        value_of(reply, Unpacker(b""), [])
        raise AssertionError("nothing was raised")


@pytest.mark.parametrize("number", [-1, 3, 0.0, True, "0", None, [0], 2**70])
def test_arguments_that_were_not_given(number: object) -> None:
    """Is a change, or a result, named by a number that no argument has refused?"""
    for reply in (GOOD | {"changed": [[number, ["l", []]]]}, GOOD | {"value": ["A", number]}):
        reply["changed"] = reply["changed"] if reply["changed"] != GOOD["changed"] else []
        with pytest.raises(WireError, match="argument that was not given"):
            value_of(reply, Unpacker(bytes(16)), given_arguments())


@pytest.mark.parametrize("new", [np.zeros(3), np.zeros(2, dtype=int), np.zeros((2, 2))])
def test_an_array_of_another_size_or_type(new: Any) -> None:
    """Can an array be changed to others of its size and type only?"""
    with pytest.raises(WireError, match="another size or type"):
        copy_back(np.zeros(2), new)


def test_a_change_of_another_type_is_none() -> None:
    """Does a list stay as it is when a dict comes back for it?"""
    old = [1]
    copy_back(old, {"a": 1})
    assert old == [1]


NAMES = ["SystemExit", "KeyboardInterrupt", "GeneratorExit", "BaseException", "Exception", "print"]


@pytest.mark.parametrize("name", [*NAMES, "no_such", "object", 5, None, []])
def test_exceptions_that_would_end_more_than_a_test(name: object) -> None:
    """Is none of these ever raised in the grader on the student's word?"""
    assert builtin_exception([name]) is None
    assert builtin_exception(name) is None


BUILT_IN = [
    each
    for each in vars(__import__("builtins")).values()
    if isinstance(each, type) and issubclass(each, Exception) and each is not Exception
]


@pytest.mark.parametrize("base", BUILT_IN, ids=lambda kind: kind.__name__)
def test_classes_of_exceptions(base: type[Exception]) -> None:
    """Is a student's subclass of any built-in exception caught by its base, in the grader?"""
    bases = ["Own", *(each.__name__ for each in base.__mro__)]
    made = exception_class({"name": "Own", "bases": bases})
    assert issubclass(made, base)
    assert issubclass(made, StudentError)
    assert made.__name__ == "Own"
    assert exception_class({"name": base.__name__, "bases": bases[1:]}) is base


@given(description=st.dictionaries(st.sampled_from(["name", "bases"]), trees))
def test_any_description_of_a_class(description: dict[str, Any]) -> None:
    """Is a class made of any description an exception of the grader's own?"""
    assert issubclass(exception_class(description), Exception)


def test_the_good_reply_is_good() -> None:
    """Is the reply that the others are made from read without an error?"""
    given = given_arguments()
    packer = Packer()
    packer.pack(np.array([5.0, 6.0]))
    value = value_of(GOOD, Unpacker(packer.blob), given)
    assert value[0] == 1
    assert value[1].tolist() == [5.0]
    assert (given[0], given[1].tolist()) == ([1], [5.0, 6.0])
