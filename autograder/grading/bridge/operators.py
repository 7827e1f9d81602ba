"""Operators of the student's objects: what is asked for, and what a test may believe."""

from collections.abc import Callable
from typing import Any

from autograder.grading.bridge.errors import Opaque

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


def give_operators(kind: type) -> None:
    """Define Python's special methods on the class of all stand-ins."""
    for name in (*_UNARY, *_WITH_ARGUMENTS):
        setattr(kind, f"__{name}__", _plain(name))
    for name in _ORDER:
        setattr(kind, f"__{name}__", _ordered(name))
    for name in _BINARY:
        operator = _LONG_NAMES.get(name, name)
        setattr(kind, f"__{name}__", _binary(operator, kind, turned=False))
        setattr(kind, f"__r{name}__", _binary(operator, kind, turned=True))


def _plain(operator: str) -> Callable[..., Any]:
    def method(self: Any, *args: object) -> Any:  # noqa: ANN401 - what the class says
        return self._reference.operate(operator, self, *args)

    return method


def _ordered(operator: str) -> Callable[..., Any]:
    def method(self: Any, other: object) -> Any:  # noqa: ANN401 - what the class says
        return self._compare_with(operator, other)

    return method


def _binary(operator: str, kind: type, turned: bool) -> Callable[..., Any]:
    def method(self: Any, other: object) -> Any:  # noqa: ANN401 - what the class says
        pair = (other, self) if turned else (self, other)
        result = self._reference.operate(operator, *pair)
        if isinstance(other, kind) or isinstance(result, kind):
            return result
        raise Opaque(
            f"{self._reference.what} is an object of the student's own class, and {operator} of it "
            "and a number gives a number: a test can't believe that; ask for an attribute instead"
        )

    return method
