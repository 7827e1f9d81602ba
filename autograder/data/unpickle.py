"""Read the pickles of CIFAR-10 with nothing but arrays, numbers and texts allowed in them."""

import io
import math
import pickle
import pickletools
import re
from pathlib import Path
from typing import Any, NoReturn

import numpy as np
from numpy.typing import NDArray

from autograder.data.errors import REFUSED_PICKLE, TOO_BIG, problem, reading
from autograder.findings import text as say

NUMERIC = re.compile(r"b1|[iu][1248]|f[248]")  # bool, int, unsigned and float; no objects


class RefusedError(Exception):
    """A pickle holds something that no CIFAR-10 batch has; the message says what."""


class PickledArray:
    """Stands in for numpy.ndarray: empty until its state is set."""

    def __init__(self) -> None:
        self.array: NDArray[Any] | None = None

    def __setstate__(self, state: object) -> None:
        match state:
            case (
                1,
                tuple() as shape,
                PickledDtype() as kind,
                bool() | 0 | 1 as fortran,
                bytes(raw),
            ):
                self.array = _array(shape, kind, "F" if fortran else "C", raw)
            case _:
                raise RefusedError(say("pickle.array-state"))


class PickledDtype:
    """Stands in for numpy.dtype: a numeric type of at most 8 bytes, in either byte order."""

    def __init__(self, code: object, align: object = 0, copy: object = 1) -> None:
        text = code.decode("latin1") if isinstance(code, bytes) else code
        if not isinstance(text, str) or not NUMERIC.fullmatch(text) or align not in (0, False):
            raise RefusedError(say("pickle.no-numbers"))
        del copy  # numpy's pickles pass it; a stand-in is always new
        self.dtype = np.dtype(text)

    def __setstate__(self, state: object) -> None:
        match state:
            case (3, str() | bytes() as order, None, None, None, -1, -1, 0):
                text = order.decode("latin1") if isinstance(order, bytes) else order
            case _:
                raise RefusedError(say("pickle.number-state"))
        if text not in ("<", ">", "|", "="):
            raise RefusedError(say("pickle.byte-order"))
        self.dtype = np.dtype(text + self.dtype.str[1:])


class Reconstruct:
    """Stands in for numpy's function that makes an array to be filled."""

    def __call__(self, kind: object, shape: object, code: object) -> PickledArray:
        """Return an empty array, for the arguments that numpy's pickles always have."""
        if kind is not PickledArray or shape != (0,) or code not in (b"b", "b"):
            raise RefusedError(say("pickle.array-class"))
        return PickledArray()

    def __setstate__(self, state: object) -> None:
        raise RefusedError(say("pickle.function"))


class Encode:
    """Stands in for codecs.encode, with which Python 3 writes bytes into old pickles."""

    def __call__(self, text: object, encoding: object) -> bytes:
        """Return the text's characters as bytes."""
        if not isinstance(text, str) or encoding not in ("latin1", b"latin1"):
            raise RefusedError(say("pickle.encoding"))
        return text.encode("latin1")

    def __setstate__(self, state: object) -> None:
        raise RefusedError(say("pickle.function"))


def _array(shape: tuple[Any, ...], kind: PickledDtype, order: str, raw: bytes) -> NDArray[Any]:
    if any(type(side) is not int or side < 0 for side in shape):
        raise RefusedError(say("pickle.shape"))
    if math.prod(shape) * kind.dtype.itemsize != len(raw):
        raise RefusedError(say("pickle.size"))
    flat = np.frombuffer(raw, dtype=kind.dtype)
    return flat.reshape(shape, order="F" if order == "F" else "C").copy()


LIMIT_MB = 64  # an official batch is 31 MB

