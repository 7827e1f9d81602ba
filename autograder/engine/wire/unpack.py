"""A message to plain data, believing nothing: types, depth, sizes and shapes are checked first."""

import math
import re
from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from autograder.engine.wire.frames import WireError
from autograder.engine.wire.library import codec_named, type_named
from autograder.engine.wire.pack import (
    ARRAY_KINDS,
    DEEPEST,
    MOST_DIGITS,
    NAMED_TYPES,
    is_long,
)
from autograder.findings import text as say

Array = np.ndarray[Any, np.dtype[Any]]

# Only these: in an array of objects (O) the bytes would be taken for addresses in memory.
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
        raise WireError(say("wire.array-type"))
    try:
        return np.dtype(text)
    except (TypeError, ValueError) as error:
        raise WireError(say("wire.array-no-type")) from error


def read_array(dtype: object, shape: object, data: bytes) -> Array:
    """Return a new array; raises WireError unless `data` is exactly as long as the shape says."""
    kind, sizes = read_dtype(dtype), _sizes(shape)
    count = math.prod(sizes)
    if count * kind.itemsize != len(data) or (not data and max(count, *sizes, 0) > _MOST_EMPTY):
        raise WireError(say("wire.array-size"))
    if not data:
        return np.zeros(sizes, dtype=kind)
    if kind.kind == "b":  # a byte of 2 would be neither True nor False
        truths: Array = np.frombuffer(data, dtype=np.uint8) != 0
        return truths.reshape(sizes)
    if kind.kind == "U":
        _must_be_text(data, kind)
    # A bytearray, as a test may write into what it has got: of bytes the array would be read-only.
    return np.frombuffer(bytearray(data), dtype=kind).reshape(sizes)


def _sizes(shape: object) -> list[int]:
    if not isinstance(shape, list) or len(shape) > _MOST_DIMENSIONS:
        raise WireError(say("wire.array-no-shape"))
    if not all(type(size) is int and 0 <= size < 2**40 for size in shape):
        raise WireError(say("wire.array-shape"))
    return shape


def _must_be_text(data: bytes, kind: np.dtype[Any]) -> None:
    codes = np.frombuffer(data, dtype=(">" if kind.byteorder == ">" else "<") + "u4")
    if codes.size and codes.max() > _LAST_CHARACTER:
        raise WireError(say("wire.no-texts"))


_HEX = re.compile(rf"-?0x[0-9a-f]{{1,{MOST_DIGITS}}}")
_MOST_VALUES = 2_000_000  # "[],[],[]" is short, and as lists twenty times as long
_MOST_ALIKE = 100
_PLAIN = frozenset((type(None), bool, int, float, str))

Resolve = Callable[[list[Any], "Unpacker"], Any]


def no_references(node: list[Any], _: "Unpacker") -> Any:  # noqa: ANN401 - never returns
    """Raise WireError: nothing but plain data."""
    raise WireError(say("wire.unknown-kind", kind=str(node[0])[:20]))


