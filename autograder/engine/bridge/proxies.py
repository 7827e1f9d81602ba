"""Stand-ins for what only the student's process has: objects, functions and their operators."""

from collections.abc import Callable, Generator, Iterator, Sequence
from typing import Any

import numpy as np

from autograder.engine.bridge.exceptions import NotComparable
from autograder.engine.bridge.handles import Handle
from autograder.engine.wire.annotations import ALIASES
from autograder.findings import text
from autograder.findings.effort import Counted, Effort

_UNARY = (
    *("neg", "pos", "invert", "abs"),
    *("len", "bool", "int", "float", "complex", "str", "repr", "index", "enter"),
)
_WITH_ARGUMENTS = ("copy", "deepcopy", "round", "getitem", "setitem", "delitem", "exit")
_ORDER = ("lt", "le", "gt", "ge")
_BINARY = (
    *("add", "sub", "mul", "matmul", "truediv", "floordiv", "mod", "pow"),
    *("and", "or", "xor", "lshift", "rshift"),
)
_LONG_NAMES = {"and": "and_", "or": "or_"}
_NO_ANSWER = ("setitem", "delitem", "enter", "exit")


def give_operators(kind: type) -> None:
    """Define Python's special methods on the class of all proxies."""
    # On the class: Python never asks __getattr__ for a special method.
    for name in (*_UNARY, *_WITH_ARGUMENTS):
        setattr(kind, f"__{name}__", _plain(name))
    for name in _ORDER:
        setattr(kind, f"__{name}__", _ordered(name))
    for name in _BINARY:
        operator = _LONG_NAMES.get(name, name)
        setattr(kind, f"__{name}__", _binary(name, operator, kind, turned=False))
        setattr(kind, f"__r{name}__", _binary(name, operator, kind, turned=True))
        setattr(kind, f"__i{name}__", _binary(name, f"i{name}", kind, turned=False))


def believe(proxy: Any, operator: str, result: Any) -> Any:  # noqa: ANN401 - any value
    """Return the result of an operator on a proxy; raises NotComparable if it can't be believed.

    `difference = answer - expected` asks the student's class, which then knows what is expected
    and could call the difference 0. So nothing computed from such an object becomes plain data.
    """
    handle = proxy._handle
    if not handle.mixed or operator in _NO_ANSWER:
        return result
    if getattr(type(result), "_handle", None) is None:
        raise NotComparable(
            text(
                "bridge.operator",
                what=handle.what,
                operator=operator,
                kind=f"a {type(result).__name__}",
            )
        )
    result._handle.mixed = True
    return result


def _plain(operator: str) -> Callable[..., Any]:
    def method(self: Any, *args: object) -> Any:  # noqa: ANN401 - what the class says
        return believe(self, operator, self._handle.operate(operator, self, *args))

    return method


def _ordered(operator: str) -> Callable[..., Any]:
    def method(self: Any, other: object) -> Any:  # noqa: ANN401 - what the class says
        return self._compare_with(operator, other)

    return method


def _binary(name: str, operator: str, kind: type, turned: bool) -> Callable[..., Any]:
    """Return the special method `name`; a test's own data goes only where one is asked for.

    What a test subtracts from an answer may be what it expects: the student's class would see it.
    """

    def method(self: Any, other: object) -> Any:  # noqa: ANN401 - what the class says
        if not isinstance(other, kind) and not self._handle.is_asked_for(name, turned):
            said = {"what": self._handle.what, "operator": operator}
            raise NotComparable(text("bridge.refused", **said))
        pair = (other, self) if turned else (self, other)
        result = self._handle.operate(operator, *pair)
        return _mixed(self, other, operator, result, kind)

    return method


def _mixed(self: Any, other: Any, operator: str, result: Any, kind: Any) -> Any:  # noqa: ANN401
    """Return the result of two operands; note in it whether one of them was a test's data."""
    theirs = isinstance(other, kind)
    mixed = self._handle.mixed or not theirs or other._handle.mixed
    if not mixed:
        return result
    if not isinstance(result, kind):
        found = f"a {type(result).__name__}"
        raise NotComparable(
            text(
                "bridge.operator",
                what=self._handle.what,
                operator=operator,
                kind=found,
            )
        )
    result._handle.mixed = True
    return result


_READABLE = frozenset(
    (
        *("__name__", "__qualname__", "__module__", "__doc__", "__class__", "__dict__"),
        *("__defaults__", "__kwdefaults__", "__annotations__", "__wrapped__", "__code__"),
        *("__self__", "__func__", "__closure__", "__eq__", "__repr__", "__str__"),
    )
)
_OF_ARRAYS = frozenset(name for name in dir(np.ndarray) if not name.startswith("_"))


