"""Read a reply from the student's process: nothing in it is believed before it is checked."""

import sys
import warnings
from collections.abc import Callable
from typing import Any

from autograder.grading.bridge.changes import change
from autograder.grading.bridge.errors import (
    Opaque,
    Stopped,
    StudentError,
    builtin_exception,
    make_error,
)
from autograder.wire.errors import WireError
from autograder.wire.unpack import Unpacker

Message = dict[str, Any]
_LONGEST = 20_000


def tell(reply: Message, show: Callable[[Any], None]) -> None:
    """Repeat here what the student's code printed, showed and warned of."""
    for item in _list(reply, "said"):
        name, text = _texts(item, 2)
        if text and name in ("stdout", "stderr"):
            getattr(sys, name).write(text)
    for item in _list(reply, "shown"):
        show(item)
    for item in _list(reply, "warned"):
        name, text = _texts(item, 2)
        warnings.warn_explicit(text[:_LONGEST], _category(name), "<student's code>", 1)


def value_of(reply: Message, unpacker: Unpacker, given: list[Any]) -> Any:  # noqa: ANN401
    """Return the value; changes of the arguments `given` are made here, too.

    Raises what the student's code raised, as a built-in exception or a StudentError.
    """
    kind = reply.get("is")
    for number, node in (_pair(each) for each in _list(reply, "changed")):
        change(_at(given, number), unpacker.unpack(node))
    if kind == "raised":
        raise error_of(reply, unpacker)
    if kind == "interrupted":
        raise Stopped("it was interrupted")
    if kind == "unsendable":
        raise Opaque(f"the result can't be judged: {_text(reply, 'message')}")
    if kind != "value":
        raise WireError("a reply of no known kind")
    same = _list(reply, "same")
    return _at(given, same[0]) if same else unpacker.unpack(reply.get("value"))


def error_of(reply: Message, unpacker: Unpacker) -> BaseException:
    """Return the exception that the student's code raised."""
    kind = unpacker.unpack(reply.get("kind"))
    if not (isinstance(kind, type) and issubclass(kind, Exception)):
        kind = StudentError
    args = unpacker.unpack(reply.get("args"))
    error = make_error(kind, args if isinstance(args, list) else [], _text(reply, "message"))
    frames = _text(reply, "traceback").rstrip()
    if frames:
        error.add_note(f"In the student's code:\n{frames}")
    error.__dict__["raised_at"] = _text(reply, "place")[:100]
    return error


def exception_class(description: Message) -> type[Exception]:
    """Return a class of our own that stands for an exception class of the student's.

    It derives from the same built-in exception, so that `except ValueError` catches it.
    """
    name = str(description.get("name"))
    builtin = builtin_exception(description.get("bases"))
    if builtin is not None and builtin.__name__ == name:
        return builtin
    bases = (StudentError, builtin) if builtin else (StudentError,)
    return type(name if name.isidentifier() else "StudentError", bases, {})


def _category(name: str) -> type[Warning]:
    import builtins

    found = getattr(builtins, name, None)
    return found if isinstance(found, type) and issubclass(found, Warning) else UserWarning


def _list(reply: Message, name: str) -> list[Any]:
    found = reply.get(name) or []
    if not isinstance(found, list) or len(found) > 1000:
        raise WireError(f"a reply's {name} is no list")
    return found


def _pair(item: object) -> list[Any]:
    if not isinstance(item, list) or len(item) != 2:
        raise WireError("a reply holds no pairs")
    return item


def _texts(item: object, count: int) -> list[str]:
    if not isinstance(item, list) or len(item) != count or not all(type(t) is str for t in item):
        raise WireError("a reply holds no texts")
    return item


def _text(reply: Message, name: str) -> str:
    found = reply.get(name)
    return found[:_LONGEST] if isinstance(found, str) else ""


def _at(given: list[Any], number: object) -> Any:  # noqa: ANN401 - an argument
    if type(number) is not int or not 0 <= number < len(given):
        raise WireError("a reply names an argument that was not given")
    return given[number]
