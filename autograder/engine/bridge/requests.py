"""Ask the student's process, and read its replies, believing nothing."""

import contextlib
import functools
import sys
import warnings
from collections.abc import Callable, Sequence
from types import ModuleType
from typing import TYPE_CHECKING, Any

import numpy as np

from autograder.engine.agent.outputs import where_warnings_go
from autograder.engine.bridge.exceptions import (
    NotComparable,
    ProcessStopped,
    StudentError,
    builtin_exception,
    make_error,
)
from autograder.engine.wire.changes import copy_back, picture
from autograder.engine.wire.frames import Unsendable, WireError
from autograder.engine.wire.pack import Packer
from autograder.engine.wire.unpack import Unpacker
from autograder.findings import Code, Finding
from autograder.findings import text as say
from autograder.findings.operands import Operands

if TYPE_CHECKING:
    from autograder.engine.bridge.callbacks import Message
    from autograder.engine.bridge.student import Student


_LONGEST = 20_000
_LONGEST_OPERAND = 200


def tell(
    reply: "Message",
    show: Callable[[Any], None],
    hear: Callable[[object], None] = lambda _: None,
) -> None:
    """Repeat here what the student's code printed, showed and warned of; `hear` each text."""
    streams = {"stdout": lambda: sys.stdout, "stderr": where_warnings_go}
    for item in _list(reply, "said"):
        name, text = _texts(item, 2)
        if text and name in streams:
            hear(text)
            streams[name]().write(text)
    for item in _list(reply, "shown"):
        show(item)
    for item in _list(reply, "warned"):
        name, text = _texts(item, 2)
        warnings.warn_explicit(text[:_LONGEST], _category(name), "<student's code>", 1)


def value_of(reply: "Message", unpacker: Unpacker, parts: list[Any]) -> Any:  # noqa: ANN401
    """Return the value; changes of the `parts` of the arguments are made here, too.

    Raises what the student's code raised, as a built-in exception or a StudentError.
    """
    kind = reply.get("is")
    unpacker.parts = parts
    changed = reply.get("changed") or []
    if not isinstance(changed, list) or len(changed) > len(parts):
        raise WireError(say("reply.argument"))
    for number, node in map(_pair, changed):
        copy_back(unpacker.unpack(["A", number]), unpacker.unpack(node))
    if kind == "raised":
        raise error_of(reply, unpacker)
    if kind == "interrupted":
        raise ProcessStopped(Finding(Code.INTERRUPTED))
    if kind == "unsendable":
        raise NotComparable(say("bridge.no-result", value=_text(reply, "message")))
    if kind != "value":
        raise WireError(say("reply.unknown"))
    return unpacker.unpack(reply.get("value"))


def error_of(reply: "Message", unpacker: Unpacker) -> BaseException:
    """Return the exception that the student's code raised."""
    kind = unpacker.unpack(reply.get("kind"))
    if not (isinstance(kind, type) and issubclass(kind, Exception)):
        kind = StudentError
    args, message = unpacker.unpack(reply.get("args")), _text(reply, "message")
    if unpacker.hear is not None:
        unpacker.hear(message)
    held, cause = unpacker.unpack(reply.get("held")), unpacker.unpack(reply.get("cause"))
    if issubclass(
        kind, StopIteration | StopAsyncIteration
    ):  # it would end a test's loop in silence
        kind, args, message = RuntimeError, [], say("bridge.stops", kind=kind.__name__)
    error = filled_error(kind, args, held, message)
    if isinstance(cause, Exception):
        error.__cause__ = cause
    frames = _text(reply, "traceback").rstrip()
    if frames:
        error.add_note(say("bridge.students-code", frames=frames))
    line, name = reply.get("line"), _text(reply, "place")[:100]
    error.__dict__["raised_at"] = (line, name) if type(line) is int else None
    error.__dict__["operands"] = _operands(reply.get("operands"))
    return error


def _operands(given: object) -> Operands | None:
    """Return the operands that the student's process tells of: texts, and no more than four."""
    if not isinstance(given, list) or len(given) != len(Operands._fields):
        return None
    if not all(isinstance(each, str) and len(each) <= _LONGEST_OPERAND for each in given):
        return None
    return Operands(*given)


