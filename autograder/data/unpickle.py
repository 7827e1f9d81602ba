"""Read a pickle of arrays, dicts, lists, bytes, text and whole numbers, and nothing else."""

import io
import pickle
import pickletools
from pathlib import Path
from typing import Any, NoReturn

from autograder.data.errors import REFUSED_PICKLE, TOO_BIG, problem, reading
from autograder.data.standins import Encode, PickledArray, PickledDtype, Reconstruct, RefusedError

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
            raise RefusedError(f"a call of {f'{module}.{name}'[:60]!a}") from None

    def persistent_load(self, pid: object) -> NoReturn:
        """Refuse: a batch refers to nothing outside itself."""
        raise RefusedError(f"a reference of type {type(pid).__name__} to something outside")


def unpickle(content: bytes, path: Path | str) -> object:
    """Return the arrays, dicts, lists, bytes, str and ints that `content` is a pickle of.

    `path` only names the file in messages. Old strings (Python 2's) come back as bytes.

    Raises DataError when the content is damaged, over 64 MB, or holds anything else.
    """
    if len(content) > LIMIT_MB * 2**20:
        raise problem(TOO_BIG, path=path, limit=LIMIT_MB, what="a CIFAR-10 batch")
    with reading(path, "a CIFAR-10 batch"):
        try:
            _check_opcodes(content)
            loaded = PlainUnpickler(io.BytesIO(content), encoding="bytes").load()
            return _plain(loaded)
        except RefusedError as error:
            raise problem(REFUSED_PICKLE, path=path, what=error) from error


def _check_opcodes(content: bytes) -> None:
    for opcode, argument, _ in pickletools.genops(content):
        if opcode.name not in OPCODES:
            raise RefusedError(f"the pickle instruction {opcode.name}")
        # The unpickler keeps a list as long as the largest index: four bytes could ask for 64 GB.
        if opcode.name.endswith("PUT") and isinstance(argument, int) and argument > len(content):
            raise RefusedError("an index beyond its end")


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
                raise RefusedError(f"a key of type {type(key).__name__}")
    return root[0]


def _plain_value(value: object) -> object:
    if isinstance(value, PickledArray) and value.array is not None:
        return value.array
    if type(value) in (dict, list, bytes, str, int):
        return value
    raise RefusedError(f"something of type {type(value).__name__}")
