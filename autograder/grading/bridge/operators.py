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
_NO_ANSWER = ("setitem", "delitem", "enter", "exit")
MIXED = "arithmetic with a test's own data"
_CANT_BELIEVE = (
    "{what} is an object of the student's own class, and {operator} of it and a test's own data "
    "gives {kind}: a test can't believe that; ask for an attribute, or use float() or np.asarray() "
    "before you compute with it"
)


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


def believe(stand_in: Any, operator: str, result: Any) -> Any:  # noqa: ANN401 - any value
    """Return the result of an operator on a stand-in; raises Opaque if it can't be believed.

    `difference = answer - expected` asks the student's class, which then knows what is expected
    and could call the difference 0. So nothing computed from such an object becomes plain data.
    """
    reference = stand_in._reference
    if not reference.mixed or operator in _NO_ANSWER:
        return result
    if getattr(type(result), "_reference", None) is None:
        raise Opaque(
            _CANT_BELIEVE.format(
                what=reference.what, operator=operator, kind=f"a {type(result).__name__}"
            )
        )
    result._reference.mixed = True
    return result


def _plain(operator: str) -> Callable[..., Any]:
    def method(self: Any, *args: object) -> Any:  # noqa: ANN401 - what the class says
        return believe(self, operator, self._reference.operate(operator, self, *args))

    return method


def _ordered(operator: str) -> Callable[..., Any]:
    def method(self: Any, other: object) -> Any:  # noqa: ANN401 - what the class says
        return self._compare_with(operator, other)

    return method


def _binary(operator: str, kind: type, turned: bool) -> Callable[..., Any]:
    def method(self: Any, other: object) -> Any:  # noqa: ANN401 - what the class says
        pair = (other, self) if turned else (self, other)
        result = self._reference.operate(operator, *pair)
        return _mixed(self, other, operator, result, kind)

    return method


def _mixed(self: Any, other: Any, operator: str, result: Any, kind: Any) -> Any:  # noqa: ANN401
    """Return the result of two operands; note in it whether one of them was a test's data."""
    theirs = isinstance(other, kind)
    mixed = self._reference.mixed or not theirs or other._reference.mixed
    if not mixed:
        return result
    if not isinstance(result, kind):
        found = f"a {type(result).__name__}"
        raise Opaque(_CANT_BELIEVE.format(what=self._reference.what, operator=operator, kind=found))
    result._reference.mixed = True
    return result