def filled_error(kind: object, args: object, held: object, message: object) -> Exception:
    """Return an exception of the student's, with its arguments and its attributes.

    A class of a locked cell's makes none itself: which arguments it takes is not known.
    """
    said = message[:_LONGEST] if isinstance(message, str) else ""
    if not (isinstance(kind, type) and issubclass(kind, Exception)):
        raise WireError(say("reply.unknown"))
    given = args if isinstance(args, list) else []
    if kind.__module__ == "builtins":
        error = make_error(kind, given, said)
    else:
        builtin = next(base for base in kind.__mro__ if base.__module__ == "builtins")
        error = builtin.__new__(kind, *given)
        error.args = tuple(given)
    if isinstance(held, dict):
        vars(error).update({k: v for k, v in held.items() if isinstance(k, str)})
    if issubclass(kind, StudentError):
        vars(error)["_said"] = said
    return error


def exception_class(
    description: "Message", parents: tuple[type[Exception], ...] = ()
) -> type[Exception]:
    """Return a class of our own that stands for an exception class of the student's.

    It derives from the same built-in exception, so that `except ValueError` catches it, and from
    `parents`, which stand for other exceptions of the student's.
    """
    name = str(description.get("name"))
    builtin = builtin_exception(description.get("bases"))
    if builtin is not None and builtin.__name__ == name:
        return builtin
    bases: tuple[type[Exception], ...] = (StudentError, builtin) if builtin else (StudentError,)
    name = name if name.isidentifier() else "StudentError"
    try:
        return type(name, parents or bases, {"__module__": "__main__"})
    except TypeError:  # bases in an order that only the student's process has
        return type(name, bases, {"__module__": "__main__"})


def _category(name: str) -> type[Warning]:
    import builtins

    found = getattr(builtins, name, None)
    return found if isinstance(found, type) and issubclass(found, Warning) else UserWarning


def _list(reply: "Message", name: str) -> list[Any]:
    found = reply.get(name) or []
    if not isinstance(found, list) or len(found) > 1000:
        raise WireError(say("reply.no-list", name=name))
    return found


def _pair(item: object) -> list[Any]:
    if not isinstance(item, list) or len(item) != 2:
        raise WireError(say("reply.no-pairs"))
    return item


def _texts(item: object, count: int) -> list[str]:
    if not isinstance(item, list) or len(item) != count or not all(type(t) is str for t in item):
        raise WireError(say("reply.no-texts"))
    return item


def _text(reply: "Message", name: str) -> str:
    found = reply.get(name)
    return found[:_LONGEST] if isinstance(found, str) else ""


def look_up(student: "Student", name: str) -> Any:  # noqa: ANN401 - a plain value or a proxy
    """Return the value of a name that the cells defined; raises KeyError without one."""
    request = {"do": "look_up", "name": name}
    packer = student.packer()
    _add_states(student, request, packer)
    reply, blob = student.ask(name, request, packer.blob)
    if reply.get("is") == "absent":
        raise KeyError(name)
    unpacker = student.unpacker(blob)
    _take_states(student, reply, unpacker)
    return student.checked(lambda: value_of(reply, unpacker, []))


def names_of(student: "Student") -> list[str]:
    """Return the names that the student's cells have defined."""
    reply, blob = student.ask("globals()", {"do": "names"}, b"")
    found = student.checked(lambda: student.unpacker(blob).unpack(reply.get("value")))
    return [name for name in found if type(name) is str] if isinstance(found, list) else []


def assign(student: "Student", name: str, value: object) -> None:
    """Let the name stand for a function of the test's, or of the student's, over there."""
    packer = student.packer()
    request = {"do": "assign", "name": name, "value": packer.pack(value)}
    _add_states(student, request, packer)
    if (
        isinstance(request["value"], list) and request["value"][0] == "f"
    ):  # it is called by its name from now on, whoever tests
        student.callbacks.keep(value)
    student.ask(name, request, packer.blob)


def delete(student: "Student", name: str) -> None:
    """Delete the name over there; raises KeyError without one."""
    reply, _ = student.ask(name, {"do": "delete", "name": name}, b"")
    if reply.get("is") == "absent":
        raise KeyError(name)


