"""A message to plain data, believing nothing: types, depth, sizes and shapes are checked first.

What comes out is exactly a built-in type, a plain numpy array or a numpy number, or what `resolve`
makes of a reference.
"""

import re
from collections.abc import Callable, Sequence
from typing import Any

from autograder.wire.arrays import read_array, read_dtype
from autograder.wire.errors import WireError
from autograder.wire.pack import DEEPEST, MOST_DIGITS, NAMED_TYPES

_HEX = re.compile(rf"-?0x[0-9a-f]{{1,{MOST_DIGITS}}}")
_MOST_VALUES = 2_000_000

Resolve = Callable[[list[Any]], Any]


def no_references(node: list[Any]) -> Any:  # noqa: ANN401 - never returns
    """Raise WireError: nothing but plain data."""
    raise WireError(f"unknown kind of value {str(node[0])[:20]!r}")


class Unpacker:
    """Unpacks the values of one message, whose bytes are `blob`."""

    def __init__(self, blob: bytes | bytearray, resolve: Resolve = no_references) -> None:
        self._blob = memoryview(blob)
        self._resolve = resolve
        self._count = 0
        self._kinds: dict[str, Callable[[Sequence[Any], int], Any]] = {
            "l": lambda fields, depth: self._items(depth, *fields),
            "t": lambda fields, depth: tuple(self._items(depth, *fields)),
            "s": lambda fields, depth: set(self._items(depth, *fields)),
            "z": lambda fields, depth: frozenset(self._items(depth, *fields)),
            "d": lambda fields, depth: dict(self._pairs(depth, *fields)),
            "i": lambda fields, _: _large_int(*fields),
            "c": lambda fields, _: _complex(*fields),
            "b": lambda fields, _: self._bytes(*fields),
            "y": lambda fields, _: bytearray(self._bytes(*fields)),
            "a": lambda fields, _: read_array(fields[0], fields[1], self._bytes(*fields[2:])),
            "n": lambda fields, _: read_array(fields[0], [], self._bytes(*fields[1:]))[()],
            "r": lambda fields, depth: range(*(self._part(p, depth + 1) for p in _three(fields))),
            "x": lambda fields, depth: slice(*(self._part(p, depth + 1) for p in _three(fields))),
            "e": lambda fields, _: _nothing_more(fields, Ellipsis),
            "T": lambda fields, _: _type(*fields),
            "D": lambda fields, _: read_dtype(*fields),
        }

    def unpack(self, node: Any) -> Any:  # noqa: ANN401 - any plain value
        """Return the value of a node; raises WireError for anything that is none."""
        try:
            return self._part(node, 0)
        except (TypeError, ValueError, OverflowError, IndexError, MemoryError) as error:
            raise WireError(f"a value can't be read: {str(error)[:80]}") from error

    def _part(self, node: Any, depth: int) -> Any:  # noqa: ANN401 - any plain value
        self._count += 1
        if depth > DEEPEST or self._count > _MOST_VALUES:
            raise WireError("a value is too deep or has too many parts")
        if node is None or type(node) in (bool, int, float, str):
            return node
        if not isinstance(node, list) or not node or not isinstance(node[0], str):
            raise WireError("a value has no kind")
        known = self._kinds.get(node[0])
        return known(node[1:], depth) if known else self._resolve(node)

    def _items(self, depth: int, items: object) -> list[Any]:
        if not isinstance(items, list):
            raise WireError("a collection has no items")
        return [self._part(item, depth + 1) for item in items]

    def _pairs(self, depth: int, pairs: object) -> list[tuple[Any, Any]]:
        if not isinstance(pairs, list) or not all(isinstance(p, list) for p in pairs):
            raise WireError("a dict has no pairs")
        return [(self._part(key, depth + 1), self._part(v, depth + 1)) for key, v in pairs]

    def _bytes(self, start: object, length: object) -> bytes:
        if type(start) is not int or type(length) is not int or start < 0 or length < 0:
            raise WireError("bytes have no place")
        if start + length > len(self._blob):
            raise WireError("bytes lie outside of their message")
        return bytes(self._blob[start : start + length])


def _large_int(text: object) -> int:
    if not isinstance(text, str) or not _HEX.fullmatch(text):
        raise WireError("a number has too many digits or none")
    return int(text, 16)


def _complex(real: object, imaginary: object) -> complex:
    if not isinstance(real, int | float) or not isinstance(imaginary, int | float):
        raise WireError("a complex number has no parts")
    return complex(float(real), float(imaginary))


def _three(fields: Sequence[Any]) -> Sequence[Any]:
    if len(fields) != 3:
        raise WireError("a range or slice has three parts")
    return fields


def _nothing_more(fields: Sequence[Any], value: Any) -> Any:  # noqa: ANN401 - the value
    if fields:
        raise WireError("a value has too many parts")
    return value


def _type(name: object) -> type:
    if not isinstance(name, str) or name not in NAMED_TYPES:
        raise WireError("a type that is not allowed")
    return NAMED_TYPES[name]
