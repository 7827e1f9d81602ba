"""Objects that both sides have: instances of classes that both know, each with one number.

What they hold crosses with every message while there are any, so that both sides hold the same;
their methods are each side's own. A class is known by a key: that of a locked cell's, or the number
of a student's class that stands for a built-in collection.
"""

from collections.abc import Iterator
from enum import Enum
from typing import TYPE_CHECKING, Any

from autograder.engine.wire.frames import WireError
from autograder.findings import text

if TYPE_CHECKING:
    from autograder.engine.wire.pack import Packer
    from autograder.engine.wire.unpack import Unpacker

Key = str | int
_FIXED: tuple[type, ...] = (int, float, complex, str, bytes, tuple, frozenset)
_CHANGING: tuple[type, ...] = (list, dict, set)
_MOST = 20_000


class SharedObjects:
    """The objects with numbers; each side gives every other number, beginning at its own."""

    def __init__(self, first: int) -> None:
        self._next = self._first = first
        self._objects: dict[int, Any] = {}
        self._numbers: dict[int, int] = {}
        self.keys: dict[type, Key] = {}
        self.classes: dict[Key, type] = {}

    def __bool__(self) -> bool:
        return bool(self._objects)

    def know(self, kind: type, key: Key) -> None:
        """Let instances of a class cross by what they hold."""
        self.keys[kind] = key
        self.classes[key] = kind

    def forget(self) -> None:
        """Let go of all objects; numbers are never given twice."""
        self._objects.clear()
        self._numbers.clear()

    def start_over(self) -> None:
        """Forget, too, the classes that have numbers: another process gives others."""
        self.forget()
        for key in [each for each in self.classes if isinstance(each, int)]:
            del self.keys[self.classes.pop(key)]

    def pack(self, value: Any, packer: "Packer") -> list[Any] | None:  # noqa: ANN401
        """Return the node of an instance of a known class, None for other things."""
        kind = type(value)
        key = self.keys.get(kind)
        if key is None:
            return None
        if isinstance(value, Enum):
            return ["u", key, value.name]
        base = builtin_base(kind, _FIXED)
        if base is not None:
            return ["w", key, packer.pack(base(value)), packer.pack(attributes(value))]
        number = self._numbers.get(id(value))
        if number is None:
            number, self._next = self._next, self._next + 2
            self._objects[number], self._numbers[id(value)] = value, number
        return ["v", number]

    def states(self, packer: "Packer") -> list[Any]:
        """Return what all objects hold, those included that are met on the way."""
        packer.forget()
        found: list[Any] = []
        for number in self._growing():
            value = self._objects[number]
            base = builtin_base(type(value), _CHANGING)
            content = packer.pack(base(value)) if base is not None else None
            held = packer.pack(attributes(value))
            found.append([number, self.keys[type(value)], held, content])
        packer.forget()
        return found

    def _growing(self) -> Iterator[int]:
        done = 0
        while done < len(self._objects):
            if len(self._objects) > _MOST:
                raise WireError(text("wire.too-deep"))
            numbers = list(self._objects)[done:]
            done += len(numbers)
            yield from numbers

    def take(self, states: object, unpacker: "Unpacker") -> None:
        """Make all objects what the other side says that they are; raises WireError."""
        rows = [_row(each) for each in states] if isinstance(states, list) else []
        if len(rows) > _MOST:
            raise WireError(text("wire.too-deep"))
        for number, key, *_ in rows:
            self._find(number, key)
        for number, _, held, content in rows:
            value = self._objects[number]
            base = builtin_base(type(value), _CHANGING)
            if base is not None:
                _refill(value, base, unpacker.unpack(content))
            set_attributes(value, unpacker.unpack(held))

    def unpack(self, node: list[Any], unpacker: "Unpacker") -> Any:  # noqa: ANN401
        """Return the object of a node that `pack` has made on the other side."""
        tag, *rest = node
        if tag == "v" and len(rest) == 1 and type(rest[0]) is int and rest[0] in self._objects:
            return self._objects[rest[0]]
        if tag == "u" and len(rest) == 2 and type(rest[1]) is str:
            kind = self._class(rest[0])
            if issubclass(kind, Enum) and rest[1] in kind.__members__:
                return kind.__members__[rest[1]]
        if tag == "w" and len(rest) == 3:
            kind = self._class(rest[0])
            base = builtin_base(kind, _FIXED)
            plain = unpacker.part(rest[1])
            if base is not None and type(plain) is base:
                made = _new(base, kind, plain)
                set_attributes(made, unpacker.part(rest[2]))
                return made
        raise WireError(text("wire.unknown-kind", kind=str(tag)[:20]))

    def _find(self, number: int, key: Key) -> None:
        known = self._objects.get(number)
        if known is None:
            if number % 2 == self._first % 2:  # one that this side would have given
                raise WireError(text("wire.no-thing", number=number))
            kind = self._class(key)
            if builtin_base(kind, _FIXED) is not None or issubclass(kind, Enum | BaseException):
                raise WireError(text("wire.type"))
            base = builtin_base(kind, _CHANGING) or object
            known = self._objects[number] = _new(base, kind)
            self._numbers[id(known)] = number
        elif self.keys[type(known)] != key:
            raise WireError(text("wire.type"))

    def _class(self, key: object) -> type:
        kind = self.classes.get(key) if isinstance(key, str | int) else None
        if kind is None:
            raise WireError(text("wire.type"))
        return kind