def perform(
    student: "Student",
    what: str,
    request: "Message",
    args: Any,  # noqa: ANN401 - any call
    kwargs: Any,  # noqa: ANN401 - any call
) -> Any:  # noqa: ANN401 - any value
    """Make a call or an operation and return its value; raises what it raised."""
    packer = student.packer()
    (packed, named), parts = packer.numbered(list(args), kwargs)
    sent = {"args": packed, "kwargs": named}
    reply, unpacker = _asked(student, what, request | sent, packer, parts)
    return _read(student, reply, unpacker, parts)


def perform_many(
    student: "Student", what: str, request: "Message", calls: Sequence[Sequence[Any]]
) -> list[tuple[Callable[[], Any], "Message"]]:
    """Make many calls of one function; each of what returns gives a call's value or raises.

    Beside it is the reply to that call.
    """
    packer = student.packer()
    packed, parts = [], []
    for args in calls:
        packer.forget()  # each call has arrays of its own
        (node,), own = packer.numbered(list(args))
        packed.append(node)
        parts.append(own)
    reply, unpacker = _asked(student, what, request | {"args": ["l", packed]}, packer)
    came = reply.get("came")

    def checked() -> list["Message"]:
        if not isinstance(came, list) or len(came) != len(calls):
            raise WireError(say("reply.not-each"))
        if not all(isinstance(each, dict) for each in came):
            raise WireError(say("reply.unknown"))
        return came

    return [
        (functools.partial(_read, student, each, unpacker, own), each)
        for each, own in zip(student.checked(checked), parts, strict=True)
    ]


def _asked(
    student: "Student", what: str, request: "Message", packer: Packer, parts: Sequence[Any] = ()
) -> tuple["Message", Unpacker]:
    student.requests += 1
    state = {"errors": np.geterr(), "random": student.random.changed_states()}
    request |= state
    if student.watched:
        request["refill"] = _changed(student, packer)
    _add_states(student, request, packer)
    reply, blob = student.ask(what, request, packer.blob)
    unpacker = student.unpacker(blob)
    unpacker.parts = parts
    _take_states(student, reply, unpacker)
    return reply, unpacker


def _add_states(student: "Student", request: "Message", packer: Packer) -> None:
    """Say what the objects hold that both sides have, names that are lent and what is patched."""
    if student.patches and (replaced := list(student.patches.now())):
        request["patched"] = [[path, packer.pack(value)] for path, value in replaced]
    if student.lent_names:
        request["names"] = _lent(student, packer)
    if student.shared:
        request["states"] = student.shared.states(packer)


def _changed(student: "Student", packer: Packer) -> list[Any]:
    """Return what a test has changed of the student's own data, by name; it isn't watched on.

    When the student's code has run it may be other data.
    """
    packer.forget()
    watched, student.watched = student.watched, {}
    changed = []
    for name, (value, before) in watched.items():
        with contextlib.suppress(Unsendable):
            if picture(value, {}) != before:
                changed.append([name, packer.pack(value)])
    return changed


def send_changes(student: "Student") -> None:
    """Let the student's process have what a test has changed of its data since the last call."""
    if not student.watched:
        return
    packer = student.packer()
    request = {"do": "names", "refill": _changed(student, packer)}
    _add_states(student, request, packer)
    if request["refill"]:
        student.ask("globals()", request, packer.blob)


def _lent(student: "Student", packer: Packer) -> Any:  # noqa: ANN401 - a packed dict
    """Return the names that the student's code may have; what can be changed goes every time."""
    packed, again = [], {}
    packer.forget()
    for name, value in student.lent_names.items():
        try:
            packed.append([name, packer.pack(value)])
        except Unsendable:
            continue
        if not isinstance(value, _FIXED):
            again[name] = value
        if callable(value):  # it is called by its name from now on, whoever tests
            student.callbacks.keep(value)
            again.pop(name, None)
    student.lent_names = again
    return ["d", packed]


_FIXED = (int, float, str, bytes, tuple, ModuleType, type(None))


def _take_states(student: "Student", reply: "Message", unpacker: Unpacker) -> None:
    if "states" in reply:
        student.checked(lambda: student.shared.take(reply["states"], unpacker))


def _read(student: "Student", reply: "Message", unpacker: Unpacker, parts: list[Any]) -> Any:  # noqa: ANN401
    """Show what a call printed, and return its value; raises what it raised."""
    student.checked(lambda: tell(reply, student.show, student.hear))
    return student.checked(lambda: value_of(reply, unpacker, parts))
