"""An array from its type, shape and bytes, none of which is believed."""

import math
import re
from typing import Any

import numpy as np

from autograder.wire.errors import WireError
from autograder.wire.pack import ARRAY_KINDS

Array = np.ndarray[Any, np.dtype[Any]]

_DTYPE = re.compile(rf"[<>|=]?[{ARRAY_KINDS}]\d{{1,6}}")
_USUAL = {name: np.dtype(name) for name in ("<f8", "<f4", "<i8", "<i4", "|u1", "|b1")}
_MOST_DIMENSIONS = 32
_MOST_EMPTY = 1_000_000  # of what takes no bytes: texts without characters, rows without columns
_LAST_CHARACTER = 0x10FFFF


def read_dtype(text: object) -> np.dtype[Any]:
    """Return the dtype of that name: bool, a number or text of fixed length; else WireError."""
    usual = _USUAL.get(text) if isinstance(text, str) else None
    if usual is not None:
        return usual
    if not isinstance(text, str) or not _DTYPE.fullmatch(text):
        raise WireError("an array of a type that is not allowed")
    try:
        return np.dtype(text)
    except (TypeError, ValueError) as error:
        raise WireError("an array of a type that does not exist") from error


def read_array(dtype: object, shape: object, data: bytes) -> Array:
    """Return a new array; raises WireError unless `data` is exactly as long as the shape says."""
    kind, sizes = read_dtype(dtype), _sizes(shape)
    count = math.prod(sizes)
    if count * kind.itemsize != len(data) or (not data and max(count, *sizes, 0) > _MOST_EMPTY):
        raise WireError("the shape and the bytes of an array disagree")
    if not data:
        return np.zeros(sizes, dtype=kind)
    if kind.kind == "b":  # a byte of 2 would be neither True nor False
        truths: Array = np.frombuffer(data, dtype=np.uint8) != 0
        return truths.reshape(sizes)
    if kind.kind == "U":
        _must_be_text(data, kind)
    return np.frombuffer(bytearray(data), dtype=kind).reshape(sizes)


def _sizes(shape: object) -> list[int]:
    if not isinstance(shape, list) or len(shape) > _MOST_DIMENSIONS:
        raise WireError("an array has no shape")
    if not all(type(size) is int and 0 <= size < 2**40 for size in shape):
        raise WireError("an array has an impossible shape")
    return shape


def _must_be_text(data: bytes, kind: np.dtype[Any]) -> None:
    codes = np.frombuffer(data, dtype=(">" if kind.byteorder == ">" else "<") + "u4")
    if codes.size and codes.max() > _LAST_CHARACTER:
        raise WireError("an array of texts holds what is no text")
