"""The student's objects that aren't plain data, kept here and named by a number to the grader."""

import inspect
import types
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any

from autograder.wire.errors import WireError

Description = dict[str, Any]


class Objects:
    """A table of objects; one keeps its number until the grader has forgotten all references."""

    def __init__(self) -> None:
        self._by_number: dict[int, Any] = {}
        self._numbers: dict[int, int] = {}
        self._references: Counter[int] = Counter()
        self._next = 1

    def refer(self, value: Any) -> list[Any]:  # noqa: ANN401 - any object
        """Return the reference to an object, with what the grader must know of it."""
        number = self._numbers.get(id(value))
        if number is None:
            number, self._next = self._next, self._next + 1
            self._by_number[number], self._numbers[id(value)] = value, number
        self._references[number] += 1
        return ["o", number, describe(value)]

    def resolve(self, number: object) -> Any:  # noqa: ANN401 - any object
        """Return the object of that number."""
        if not isinstance(number, int) or number not in self._by_number:
            raise WireError(f"there is no object {number}")
        return self._by_number[number]

    def forget(self, numbers: Iterable[int]) -> None:
        """Drop a reference to each; an object without any is let go."""
        for number in numbers:
            self._references[number] -= 1
            if self._references[number] <= 0 and number in self._by_number:
                del self._references[number]
                del self._numbers[id(self._by_number.pop(number))]


def describe(value: Any) -> Description:  # noqa: ANN401 - any object
    """Return kind, names, documentation and parameters of an object."""
    kind = _kind(value)
    described: Description = {
        "kind": kind,
        "class": type(value).__name__,
        "name": str(getattr(value, "__name__", "")),
        "doc": _text(getattr(value, "__doc__", None)),
        "callable": callable(value),
    }
    if kind == "exception class":
        described["bases"] = builtin_bases(value)
    if callable(value):
        described["parameters"] = _parameters(value)
    return described


def builtin_bases(kind: type) -> list[str]:
    """Return the names of the built-in exceptions that an exception class derives from."""
    return [base.__name__ for base in kind.__mro__ if base.__module__ == "builtins"]


def _kind(value: Any) -> str:  # noqa: ANN401 - any object
    if isinstance(value, type):
        return "exception class" if issubclass(value, BaseException) else "class"
    if isinstance(value, types.ModuleType):
        return "module"
    if inspect.isawaitable(value):
        return "awaitable"
    return "iterator" if isinstance(value, Iterator) else "instance"


def _parameters(value: Any) -> list[list[Any]] | None:  # noqa: ANN401 - a callable
    """Return [name, kind, has a default] of each parameter, None if that can't be told."""
    try:
        parameters = inspect.signature(value).parameters.values()
    except Exception:  # built-in functions have none, a student's __signature__ may be anything
        return None
    return [[p.name, int(p.kind), p.default is not p.empty] for p in parameters]


def _text(value: object) -> str | None:
    return value[:5000] if isinstance(value, str) else None