# All that numpy arrays, dicts, lists, bytes, text and ints need, in Python 2's or 3's writing.
# Left out above all: INST, OBJ and NEWOBJ (make objects), EXT and PERSID (look things up).
PLAIN = """
    PROTO FRAME STOP MARK NONE NEWTRUE NEWFALSE INT BININT BININT1 BININT2 LONG LONG1 LONG4
    STRING BINSTRING SHORT_BINSTRING BINBYTES SHORT_BINBYTES BINBYTES8
    UNICODE BINUNICODE SHORT_BINUNICODE EMPTY_LIST LIST APPEND APPENDS
    EMPTY_DICT DICT SETITEM SETITEMS EMPTY_TUPLE TUPLE TUPLE1 TUPLE2 TUPLE3
    PUT BINPUT LONG_BINPUT MEMOIZE GET BINGET LONG_BINGET GLOBAL STACK_GLOBAL REDUCE BUILD
"""
OPCODES = frozenset(PLAIN.split())
STAND_INS: dict[tuple[str, str], Any] = {
    ("numpy.core.multiarray", "_reconstruct"): Reconstruct(),
    ("numpy._core.multiarray", "_reconstruct"): Reconstruct(),
    ("numpy", "ndarray"): PickledArray,
    ("numpy", "dtype"): PickledDtype,
    ("_codecs", "encode"): Encode(),
}


class PlainUnpickler(pickle.Unpickler):
    """Finds the stand-ins and refuses every other name."""

    def find_class(self, module: str, name: str) -> object:
        """Return the stand-in for `module.name`, or raise RefusedError."""
        try:
            return STAND_INS[module, name]
        except KeyError:
            # Shortened and escaped: the file chose these names, and a terminal will show them.
            raise RefusedError(say("pickle.call", name=ascii(f"{module}.{name}"[:60]))) from None

    def persistent_load(self, pid: object) -> NoReturn:
        """Refuse: a batch refers to nothing outside itself."""
        raise RefusedError(say("pickle.reference", kind=type(pid).__name__))


def unpickle(content: bytes, path: Path | str) -> object:
    """Return the arrays, dicts, lists, bytes, str and ints that `content` is a pickle of.

    `path` only names the file in messages. Old strings (Python 2's) come back as bytes.

    Raises DataError when the content is damaged, over 64 MB, or holds anything else.
    """
    if len(content) > LIMIT_MB * 2**20:
        raise problem(TOO_BIG, path=path, limit=LIMIT_MB, what=say("data.batch"))
    with reading(path, say("data.batch")):
        try:
            _check_opcodes(content)
            loaded = PlainUnpickler(io.BytesIO(content), encoding="bytes").load()
            return _plain(loaded)
        except RefusedError as error:
            raise problem(REFUSED_PICKLE, path=path, what=error) from error


def _check_opcodes(content: bytes) -> None:
    for opcode, argument, _ in pickletools.genops(content):
        if opcode.name not in OPCODES:
            raise RefusedError(say("pickle.instruction", name=opcode.name))
        # The unpickler keeps a list as long as the largest index: four bytes could ask for 64 GB.
        if opcode.name.endswith("PUT") and isinstance(argument, int) and argument > len(content):
            raise RefusedError(say("pickle.index"))


def _plain(loaded: object) -> object:
    """Put each array in its stand-in's place, and refuse what is not plain data."""
    root = [loaded]
    waiting: list[Any] = [root]
    seen: set[int] = set()  # a file may hold itself, or one list a million times
    while waiting:
        container = waiting.pop()
        if id(container) in seen:
            continue
        seen.add(id(container))
        items = container.items() if isinstance(container, dict) else enumerate(container)
        for key, value in list(items):
            container[key] = _plain_value(value)
            if type(value) in (dict, list):
                waiting.append(value)
            if type(key) not in (bytes, str, int):
                raise RefusedError(say("pickle.key", kind=type(key).__name__))
    return root[0]


def _plain_value(value: object) -> object:
    if isinstance(value, PickledArray) and value.array is not None:
        return value.array
    if type(value) in (dict, list, bytes, str, int):
        return value
    raise RefusedError(say("pickle.something", kind=type(value).__name__))
