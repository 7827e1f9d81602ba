"""Objects that stay with the student's process: kept under a number, described, operated on."""

import asyncio
import copy
import inspect
import operator
import sys
from collections import Counter
from collections.abc import Awaitable, Callable, Iterable
from enum import Enum
from pathlib import Path
from types import FunctionType
from typing import Any

from autograder.engine.agent.descriptions import describe, describe_class
from autograder.engine.agent.local_modules import classes_in
from autograder.engine.wire.frames import Unsendable, WireError
from autograder.engine.wire.pack import Packer
from autograder.engine.wire.shared import SharedObjects
from autograder.findings import text

OPERATORS: dict[str, Callable[..., Any]] = {
    name: getattr(operator, name)
    for name in (
        *("add", "sub", "mul", "matmul", "truediv", "floordiv", "mod", "pow", "and_", "or_"),
        *("xor", "lshift", "rshift", "neg", "pos", "invert", "abs", "eq", "ne", "lt", "le", "gt"),
        *("ge", "getitem", "setitem", "delitem", "iadd", "isub", "imul", "imatmul", "itruediv"),
        *("ifloordiv", "imod", "ipow", "iand", "ior", "ixor", "ilshift", "irshift"),
    )
} | {
    "len": len,
    "bool": bool,
    "int": int,
    "float": float,
    "complex": complex,
    "str": str,
    "repr": repr,
    "hash": hash,
    "iter": iter,
    "index": operator.index,
    "round": round,
    "getattr": getattr,
    "setattr": setattr,
    "delattr": delattr,
    "isinstance": isinstance,
    "issubclass": issubclass,
    "dir": dir,
    "copy": copy.copy,
    "deepcopy": lambda value, *_: copy.deepcopy(value),
    "enter": lambda value: type(value).__enter__(value),
    "exit": lambda value, *error: type(value).__exit__(value, *error),
}


def next_item(iterator: Any) -> list[Any]:  # noqa: ANN401 - any iterator
    """Return the next item in a list, an empty list at the end."""
    for item in iterator:
        return [item]
    return []


def wait_for(awaitable: Awaitable[Any]) -> Any:  # noqa: ANN401 - what it comes to
    """Run a coroutine to its end and return its value."""

    async def run() -> Any:  # noqa: ANN401 - what it comes to
        return await awaitable

    return asyncio.run(run())


def as_array(value: Any) -> Any:  # noqa: ANN401 - any object
    """Return the object as numpy reads it, for example a column of a table."""
    import numpy as np

    return np.asarray(value)


def source_of(value: Any) -> list[Any]:  # noqa: ANN401 - a function
    """Return the text in which an object is defined, and at which line; raises OSError."""
    lines, line = inspect.findsource(inspect.unwrap(value))
    return ["".join(lines), line]


OPERATORS |= {
    "source": source_of,
    "next": next_item,
    "await": wait_for,
    "asarray": as_array,
}