class ObjectProxy:
    """An object that lives in the student's process."""

    # No dict of its own: an attribute that a test sets is the student's object's.
    __slots__ = ("__weakref__", "_handle")
    _handle: Handle

    def __init__(self, handle: Handle) -> None:
        object.__setattr__(self, "_handle", handle)

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - any attribute
        if name == "__name__" and self._handle.own_name:
            return self._handle.own_name
        hidden = name.startswith(("__", "_repr_", "_ipython_")) and name not in _READABLE
        if hidden:  # numpy and IPython look for such names, and would believe what they find
            raise AttributeError(text("bridge.no-attribute", what=self._handle.what, name=name))
        if self._handle.mixed and name in _OF_ARRAYS:  # numpy's own functions ask for these
            raise NotComparable(
                text(
                    "bridge.mixed-attribute",
                    what=self._handle.what,
                    mixed=text("bridge.mixed"),
                    name=name,
                )
            )
        return self._handle.operate("getattr", self, name)

    def __setattr__(self, name: str, value: object) -> None:
        self._handle.operate("setattr", self, name, value)

    def __delattr__(self, name: str) -> None:
        self._handle.operate("delattr", self, name)

    def __dir__(self) -> list[str]:
        return [str(name) for name in self._handle.operate("dir", self)]

    # Plain data is never sent: it may be the expected answer, and the student's class would be the
    # one to say whether it is equal.
    def __eq__(self, other: object) -> Any:  # noqa: ANN401 - what the class says
        return self is other or (other is not None and self._compare_with("eq", other))

    def __ne__(self, other: object) -> Any:  # noqa: ANN401 - what the class says
        return self is not other and (other is None or self._compare_with("ne", other))

    def __hash__(self) -> int:
        return int(self._handle.operate("hash", self))

    def __contains__(self, item: object) -> bool:
        return any(each is item or each == item for each in self)

    def __iter__(self) -> Iterator[Any]:
        found = believe(self, "iter", self._handle.operate("iter", self))
        return found if found is self else iter(found)

    def __await__(self) -> Generator[None, None, Any]:
        return self._handle.operate("await", self)
        yield

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> Any:  # noqa: ANN401
        found = believe(self, "asarray", self._handle.operate("asarray", self))
        if not isinstance(found, np.ndarray) or found.dtype.kind == "O":
            raise TypeError(text("bridge.no-array", what=self._handle.what))
        return found if dtype is None else found.astype(dtype)

    def _compare_with(self, operator: str, other: object) -> Any:  # noqa: ANN401 - what the class says
        if not isinstance(other, ObjectProxy):
            if operator in ("eq", "ne"):
                raise NotComparable(text("bridge.equality", what=self._handle.what))
            raise NotComparable(text("bridge.comparison", what=self._handle.what))
        return believe(self, operator, self._handle.operate(operator, self, other))


class StudentIterator(ObjectProxy):
    """A generator or another iterator of the student's."""

    __slots__ = ()

    def __iter__(self) -> Iterator[Any]:
        return self

    def __next__(self) -> Any:  # noqa: ANN401 - any item
        return self._handle.next_item(self)


class FunctionProxy(ObjectProxy):
    """A function, class or callable object of the student's."""

    __slots__ = ()

    def __call__(self, *args: Any, **kwargs: Any) -> Any:  # noqa: ANN401 - any call
        """Call it there; raises what it raised."""
        return self._handle.call(args, kwargs)

    def run_many(self, calls: Sequence[Sequence[Any]]) -> list[Callable[[], Any]]:
        """Call it with each list of arguments; return functions that give the values or raise."""
        return self._handle.call_many(calls)

    def run_measured(
        self, calls: Sequence[Sequence[Any]], count: Counted = "lines"
    ) -> list[Callable[[], tuple[Any, Effort]]]:
        """Do as `run_many` does, with what each call cost there beside its value."""
        return self._handle.call_measured(calls, count)

    def __instancecheck__(self, instance: object) -> bool:
        return self._is("isinstance", instance)

    def __subclasscheck__(self, subclass: object) -> bool:
        return self._is("issubclass", subclass)

    def _is(self, question: str, other: object) -> bool:
        known = isinstance(other, ObjectProxy) and self._handle.operate(question, other, self)
        return known is True

    @property
    def __signature__(self) -> Any:  # noqa: ANN401 - inspect.Signature
        """Its parameters."""
        return self._handle.signature()


def _annotations(self: ObjectProxy) -> dict[str, Any]:
    """Return the annotations of a function, all of them types.

    Python evaluates those that are texts: here that would run what a student has written.
    """
    found = self._handle.operate("getattr", self, "__annotations__")
    kinds = (type, type(None), *ALIASES)
    if type(found) is not dict or not all(isinstance(each, kinds) for each in found.values()):
        raise NotComparable(text("bridge.annotations", what=self._handle.what))
    return found


give_operators(ObjectProxy)
for _kind in (ObjectProxy, StudentIterator, FunctionProxy):
    _kind.__doc__ = property(lambda self: self._handle.documentation)  # type: ignore[assignment]
    _kind.__annotations__ = property(_annotations)  # type: ignore[assignment]