class Unpacker:
    """Unpacks the values of one message, whose bytes are `blob`.

    `parts` are those of a call's arguments, which the message may name by their numbers.
    """

    def __init__(self, blob: bytes | bytearray, resolve: Resolve = no_references) -> None:
        self._blob = memoryview(blob)
        self._resolve = resolve
        self._count = 0
        self._marked: dict[int, Any] = {}
        self.parts: Sequence[Any] = ()
        self.hear: Callable[[object], None] | None = None  # is told of each text, and of bytes
        self._found: list[Any] | None = None  # parts that are numbered now

    def numbered(self, *nodes: Any) -> tuple[list[Any], list[Any]]:  # noqa: ANN401
        """Return the values of nodes and all that could be changed in them, as `Packer` has it."""
        found = self._found = []
        try:
            return [self.unpack(node) for node in nodes], found
        finally:
            self._found = None

    def unpack(self, node: Any) -> Any:  # noqa: ANN401 - any plain value
        """Return the value of a node; raises WireError for anything that is none."""
        try:
            return self._part(node, 0)
        except (TypeError, ValueError, OverflowError, IndexError, MemoryError) as error:
            raise WireError(say("wire.unreadable", error=str(error)[:80])) from error

    def _part(self, node: Any, depth: int) -> Any:  # noqa: ANN401 - any plain value
        self._count += 1
        if depth > DEEPEST or self._count > _MOST_VALUES:
            raise WireError(say("wire.too-deep"))
        kind = type(node)
        if kind is str and self.hear is not None:
            self.hear(node)
        if kind in _PLAIN:
            return node
        if not isinstance(node, list) or not node or not isinstance(node[0], str):
            raise WireError(say("wire.no-kind"))
        known = _KINDS.get(node[0])
        if self.hear is not None and _is_of_texts(node):
            self.hear(b"")
        if known is None:
            return self._not_numbered(self._resolve, node, self)
        if self._found is None or node[0] not in _CHANGEABLE:
            return known(self, node[1:], depth)
        found, place = self._found, len(self._found)
        found.append(None)  # it has its number before its own parts
        made = found[place] = known(self, node[1:], depth)
        return made

    def _not_numbered(self, read: Callable[..., Any], *given: Any) -> Any:  # noqa: ANN401
        """Return what `read` reads, the parts of which have no numbers."""
        before, self._found = self._found, None
        try:
            return read(*given)
        finally:
            self._found = before

    def _numbered_part(self, number: object) -> Any:  # noqa: ANN401 - a part of the arguments
        if type(number) is not int or not 0 <= number < len(self.parts):
            raise WireError(say("reply.argument"))
        return self.parts[number]

    def _three(self, fields: Sequence[Any], depth: int) -> list[Any]:
        if len(fields) != 3:
            raise WireError(say("wire.range"))
        return [self._part(each, depth + 1) for each in fields]

    def part(self, node: Any) -> Any:  # noqa: ANN401 - any plain value
        """Return the value of a node that stands within another one."""
        return self._part(node, 1)

    def _library(self, fields: Sequence[Any], depth: int) -> Any:  # noqa: ANN401
        """Return an object of a library's, made of plain data."""
        name, inner = fields
        codec = codec_named(name)
        if codec is None:
            raise WireError(say("wire.type"))
        found, place = self._found, len(self._found or ())
        if found is not None and codec.filled:
            found.append(None)
        plain = self._not_numbered(self._part, inner, depth + 1)
        try:
            made = codec.made(plain)
        except WireError:
            raise
        except Exception as error:  # a library may raise anything where its data is wrong
            raise WireError(say("wire.unreadable", error=str(error)[:80])) from error
        if found is not None and codec.filled:
            found[place] = made
        return made

    def _first(self, fields: Sequence[Any], depth: int) -> Any:  # noqa: ANN401
        """Return what will come again; a list or dict may hold itself."""
        number, node = fields
        if type(number) is not int or number in self._marked or not isinstance(node, list):
            raise WireError(say("wire.no-kind"))
        tag, rest = node[0], node[1:]
        made: Any
        if tag == "l":
            made = self._marked[number] = self._noted([])
            made += self._items(depth, *rest)
        elif tag == "d":
            made = self._marked[number] = self._noted({})
            made.update(self._pairs(depth, *rest))
        else:
            made = self._marked[number] = self._part(node, depth)
        return made

    def _noted(self, made: Any) -> Any:  # noqa: ANN401 - a list or dict
        if self._found is not None:
            self._found.append(made)
        return made

    def _again(self, number: object) -> Any:  # noqa: ANN401
        if type(number) is not int or number not in self._marked:
            raise WireError(say("wire.no-kind"))
        return self._marked[number]

    def _items(self, depth: int, items: object) -> list[Any]:
        if not isinstance(items, list):
            raise WireError(say("wire.no-items"))
        return [self._part(item, depth + 1) for item in items]

    def _pairs(self, depth: int, pairs: object) -> list[tuple[Any, Any]]:
        if not isinstance(pairs, list) or not all(isinstance(p, list) for p in pairs):
            raise WireError(say("wire.no-pairs"))
        found = [(self._part(key, depth + 1), self._part(v, depth + 1)) for key, v in pairs]
        _apart([key for key, _ in found])
        return found

    def _range(self, parts: list[Any]) -> Any:  # noqa: ANN401 - a range, or what stands for it
        found = range(*parts)
        return self._resolve(["r", *parts], self) if is_long(found) else found

    def _bytes(self, start: object, length: object) -> bytes:
        # A slice would take a negative start from the end, and cut what is too long without a word.
        if type(start) is not int or type(length) is not int or start < 0 or length < 0:
            raise WireError(say("wire.no-place"))
        if start + length > len(self._blob):
            raise WireError(say("wire.outside"))
        return bytes(self._blob[start : start + length])


