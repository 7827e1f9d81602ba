"""What a test asks of the student's process: names, calls and operations."""

import functools
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from autograder.grading.bridge.ours import Message
from autograder.grading.bridge.reply import tell, value_of
from autograder.grading.bridge.student import Student
from autograder.inside.operations import mutable
from autograder.wire.errors import WireError
from autograder.wire.pack import Packer
from autograder.wire.unpack import Unpacker


def look(student: Student, name: str) -> Any:  # noqa: ANN401 - a plain value or a stand-in
    """Return the value of a name that the cells defined; raises KeyError without one."""
    reply, blob = student.ask(name, {"do": "look", "name": name}, b"")
    if reply.get("is") == "absent":
        raise KeyError(name)
    return student.checked(lambda: value_of(reply, Unpacker(blob, student.resolve), []))


def assign(student: Student, name: str, value: object) -> None:
    """Let the name stand for a function of the test's, or of the student's, over there."""
    packer = Packer(student.refer)
    request = {"do": "assign", "name": name, "value": packer.pack(value)}
    student.ask(name, request, packer.blob)


def delete(student: Student, name: str) -> None:
    """Delete the name over there; raises KeyError without one."""
    reply, _ = student.ask(name, {"do": "delete", "name": name}, b"")
    if reply.get("is") == "absent":
        raise KeyError(name)


def perform(
    student: Student,
    what: str,
    request: Message,
    args: Any,  # noqa: ANN401 - any call
    kwargs: Any,  # noqa: ANN401 - any call
) -> tuple[Any, Message]:
    """Make a call or an operation, return its value and the reply; raises what it raised."""
    packer = Packer(student.refer)
    packed = {"args": packer.pack(list(args)), "kwargs": packer.pack(dict(kwargs))}
    reply, blob = _asked(student, what, request | packed, packer)
    given = mutable([*args, *kwargs.values()])
    return _read(student, reply, Unpacker(blob, student.resolve), given), reply


def perform_many(
    student: Student, what: str, request: Message, calls: Sequence[Sequence[Any]]
) -> list[Callable[[], Any]]:
    """Make many calls of one function; each of what returns gives a call's value or raises."""
    packer = Packer(student.refer)
    packed = {"args": packer.pack([list(args) for args in calls])}
    reply, blob = _asked(student, what, request | packed, packer)
    came, unpacker = reply.get("came"), Unpacker(blob, student.resolve)

    def checked() -> list[Message]:
        if not isinstance(came, list) or len(came) != len(calls):
            raise WireError("not a reply for each call")
        if not all(isinstance(each, dict) for each in came):
            raise WireError("a reply of no known kind")
        return came

    return [
        functools.partial(_read, student, each, unpacker, mutable(args))
        for each, args in zip(student.checked(checked), calls, strict=True)
    ]


def _asked(
    student: Student, what: str, request: Message, packer: Packer
) -> tuple[Message, bytearray]:
    student.asked += 1
    state = {"errors": np.geterr(), "random": student.random.news()}
    return student.ask(what, request | state, packer.blob)


def _read(student: Student, reply: Message, unpacker: Unpacker, given: list[Any]) -> Any:  # noqa: ANN401
    """Show what a call printed, and return its value; raises what it raised."""
    student.checked(lambda: tell(reply, student.show))
    return student.checked(lambda: value_of(reply, unpacker, given))
