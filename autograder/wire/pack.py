"""Plain data to a message: JSON for the structure, raw bytes for arrays.

Each value becomes itself (None, bool, int, float, str) or a list that starts with a tag. What is no
plain data is handed to `refer`, which may name it for the other side or raise Unsendable.
"""

from collections.abc import Callable
from typing import Any

import numpy as np

from autograder.wire.errors import Unsendable

ARRAY_KINDS = "biufcU"
DEEPEST = 60
MOST_DIGITS = 1_000_000  # hexadecimal ones, of a whole number
_BUILT_IN = (bool, int, float, complex, str, bytes, list, tuple, dict, set, frozenset, object)
_NUMPY = (np.float16, np.float32, np.float64, np.int8, np.int16, np.int32, np.int64, np.uint8)
NAMED_TYPES: dict[str, type] = {
    **{each.__name__: each for each in _BUILT_IN},
    **{f"numpy.{each.__name__}": each for each in _NUMPY},
}
TYPE_NAMES = {kind: name for name, kind in NAMED_TYPES.items()}
_SEQUENCES: dict[type, str] = {list: "l", tuple: "t", set: "s", frozenset: "z"}

Refer = Callable[[Any], list[Any]]


def refuse(value: object) -> list[Any]:
    """Raise Unsendable: nothing but plain data."""
    raise Unsendable(f"a {type(value).__name__} can't be sent to another process")


class Packer:
    """Packs the values of one message; `blob` gathers the bytes of their arrays."""

    def __init__(self, refer: Refer = refuse) -> None:
        self.blob = bytearray()
        self._refer = refer

    def pack(self, value: Any, depth: int = 0) -> Any:  # noqa: ANN401 - any plain value
        """Return `value` as JSON can hold it; raises Unsendable if it can't be."""
        if depth > DEEPEST:
            raise Unsendable(f"more than {DEEPEST} lists in one another can't be sent")
        if value is None or value is True or value is False:
            return value
        kind = type(value)
        if kind in (str, float):
            return value
        if kind is int:
            return value if -(2**63) < value < 2**63 else ["i", _digits(value)]
        if kind in _SEQUENCES:
            return [_SEQUENCES[kind], [self.pack(each, depth + 1) for each in value]]
        if kind is dict:
            pairs = [[self.pack(k, depth + 1), self.pack(v, depth + 1)] for k, v in value.items()]
            return ["d", pairs]
        return self._rare(value, depth)

    def _rare(self, value: Any, depth: int) -> Any:  # noqa: ANN401 - any plain value
        if isinstance(value, np.ndarray | np.generic):
            return self._array(value)
        if isinstance(value, bytes | bytearray):
            return ["b" if isinstance(value, bytes) else "y", *self._keep(bytes(value))]
        if isinstance(value, range | slice):
            parts = [value.start, value.stop, value.step]
            return ["r" if isinstance(value, range) else "x", *(self.pack(p) for p in parts)]
        if type(value) is complex:
            return ["c", value.real, value.imag]
        if value is Ellipsis:
            return ["e"]
        if isinstance(value, type) and value in TYPE_NAMES:
            return ["T", TYPE_NAMES[value]]
        if isinstance(value, np.dtype) and value.kind in ARRAY_KINDS:
            return ["D", value.str]
        plain = _without_subclass(value)
        return self._refer(value) if plain is value else self.pack(plain, depth)

    def _array(self, value: Any) -> Any:  # noqa: ANN401 - an array, a numpy number or neither
        if value.dtype.kind not in ARRAY_KINDS or isinstance(value, np.ma.MaskedArray):
            return self._refer(value)
        plain = np.asarray(value)
        place = self._keep(plain.tobytes())
        if isinstance(value, np.generic):
            return ["n", plain.dtype.str, *place]
        return ["a", plain.dtype.str, list(plain.shape), *place]

    def _keep(self, data: bytes) -> tuple[int, int]:
        start = len(self.blob)
        self.blob += data
        return start, len(data)


def plain_array(value: object) -> bool:
    """Return whether it is an array that is sent as plain data."""
    masked = isinstance(value, np.ma.MaskedArray)
    return isinstance(value, np.ndarray) and not masked and value.dtype.kind in ARRAY_KINDS


def _digits(value: int) -> str:
    if value.bit_length() > 4 * MOST_DIGITS:
        raise Unsendable("a number of so many digits can't be sent to another process")
    return hex(value)


def _without_subclass(value: Any) -> Any:  # noqa: ANN401 - any value
    """Return a number, text or collection of a subclass as its built-in type, else the value."""
    kinds: tuple[Any, ...] = (int, float, complex, str, list, tuple, set, frozenset)
    for kind in kinds:
        if isinstance(value, kind):
            return kind(value)
    return dict(value.items()) if isinstance(value, dict) else value
