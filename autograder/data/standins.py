"""What stands in for the names in a pickled array: numpy's own unpickling never runs.

Every class here has a `__setstate__`, for pickle would otherwise let a file set attributes on it.
"""

import math
import re
from typing import Any

import numpy as np
from numpy.typing import NDArray

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
                raise RefusedError("an array with an unknown state")


class PickledDtype:
    """Stands in for numpy.dtype: a numeric type of at most 8 bytes, in either byte order."""

    def __init__(self, code: object, align: object = 0, copy: object = 1) -> None:
        text = code.decode("latin1") if isinstance(code, bytes) else code
        if not isinstance(text, str) or not NUMERIC.fullmatch(text) or align not in (0, False):
            raise RefusedError("an array that is not of plain numbers")
        del copy  # numpy's pickles pass it; a stand-in is always new
        self.dtype = np.dtype(text)

    def __setstate__(self, state: object) -> None:
        match state:
            case (3, str() | bytes() as order, None, None, None, -1, -1, 0):
                text = order.decode("latin1") if isinstance(order, bytes) else order
            case _:
                raise RefusedError("a number type with an unknown state")
        if text not in ("<", ">", "|", "="):
            raise RefusedError("a number type with an unknown byte order")
        self.dtype = np.dtype(text + self.dtype.str[1:])


class Reconstruct:
    """Stands in for numpy's function that makes an array to be filled."""

    def __call__(self, kind: object, shape: object, code: object) -> PickledArray:
        """Return an empty array, for the arguments that numpy's pickles always have."""
        if kind is not PickledArray or shape != (0,) or code not in (b"b", "b"):
            raise RefusedError("an array of an unknown class")
        return PickledArray()

    def __setstate__(self, state: object) -> None:
        raise RefusedError("a changed function")


class Encode:
    """Stands in for codecs.encode, with which Python 3 writes bytes into old pickles."""

    def __call__(self, text: object, encoding: object) -> bytes:
        """Return the text's characters as bytes."""
        if not isinstance(text, str) or encoding not in ("latin1", b"latin1"):
            raise RefusedError("text in an unknown encoding")
        return text.encode("latin1")

    def __setstate__(self, state: object) -> None:
        raise RefusedError("a changed function")


def _array(shape: tuple[Any, ...], kind: PickledDtype, order: str, raw: bytes) -> NDArray[Any]:
    if any(type(side) is not int or side < 0 for side in shape):
        raise RefusedError("an array with an impossible shape")
    if math.prod(shape) * kind.dtype.itemsize != len(raw):
        raise RefusedError("an array whose shape and bytes disagree")
    flat = np.frombuffer(raw, dtype=kind.dtype)
    return flat.reshape(shape, order="F" if order == "F" else "C").copy()
