"""Tell whether a reference remembers something: what it gives may then depend on who came before.

A worker keeps references from one submission to the next. One with a counter, a generator of random
numbers or a list of its own that grows would give the second submission other values.
"""

import hashlib
import pickle
import types
from collections.abc import Callable, Iterable, Iterator
from typing import Any

import numpy as np

_PLAIN = (type(None), bool, int, float, complex, str, bytes, np.generic)
_ELSEWHERE = (types.ModuleType, types.BuiltinFunctionType, np.ufunc)


class Memory:
    """What a reference's names hold, functions aside, when this was made."""

    def __init__(self, namespace: dict[str, Any]) -> None:
        self._namespace = namespace
        self._before = _Reader(namespace).read()

    def changed(self) -> bool:
        """Return whether they hold something else by now, or something that can't be compared."""
        return _Reader(self._namespace).read() != self._before


class _Reader:
    """Turns a namespace into tuples that are equal when what it holds is."""

    def __init__(self, namespace: dict[str, Any]) -> None:
        self._namespace = namespace
        self._seen: set[int] = set()

    def read(self) -> tuple[Any, ...]:
        return self._named(self._namespace)

    def _named(self, values: Iterable[Any]) -> tuple[Any, ...]:
        """Read values by name, without those that Python itself puts beside them."""
        items = dict(values).items()
        own = [(name, value) for name, value in items if not _is_pythons(name)]
        return tuple((name, self._value(value)) for name, value in own)

    def _value(self, value: Any) -> Any:  # noqa: ANN401 - any value
        if isinstance(value, _PLAIN):
            return type(value).__name__, repr(value)
        if id(value) in self._seen or isinstance(value, _ELSEWHERE):
            return id(value)
        self._seen.add(id(value))
        read = self._reader_of(value)
        return type(value).__name__, read(value)

    def _reader_of(self, value: Any) -> Callable[[Any], Any]:  # noqa: ANN401 - any value
        if hasattr(value, "__wrapped__"):  # `lru_cache`, say: to remember results changes none
            return lambda value: self._value(value.__wrapped__)
        for kinds, read in self._readers():
            if isinstance(value, kinds):
                return read
        if self._is_own(type(value)) and hasattr(value, "__dict__"):
            return lambda value: self._named(vars(value))
        return _pickled

    def _readers(self) -> Iterator[tuple[type | tuple[type, ...], Callable[[Any], Any]]]:
        yield types.FunctionType, self._function
        yield type, self._class
        yield dict, lambda value: self._all(part for item in value.items() for part in item)
        yield (list, tuple), self._all
        yield (set, frozenset), lambda value: frozenset(map(self._value, value))
        yield np.ndarray, self._array
        yield property, lambda value: self._value(value.fget)
        yield (staticmethod, classmethod), lambda value: self._value(value.__func__)

    def _class(self, kind: type) -> Any:  # noqa: ANN401 - of any kind
        return self._named(vars(kind)) if self._is_own(kind) else id(kind)

    def _array(self, array: Any) -> Any:  # noqa: ANN401 - of any kind
        if array.dtype == object:
            return array.shape, self._all(array.ravel())
        return array.shape, str(array.dtype), _digest(array.tobytes())

    def _all(self, values: Iterable[Any]) -> tuple[Any, ...]:
        return tuple(map(self._value, values))

    def _function(self, function: types.FunctionType) -> Any:  # noqa: ANN401 - of any kind
        if function.__globals__ is not self._namespace:
            return id(function)
        defaults = function.__defaults__, function.__kwdefaults__, vars(function)
        return self._all((*defaults, *_closed_over(function)))

    def _is_own(self, kind: type) -> bool:
        return kind.__module__ == self._namespace.get("__name__")


def _is_pythons(name: object) -> bool:
    return isinstance(name, str) and (name.startswith("__") or name == "_abc_impl")


def _closed_over(function: types.FunctionType) -> Iterator[Any]:
    for cell in function.__closure__ or ():
        try:
            yield cell.cell_contents
        except ValueError:  # nothing has been put there yet
            yield None


def _pickled(value: Any) -> object:  # noqa: ANN401 - any value
    try:
        return _digest(pickle.dumps(value))
    except Exception:  # a generator, a file: nobody knows where it stands
        return object()  # equal to no other


def _digest(data: bytes) -> bytes:
    return hashlib.blake2b(data).digest()
