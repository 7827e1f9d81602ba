"""What a test asks of the student's process: names, calls and operations."""

from typing import Any

import numpy as np

from autograder.grading.bridge.ours import Message
from autograder.grading.bridge.reply import tell, value_of
from autograder.grading.bridge.student import Student
from autograder.inside.operations import mutable
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
    student.asked += 1
    packer = Packer(student.refer)
    packed = {"args": packer.pack(list(args)), "kwargs": packer.pack(dict(kwargs))}
    errors, news = {"errors": np.geterr()}, {"random": student.random.news()}
    reply, blob = student.ask(what, request | packed | errors | news, packer.blob)
    student.checked(lambda: tell(reply, student.show))
    given = mutable([*args, *kwargs.values()])
    value = student.checked(lambda: value_of(reply, Unpacker(blob, student.resolve), given))
    return value, reply
