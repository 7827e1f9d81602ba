"""What the unpickler accepts, and what it refuses, above all hostile pickles."""

import os
import pickle
import struct
from collections import OrderedDict
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.data import DataError
from autograder.data.unpickle import unpickle

ARRAY = b"cnumpy.core.multiarray\n_reconstruct\n(cnumpy\nndarray\n(K\x00tU\x01btR"
DTYPE = (
    b"cnumpy\ndtype\n(U\x02u1K\x00K\x01tR(K\x03U\x01|NNNJ\xff\xff\xff\xffJ\xff\xff\xff\xffK\x00tb"
)


def array_pickle(shape: bytes = b"K\x04\x85", dtype: bytes = DTYPE, raw: bytes = b"1234") -> bytes:
    """Write a pickled array with one thing changed."""
    return ARRAY + b"(K\x01" + shape + dtype + b"\x89U" + bytes([len(raw)]) + raw + b"tb."


@pytest.mark.parametrize("protocol", [2, 3, 4])
@pytest.mark.parametrize(
    "value",
    [
        {b"a": [1, -2, 10**20, "text", b"\xff\x00"], "b": {}, 3: []},
        np.arange(6, dtype=np.uint8).reshape(2, 3),
        np.asfortranarray(np.arange(6.0).reshape(2, 3)),
        np.arange(3, dtype=">i4"),
        np.array([True, False]),
        np.array(2.5),
    ],
)
def test_plain_data_comes_back(value: Any, protocol: int) -> None:
    """Do arrays, dicts, lists, bytes, text and ints come back as they were?"""
    found = unpickle(pickle.dumps([value], protocol), "batch")
    assert isinstance(found, list)
    if isinstance(value, np.ndarray):
        assert type(found[0]) is np.ndarray
        assert found[0].dtype == value.dtype
        assert found[0].flags.writeable
        np.testing.assert_array_equal(found[0], value)
    else:
        assert found == [value]


def test_the_hand_written_array_is_right() -> None:
    """Is the array that the hostile ones below are changed from accepted?"""
    found = unpickle(array_pickle(), "batch")
    assert isinstance(found, np.ndarray)
    assert found.tolist() == [49, 50, 51, 52]


class Call:
    """Pickles as a call of a function."""

    def __init__(self, *reduced: Any) -> None:
        self.reduced = reduced

    def __reduce__(self) -> Any:
        """Return the call."""
        return self.reduced


MARK = "AUTOGRADER_TEST_PWNED"
# What the message says of it, and the pickle.
HOSTILE = {
    "os.system": ("system'", pickle.dumps(Call(os.system, (f"touch {MARK}",)), 2)),
    "eval": ("a call of 'builtins.eval'", pickle.dumps(Call(eval, (f"open('{MARK}', 'w')",)), 4)),
    "exec in a list": (
        "a call of '__builtin__.exec'",
        pickle.dumps([{b"a": Call(exec, (f"open('{MARK}', 'w')",))}], 2),
    ),
    "protocol 0": ("a call of 'os.system'", f"cos\nsystem\n(S'touch {MARK}'\ntR.".encode()),
    "INST": ("the pickle instruction INST", f"(S'touch {MARK}'\nios\nsystem\n.".encode()),
    "OBJ": ("the pickle instruction OBJ", f"(cos\nsystem\nS'touch {MARK}'\no.".encode()),
    "numpy.load": ("a call of 'numpy.load'", pickle.dumps(Call(np.load, ("x.npy", None, True)), 2)),
    "an object array": (
        "an array that is not of plain numbers",
        pickle.dumps(np.array([{}, []], dtype=object), 2),
    ),
    "a record array": (
        "an array that is not of plain numbers",
        pickle.dumps(np.zeros(2, dtype=[("a", "i4")]), 2),
    ),
    "a text array": ("an array that is not of plain numbers", pickle.dumps(np.array(["ab"]), 2)),
    "a time array": (
        "an array that is not of plain numbers",
        pickle.dumps(np.array(["2020-01-01"], dtype="M8[D]"), 2),
    ),
    "a subclass": (
        "a call of 'numpy.ma.core._mareconstruct'",
        pickle.dumps(np.ma.masked_array([1]), 2),
    ),
    "a number of numpy": (
        "a call of 'numpy._core.multiarray.scalar'",
        pickle.dumps(np.float64(1), 2),
    ),
    "a dtype": ("something of type PickledDtype", pickle.dumps(np.dtype("u1"), 2)),
    "a codec": (
        "text in an unknown encoding",
        pickle.dumps(Call(__import__("codecs").encode, ("x", "rot13")), 2),
    ),
    "a dict type": ("a call of 'collections.OrderedDict'", pickle.dumps(OrderedDict(a=1), 2)),
    "a tuple": ("something of type tuple", pickle.dumps((1, 2), 2)),
    "a tuple inside": ("something of type tuple", pickle.dumps({b"a": [(1, 2)]}, 2)),
    "a tuple as key": ("a key of type tuple", pickle.dumps({(1, 2): 1}, 2)),
    "None": ("something of type NoneType", pickle.dumps([None], 2)),
    "a float": ("the pickle instruction BINFLOAT", pickle.dumps([1.5], 2)),
    "a truth value": ("something of type bool", pickle.dumps([True], 2)),
    "a set": ("the pickle instruction EMPTY_SET", pickle.dumps({1, 2}, 4)),
    "a class": ("something of type type", b"cnumpy\nndarray\n."),
    "a function": ("something of type Reconstruct", b"cnumpy.core.multiarray\n_reconstruct\n."),
    "an empty array": ("something of type PickledArray", ARRAY + b"."),
    "a persistent id": ("the pickle instruction PERSID", b"Pfile\n."),
    "a persistent id from the stack": ("the pickle instruction BINPERSID", b"U\x01xQ."),
    "an extension": ("the pickle instruction EXT1", b"\x82\x01."),
    "another shape": ("an array whose shape and bytes disagree", array_pickle(shape=b"K\x05\x85")),
    "a negative shape": (
        "an array with an impossible shape",
        array_pickle(shape=b"J\xff\xff\xff\xffJ\xfc\xff\xff\xff\x86"),
    ),
    "a huge shape": (
        "an array whose shape and bytes disagree",
        array_pickle(shape=b"\x8a\x08" + b"\xff" * 7 + b"\x7f\x85"),
    ),
    "a shape of text": ("an array with an impossible shape", array_pickle(shape=b"U\x01a\x85")),
    "a byte too few": ("an array whose shape and bytes disagree", array_pickle(raw=b"123")),
    "text for a type": ("an array with an unknown state", array_pickle(dtype=b"U\x02u1")),
    "an object type": (
        "an array that is not of plain numbers",
        array_pickle(dtype=DTYPE.replace(b"U\x02u1", b"U\x02O8")),
    ),
    "objects by the state": (
        "a number type with an unknown state",
        array_pickle(dtype=DTYPE.replace(b"|NNN", b"|N](U\x01ae}")),
    ),
    "a byte order": (
        "a number type with an unknown byte order",
        array_pickle(dtype=DTYPE.replace(b"U\x01|", b"U\x01O")),
    ),
    "a void type": (
        "an array that is not of plain numbers",
        array_pickle(dtype=DTYPE.replace(b"U\x02u1", b"U\x02V4")),
    ),
    "a changed function": ("a changed function", b"c_codecs\nencode\n}U\x08__name__U\x01xsb."),
    "a changed maker": (
        "a changed function",
        b"cnumpy.core.multiarray\n_reconstruct\n}U\x08__name__U\x01xsb.",
    ),
    "a changed class": ("could not be read", b"cnumpy\nndarray\n}U\x05arrayU\x01xsb."),
    "a changed type": ("could not be read", b"cnumpy\ndtype\nN}U\x05dtypeU\x01xs\x86b."),
    "an array as an array's class": (
        "an array of an unknown class",
        ARRAY.replace(b"cnumpy\nndarray\n", b"cnumpy\ndtype\n") + b".",
    ),
}


