"""Plain data to a message: JSON for the structure, raw bytes for arrays.

Each value becomes itself (None, bool, int, float, str) or a list that starts with a tag. What is no
plain data is handed to `refer`, which may name it for the other side or raise Unsendable.
"""

import builtins
import contextlib
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from autograder.engine.wire.frames import Unsendable
from autograder.engine.wire.library import Codec, codec_of, codec_of_base, name_of_type
from autograder.findings import text

ARRAY_KINDS = "biufcU"
DEEPEST = 60
MOST_DIGITS = 1_000_000  # hexadecimal ones, of a whole number
# Numbers of a range, as of a list: who makes an array of a longer one would take hours for it.
MOST_IN_RANGE = 2_000_000
_BUILT_IN = (bool, int, float, complex, str, bytes, list, tuple, dict, set, frozenset, object)
_NUMPY = (np.float16, np.float32, np.float64, np.int8, np.int16, np.int32, np.int64, np.uint8)
NAMED_TYPES: dict[str, type] = {
    **{
        each.__name__: each
        for each in vars(builtins).values()
        if isinstance(each, type) and issubclass(each, Exception)
    },
    "NoneType": type(None),
    **{each.__name__: each for each in _BUILT_IN},
    **{f"numpy.{each.__name__}": each for each in _NUMPY},
}
TYPE_NAMES = {kind: name for name, kind in NAMED_TYPES.items()}
_SEQUENCES: dict[type, str] = {list: "l", tuple: "t", set: "s", frozenset: "z"}
_COLLECTIONS: frozenset[type] = frozenset((list, set, dict, bytearray))
_CHANGEABLE = _COLLECTIONS | {np.ndarray}

Refer = Callable[[Any], list[Any]]
# Names an object by its class, where both sides know that: an answer of None means that they don't.
Own = Callable[[Any, "Packer"], list[Any] | None]


def not_own(_value: object, _packer: "Packer") -> None:
    """Say of every object that its class is none that both sides know."""


def refuse(value: object) -> list[Any]:
    """Raise Unsendable: nothing but plain data."""
    raise Unsendable(text("wire.not-sent", kind=type(value).__name__))