def _is_of_texts(node: list[Any]) -> bool:
    """Return whether a node is of bytes, or of an array of texts."""
    if node[0] in ("a", "n"):
        return "U" in node[1] if len(node) > 1 and isinstance(node[1], str) else True
    return node[0] in ("b", "y")


def _large_int(text: object) -> int:
    if not isinstance(text, str) or not _HEX.fullmatch(text):
        raise WireError(say("wire.digits"))
    return int(text, 16)


def _complex(real: object, imaginary: object) -> complex:
    if not isinstance(real, int | float) or not isinstance(imaginary, int | float):
        raise WireError(say("wire.complex"))
    return complex(float(real), float(imaginary))


def _apart(keys: list[Any]) -> list[Any]:
    """Return keys of a set or dict, which would take hours if too many had one hash.

    Raises WireError then.
    """
    if len(keys) > _MOST_ALIKE and max(Counter(map(hash, keys)).values()) > _MOST_ALIKE:
        raise WireError(say("wire.alike"))
    return keys


def _nothing_more(fields: Sequence[Any], value: Any) -> Any:  # noqa: ANN401 - the value
    if fields:
        raise WireError(say("wire.too-many-parts"))
    return value


def _type(name: object) -> type:
    if not isinstance(name, str):
        raise WireError(say("wire.type"))
    found = NAMED_TYPES.get(name) or type_named(name)
    if found is None:
        raise WireError(say("wire.type"))
    return found


_KINDS: dict[str, Callable[[Unpacker, Sequence[Any], int], Any]] = {
    "l": lambda its, fields, depth: its._items(depth, *fields),
    "t": lambda its, fields, depth: tuple(its._items(depth, *fields)),
    "s": lambda its, fields, depth: set(_apart(its._items(depth, *fields))),
    "z": lambda its, fields, depth: frozenset(_apart(its._items(depth, *fields))),
    "d": lambda its, fields, depth: dict(its._pairs(depth, *fields)),
    "i": lambda _its, fields, _: _large_int(*fields),
    "c": lambda _its, fields, _: _complex(*fields),
    "b": lambda its, fields, _: its._bytes(*fields),
    "y": lambda its, fields, _: bytearray(its._bytes(*fields)),
    "a": lambda its, fields, _: read_array(fields[0], fields[1], its._bytes(*fields[2:])),
    "n": lambda its, fields, _: read_array(fields[0], [], its._bytes(*fields[1:]))[()],
    "r": lambda its, fields, depth: its._range(its._three(fields, depth)),
    "x": lambda its, fields, depth: slice(*its._three(fields, depth)),
    "e": lambda _its, fields, _: _nothing_more(fields, Ellipsis),
    "T": lambda _its, fields, _: _type(*fields),
    "q": lambda its, fields, depth: its._library(fields, depth),
    "=": lambda its, fields, depth: its._first(fields, depth),
    "m": lambda its, fields, _: its._again(*fields),
    "D": lambda _its, fields, _: read_dtype(*fields),
    "A": lambda its, fields, _: its._numbered_part(*fields),
}
_CHANGEABLE = frozenset("lsdya")