def builtin_base(kind: type, bases: tuple[type, ...]) -> type | None:
    """Return the first built-in type that a class derives from, of those given."""
    return next((base for base in bases if issubclass(kind, base)), None)


def attributes(value: object) -> dict[str, Any]:
    """Return what an object holds by name, slots included."""
    found = dict(getattr(value, "__dict__", None) or {})
    for name in _slots(type(value)):
        if hasattr(value, name):
            found[name] = getattr(value, name)
    return found


def set_attributes(value: Any, held: object) -> None:  # noqa: ANN401 - any object
    """Let an object hold exactly this; what its class defines as a method stays the class's."""
    if not isinstance(held, dict) or not all(isinstance(name, str) for name in held):
        raise WireError(text("wire.no-pairs"))
    slots = _slots(type(value))
    own = getattr(value, "__dict__", None)
    if own is not None:
        for name in [each for each in own if each not in held]:
            del own[name]
    for name, each in held.items():
        if name in slots:
            object.__setattr__(value, name, each)
        elif own is not None and not _is_of_class(type(value), name):
            own[name] = _merged(own.get(name), each)


def _merged(old: Any, new: Any) -> Any:  # noqa: ANN401 - any values
    """Return the new value in the old collection, where there is one: others may hold it, too."""
    if type(old) is type(new) and type(new) in _CHANGING and old is not new:
        _refill(old, type(new), new)
        return old
    return new


def _refill(value: Any, base: Any, content: Any) -> None:  # noqa: ANN401 - two collections
    if type(content) is not base:
        raise WireError(text("wire.type"))
    base.clear(value)
    (base.extend if base is list else base.update)(value, content)


def _slots(kind: type) -> set[str]:
    return {
        name
        for each in kind.__mro__
        for name in _as_tuple(each.__dict__.get("__slots__", ()))
        if not name.startswith("__")
    }


def _as_tuple(slots: Any) -> tuple[str, ...]:  # noqa: ANN401 - what a class has for them
    return (slots,) if isinstance(slots, str) else tuple(map(str, slots))


def _is_of_class(kind: type, name: str) -> bool:
    """Return whether a class has a method, or the like, of that name."""
    found = next((each.__dict__[name] for each in kind.__mro__ if name in each.__dict__), None)
    return hasattr(found, "__get__") or name.startswith("__")


def _new(base: Any, kind: type, *content: object) -> Any:  # noqa: ANN401 - an instance
    """Make an instance as its built-in base does: nothing of the class's own runs."""
    return base.__new__(kind, *content)


def _row(state: object) -> list[Any]:
    if not isinstance(state, list) or len(state) != 4 or type(state[0]) is not int:
        raise WireError(text("wire.no-kind"))
    return state
