"""What the grader may ask of an object: to read or write an attribute, or an operator."""

import asyncio
import copy
import operator
from collections.abc import Awaitable, Callable, Iterable
from typing import Any

from autograder.wire.pack import plain_array

_MUTABLE = (list, dict, set, bytearray)
OPERATORS: dict[str, Callable[..., Any]] = {
    name: getattr(operator, name)
    for name in (
        *("add", "sub", "mul", "matmul", "truediv", "floordiv", "mod", "pow", "and_", "or_"),
        *("xor", "lshift", "rshift", "neg", "pos", "invert", "abs", "eq", "ne", "lt", "le", "gt"),
        *("ge", "getitem", "setitem", "delitem"),
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


OPERATORS |= {"next": next_item, "await": wait_for, "asarray": as_array}


def mutable(values: Iterable[Any]) -> list[Any]:
    """Return those of a call's arguments that were sent as plain data and that it could change."""
    return [value for value in values if isinstance(value, _MUTABLE) or plain_array(value)]