class Objects:
    """A table of objects; one keeps its number until the grader has forgotten all references.

    A class keeps its number for ever. It is described once: `sent` says that the message which does
    so has gone out.
    """

    def __init__(self) -> None:
        self._by_number: dict[int, Any] = {}
        self._numbers: dict[int, int] = {}
        self._references: Counter[int] = Counter()
        self._next = 1
        self._described: set[int] = set()
        self._now_described: set[int] = set()
        self.shared = SharedObjects(1)
        self._locked: dict[type, str] = {}
        self.functions: dict[int, Callable[..., Any]] = {}  # of the grader's, by its numbers

    def refer(self, value: Any) -> list[Any]:  # noqa: ANN401 - any object
        """Return the reference to an object, with what the grader must know of it."""
        if type(value) is FunctionType:
            for number, each in self.functions.items():
                if each is value:
                    return ["F", number]
        return ["o", self._number(value), describe(value, self.class_node)]

    def own(self, value: Any, packer: Packer) -> list[Any] | None:  # noqa: ANN401 - any object
        """Return an object of a class that both sides know by what it holds, None for others."""
        kind = type(value)
        if isinstance(value, BaseException):
            return self._exception(value, packer)
        if kind not in self.shared.keys and _holds_data(kind) and _is_students(kind):
            self.shared.know(kind, self._number(kind))
        if (key := self.shared.keys.get(kind)) is None:
            return None
        if isinstance(key, int):  # the grader must know the class before its object comes
            node = self.shared.pack(value, packer)
            return node and ["k", self.class_node(kind), node]
        return self.shared.pack(value, packer)

    def class_node(self, kind: type) -> Any:  # noqa: ANN401 - a name or a number
        """Return how the grader is told a class: by its name, or a number and a description."""
        if kind in self._locked:
            return self._locked[kind]
        if not _is_students(kind):
            return f"{kind.__module__}:{kind.__qualname__}"
        number = self._number(kind)
        if number in self._described or number in self._now_described:
            return [number]
        self._now_described.add(number)
        if _holds_data(kind):
            self.shared.know(kind, number)
        return [number, describe_class(kind, self.class_node)]

    def sent(self, whole: bool) -> None:
        """Note that a message has gone out; `whole` says that it had what was packed for it."""
        if whole:
            self._described |= self._now_described
        self._now_described.clear()

    def lock(self, names: dict[str, Any], before: set[int]) -> None:
        """Note the classes that a locked cell has defined: the grader has them, too.

        Those of the numbers `before` were there already.
        """
        for name, value in names.items():
            own = isinstance(value, type) and value.__module__ == "__main__"
            if own and id(value) not in before and value not in self._locked:
                self._lock(value, f"__main__:{name}")

    def lock_modules(self, names: Iterable[str]) -> None:
        """Note the classes of the course's own modules beside the notebook."""
        for name, kind in classes_in(names):
            if kind not in self._locked:
                self._lock(kind, name)

    def _lock(self, kind: type, name: str) -> None:
        self._locked[kind] = name
        self.shared.know(kind, name)

    def resolve(self, number: object) -> Any:  # noqa: ANN401 - any object
        """Return the object of that number."""
        if not isinstance(number, int) or number not in self._by_number:
            raise WireError(text("wire.no-thing", number=number))
        return self._by_number[number]

    def forget(self, numbers: Iterable[int]) -> None:
        """Drop a reference to each; an object without any is let go."""
        for number in numbers:
            self._references[number] -= 1
            if self._references[number] <= 0 and number in self._by_number:
                del self._references[number]
                del self._numbers[id(self._by_number.pop(number))]

    def _number(self, value: Any) -> int:  # noqa: ANN401 - any object
        number = self._numbers.get(id(value))
        if number is None:
            number, self._next = self._next, self._next + 1
            self._by_number[number], self._numbers[id(value)] = value, number
        self._references[number] += 1
        return number

    def _exception(self, error: BaseException, packer: Packer) -> list[Any] | None:
        if not isinstance(error, Exception):
            return None
        try:
            message = str(error)[:_LONGEST]
        except Exception:  # its own __str__ may be broken
            message = ""
        return ["E", packer.pack(type(error)), *error_parts(error, packer), message]


_LONGEST = 10_000


def error_parts(error: BaseException, packer: Packer) -> list[Any]:
    """Return arguments and attributes of an exception, as far as they can be sent."""
    return [_sendable(list(error.args), packer), _sendable(dict(vars(error)), packer)]


def _sendable(value: Any, packer: Packer) -> Any:  # noqa: ANN401 - a list or a dict
    try:
        return packer.pack(value)
    except (Unsendable, RecursionError):
        packer.forget()
        return packer.pack(type(value)())


def _is_students(kind: type) -> bool:
    """Return whether a class is of the notebook, or of a module in its folder."""
    if kind.__module__ == "__main__":
        return True
    file = getattr(sys.modules.get(str(kind.__module__)), "__file__", None)
    return isinstance(file, str) and Path(file).parent == Path.cwd()


def _holds_data(kind: type) -> bool:
    return issubclass(kind, (*_FIXED, list, dict, set, Enum))


_FIXED: tuple[type, ...] = (int, float, complex, str, bytes, tuple, frozenset)