class Packer:
    """Packs the values of one message; `blob` gathers the bytes of their arrays.

    A list, dict or array that comes twice is marked where it first stands ("="), and named by its
    mark after that ("m"). What the other side has, as a part of a call's arguments, is named by its
    number there ("A"); `known` has these numbers by id.
    """

    def __init__(self, refer: Refer = refuse, own: Own = not_own) -> None:
        self.blob = bytearray()
        self._refer, self._own = refer, own
        self._seen: dict[int, list[Any]] = {}
        self._held: list[Any] = []  # so that no other object gets the address of one seen
        self._marks = 0
        self.known: dict[int, int] = {}
        self._parts: list[Any] | None = None  # are numbered now

    def numbered(self, *values: Any) -> tuple[list[Any], list[Any]]:  # noqa: ANN401 - plain values
        """Return the nodes of values, and all that could be changed in them, in this order.

        The other side has the same order by `Unpacker.numbered`.
        """
        found = self._parts = []
        try:
            return [self.pack(each) for each in values], found
        finally:
            self._parts = None

    def content(self, value: Any) -> Any:  # noqa: ANN401 - a part of the arguments
        """Return what a part holds now, not its number."""
        kind, codec = type(value), codec_of(value)
        if kind in _COLLECTIONS:
            return self._collection(id(value), value, kind, 0)
        if codec is None or kind is np.ndarray:
            return self._array(value, 0)
        return self._library(value, codec, 0)

    def pack(self, value: Any, depth: int = 0) -> Any:  # noqa: ANN401 - any plain value
        """Return `value` as JSON can hold it; raises Unsendable if it can't be."""
        if depth > DEEPEST:
            raise Unsendable(text("wire.deep-not-sent", deepest=DEEPEST))
        if value is None or value is True or value is False:
            return value
        kind = type(value)
        if kind in (str, float):
            return value
        if kind is int:
            return value if -(2**63) < value < 2**63 else ["i", _digits(value)]
        if kind is tuple or kind is frozenset:
            return [_SEQUENCES[kind], [self.pack(each, depth + 1) for each in value]]
        if kind in _CHANGEABLE:
            return self._mutable(value, kind, depth)
        return self._rare(value, depth)

    def forget(self) -> None:
        """Let what was packed so far be other objects than what comes now."""
        self._seen.clear()

    def _mutable(self, value: Any, kind: type, depth: int, own: Any = None) -> Any:  # noqa: ANN401
        """Return the node of what can be changed; `own` is what it is made of for the wire."""
        # Once: each id() is an event for the audit hook on the tests' side.
        key = id(value)
        if key in self.known:
            return ["A", self.known[key]]
        seen = self._seen.get(key)
        if seen is not None:
            if seen[0] != "=":
                self._marks += 1
                seen[:] = ["=", self._marks, seen[:]]
            return ["m", seen[1]]
        if kind is np.ndarray:
            node = self._array(value, depth)
            return self._noted(key, value, node) if node[0] == "a" else node
        self._number(value if own is None else own)
        return self._collection(key, value, kind, depth)

    def _collection(self, key: int, value: Any, kind: type, depth: int) -> Any:  # noqa: ANN401
        if kind is bytearray:
            return self._noted(key, value, ["y", *self._keep(bytes(value))])
        inner: list[Any] = []
        node = self._noted(key, value, ["d" if kind is dict else _SEQUENCES[kind], inner])
        if kind is dict:
            inner += [[self.pack(k, depth + 1), self.pack(v, depth + 1)] for k, v in value.items()]
        else:
            inner += [self.pack(each, depth + 1) for each in value]
        return node

    def _rare(self, value: Any, depth: int) -> Any:  # noqa: ANN401 - any plain value
        if id(value) in self.known:
            return ["A", self.known[id(value)]]
        if isinstance(value, np.generic):
            return self._array(value, depth)
        codec = codec_of(value)
        if codec is not None:
            return self._library(value, codec, depth)
        if isinstance(value, np.ndarray):
            return self._array(value, depth)
        with self._not_numbered():
            found = self._own(value, self) or self._simple(value)
        if found is not None:
            return found
        codec = codec_of_base(value)
        if codec is not None:
            return self._library(value, codec, depth)
        plain = _without_subclass(value)
        if type(plain) in _COLLECTIONS:
            return self._mutable(plain, type(plain), depth, value)
        return self._refer(value) if plain is value else self.pack(plain, depth)

    def _simple(self, value: Any) -> list[Any] | None:  # noqa: ANN401 - any plain value
        """Return the node of what Python itself has, None for anything else."""
        if isinstance(value, bytes):
            return ["b", *self._keep(bytes(value))]
        if isinstance(value, range | slice):
            return self._refer(value) if is_long(value) else packed_range(value)
        if type(value) is complex:
            return ["c", value.real, value.imag]
        if value is Ellipsis:
            return ["e"]
        if isinstance(value, np.dtype) and value.kind in ARRAY_KINDS:
            return ["D", value.str]
        name = isinstance(value, type) and (TYPE_NAMES.get(value) or name_of_type(value))
        return ["T", name] if name else None

    def _array(self, value: Any, depth: int) -> Any:  # noqa: ANN401 - an array, a numpy number or neither
        if value.dtype.kind not in ARRAY_KINDS:
            codec = codec_of(value)
            if codec is None:
                numpys_bytes = isinstance(value, bytes)
                return ["b", *self._keep(bytes(value))] if numpys_bytes else self._refer(value)
            return self._library(value, codec, depth)
        plain = np.asarray(value)
        place = self._keep(plain.tobytes())
        if isinstance(value, np.generic):
            return ["n", plain.dtype.str, *place]
        self._number(value)
        return ["a", plain.dtype.str, list(plain.shape), *place]

    def _library(self, value: Any, codec: Codec, depth: int) -> Any:  # noqa: ANN401
        try:
            plain = codec.plain(value)
        except Exception as error:  # a library may raise anything, about a version of an object
            raise Unsendable(text("wire.not-sent", kind=type(value).__name__)) from error
        if codec.filled:
            self._number(value)
        with self._not_numbered():
            return ["q", codec.name, self.pack(plain, depth + 1)]

    def _noted(self, key: int, value: object, node: list[Any]) -> list[Any]:
        """Return the node, which stands for the value if that comes again."""
        self._seen[key] = node
        self._held.append(value)
        return node

    def _number(self, value: object) -> None:
        """Note a part that could be changed, while parts are numbered."""
        if self._parts is not None:
            self._parts.append(value)

    @contextlib.contextmanager
    def _not_numbered(self) -> Iterator[None]:
        """Within, parts have no numbers: they are what an object is made of for the wire."""
        before, self._parts = self._parts, None
        try:
            yield
        finally:
            self._parts = before

    def _keep(self, data: bytes) -> tuple[int, int]:
        start = len(self.blob)
        self.blob += data
        return start, len(data)


def is_long(value: range | slice) -> bool:
    """Return whether a range has more numbers than the other side should have to count."""
    if isinstance(value, slice):
        return False
    return (value.stop - value.start) // value.step > MOST_IN_RANGE  # some have no len()


def packed_range(value: range | slice) -> list[Any]:
    """Return a range, however long, or a slice as JSON can hold it."""
    parts = [value.start, value.stop, value.step]
    return ["r" if isinstance(value, range) else "x", *map(Packer().pack, parts)]


def plain_array(value: object) -> bool:
    """Return whether it is an array that is sent as plain data."""
    masked = isinstance(value, np.ma.MaskedArray)
    return isinstance(value, np.ndarray) and not masked and value.dtype.kind in ARRAY_KINDS


def _digits(value: int) -> str:
    if value.bit_length() > 4 * MOST_DIGITS:
        raise Unsendable(text("wire.number-not-sent"))
    return hex(value)


def _without_subclass(value: Any) -> Any:  # noqa: ANN401 - any value
    """Return a number, text or collection of a subclass as its built-in type, else the value."""
    kinds: tuple[Any, ...] = (int, float, complex, str, list, tuple, set, frozenset, bytearray)
    for kind in kinds:
        if isinstance(value, kind):
            return kind(value)
    return dict(value.items()) if isinstance(value, dict) else value
