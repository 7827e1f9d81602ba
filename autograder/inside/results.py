"""Calls and their replies: the value, changed arguments, what was printed; or the exception."""

import functools
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from autograder.inside.calls import call, perform
from autograder.inside.operations import mutable
from autograder.inside.shell import Shell
from autograder.wire.errors import Unsendable
from autograder.wire.pack import Packer

Message = dict[str, Any]


def results_of(
    function: Callable[..., Any],
    calls: Sequence[tuple[list[Any], dict[str, Any]]],
    request: Message,
    shell: Shell,
    packer: Packer,
) -> list[Message]:
    """Make the calls and return a reply to each; their arrays are the packer's."""
    tasks = [
        functools.partial(_called, function, *each, bool(request.get("count")), packer)
        for each in calls
    ]
    return perform(tasks, shell, request)


def _called(
    function: Callable[..., Any],
    args: list[Any],
    kwargs: dict[str, Any],
    count: bool,
    packer: Packer,
) -> Message:
    given = mutable([*args, *kwargs.values()])
    before = [_packed(each) for each in given]
    came = call(function, args, kwargs, count)
    value = came.pop("value", None)
    same = [number for number, each in enumerate(given) if each is value]
    try:
        reply = _reply(came, None if same else value, packer)
    except (Unsendable, RecursionError) as error:
        return {"is": "unsendable", "message": str(error)}
    changed = [
        [number, packer.pack(each)]
        for number, each in enumerate(given)
        if _packed(each) != before[number]
    ]
    return {**reply, "same": same[:1], "changed": changed}


def _reply(came: Message, value: object, packer: Packer) -> Message:
    if came["is"] == "raised":
        return came | {"kind": packer.pack(came["kind"]), "args": _plain(came["args"], packer)}
    return came | {"value": packer.pack(value)}


def _plain(args: list[Any], packer: Packer) -> Any:  # noqa: ANN401 - a packed list
    try:
        return packer.pack(args)
    except Unsendable:
        return packer.pack([])


def _packed(value: object) -> tuple[Any, bytes]:
    """Return a picture of the value, to tell later whether it has changed."""
    if type(value) is np.ndarray:
        return (value.dtype.str, value.shape), value.tobytes()
    packer = Packer(lambda part: ["o", id(part)])
    try:
        return packer.pack(value), bytes(packer.blob)
    except Unsendable:
        return None, b""