@pytest.mark.parametrize(("reason", "content"), HOSTILE.values(), ids=HOSTILE.keys())
def test_the_rest_is_refused(
    reason: str, content: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Is everything else refused in one line that names the file, and does nothing run?"""
    monkeypatch.chdir(tmp_path)
    with pytest.raises(DataError) as caught:
        unpickle(content, "a/data_batch_1")
    assert str(caught.value).startswith("a/data_batch_1 ")
    assert reason in str(caught.value)
    assert "\n" not in str(caught.value)
    assert list(tmp_path.iterdir()) == []


def test_the_message_cannot_write_to_a_terminal() -> None:
    """Are control characters in a hostile name shown, not sent?"""
    with pytest.raises(DataError) as caught:
        unpickle(b"cos\x1b[2J\nsystem" + b"x" * 500 + b"\n.", "batch")
    assert "\x1b" not in str(caught.value)
    assert len(str(caught.value)) < 300


@pytest.mark.parametrize(
    ("reason", "content"),
    [
        ("an index beyond its end", b"Nr\xff\xff\xff\xff."),  # a memo of 2**32 entries
        ("an index beyond its end", b"Np4000000000\n."),
        ("cut short", b"\x8e" + struct.pack("<Q", 2**62) + b"x."),  # bytes of 2**62
        ("cut short", b"\x96" + struct.pack("<Q", 2**40) + b"x."),
        ("cut short", b"T\xff\xff\xff\x7fx."),
    ],
)
def test_a_small_file_takes_little_memory(reason: str, content: bytes) -> None:
    """Is a file refused that promises more than it has?"""
    with pytest.raises(DataError, match=reason):
        unpickle(content, "batch")


def test_a_file_that_holds_itself() -> None:
    """Does the walk end for a list in itself, and for one list a thousand times over?"""
    assert isinstance(unpickle(b"]q\x00h\x00a.", "batch"), list)
    nested: list[object] = []
    for _ in range(30):
        nested = [nested] * 100
    assert isinstance(unpickle(pickle.dumps(nested, 2), "batch"), list)


def test_a_big_file_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """Is a file above the limit refused unread?"""
    monkeypatch.setattr("autograder.data.unpickle.LIMIT_MB", 1)
    with pytest.raises(DataError, match="batch holds more than 1 MB"):
        unpickle(b"." * (2**20 + 1), "batch")


@pytest.mark.parametrize("length", range(len(array_pickle()) - 1))
def test_a_cut_pickle_is_refused(length: int) -> None:
    """Is a pickle refused wherever it is cut?"""
    with pytest.raises(DataError, match="batch"):
        unpickle(array_pickle()[:length], "batch")


def only_data_error(content: bytes) -> None:
    """Unpickle, and let only a DataError pass."""
    try:
        found = unpickle(content, "batch")
    except DataError:
        return
    assert type(found) in (dict, list, bytes, str, int, np.ndarray)


@given(st.binary(max_size=200))
def test_garbage_raises_only_data_error(content: bytes) -> None:
    """Does any garbage give plain data or a DataError, and nothing else?"""
    only_data_error(content)


@given(st.integers(0, len(array_pickle()) - 1), st.binary(min_size=1, max_size=6))
def test_a_changed_array_raises_only_data_error(at: int, change: bytes) -> None:
    """Does an array's pickle with changed bytes give plain data or a DataError?"""
    right = array_pickle()
    only_data_error(right[:at] + change + right[at + len(change) :])
