"""Call what the grader names, with its arguments and random state; say what came of it."""

import functools
import os
import sys
import traceback
import warnings
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from autograder.engine.agent.descriptions import builtin_bases
from autograder.engine.agent.objects import error_parts
from autograder.engine.agent.shell import Shell
from autograder.engine.wire.changes import picture
from autograder.engine.wire.frames import Unsendable
from autograder.engine.wire.pack import Packer
from autograder.findings.effort import Counted, measured
from autograder.findings.operands import function_of, operands_of


def take_random_state(state: dict[str, Any] | None) -> None:
    """Let `random` and `np.random` go on from the states given."""
    if not state:
        return
    if "python" in state:
        import random

        version, numbers, gauss = state["python"]
        random.setstate((version, tuple(numbers), gauss))
    if "numpy" in state and "numpy" in sys.modules:
        import numpy as np

        np.random.set_state(tuple(state["numpy"]))  # noqa: NPY002 - the test's own generator


Message = dict[str, Any]
# Positional ones, those with names, and all that could be changed in them.
Arguments = tuple[list[Any], dict[str, Any], list[Any]]


def results_of(
    function: Callable[..., Any],
    calls: Sequence[Arguments],
    request: Message,
    shell: Shell,
    packer: Packer,
) -> list[Message]:
    """Make the calls and return a reply to each; their arrays are the packer's."""
    tasks = [
        functools.partial(_called, function, *each, str(request.get("count", "")), packer)
        for each in calls
    ]
    return perform(tasks, shell, request)


def _called(
    function: Callable[..., Any],
    args: list[Any],
    kwargs: dict[str, Any],
    parts: list[Any],
    count: str,
    packer: Packer,
) -> Message:
    packer.forget()
    packer.known = {id(each): number for number, each in enumerate(parts)}
    # The function never gets hold of the list and the dict that hold its arguments.
    given = [(k, each) for k, each in enumerate(parts) if each is not args and each is not kwargs]
    before = [picture(each, packer.known) for _, each in given]
    came = call(function, args, kwargs, count)
    value = came.pop("value", None)
    try:
        changed = [  # before the value: it is read first, and names what comes again
            [number, packer.content(each)]
            for (number, each), old in zip(given, before, strict=True)
            if picture(each, packer.known) != old
        ]
        reply = _reply(came, value, packer)
    except (Unsendable, RecursionError) as error:
        return {"is": "unsendable", "message": str(error)}
    return {**reply, "changed": changed}


def _reply(came: Message, value: object, packer: Packer) -> Message:
    if came["is"] == "raised":
        error = came.pop("error")
        args, held = error_parts(error, packer)
        cause = error.__cause__
        why = packer.pack(cause) if isinstance(cause, Exception) else None
        return came | {
            "kind": packer.pack(came["kind"]),
            "args": args,
            "held": held,
            "cause": why,
        }
    return came | {"value": packer.pack(value)}


_INTERRUPTED: Message = {"is": "interrupted"}
_OURS = str(Path("autograder", "engine", "agent")) + os.sep
_MOST_WARNINGS = 20
_LONGEST = 10_000


def perform(
    tasks: Sequence[Callable[[], Message]], shell: Shell, request: dict[str, Any]
) -> list[Message]:
    """Do each task, as the request says; what is printed, shown and warned of is the first's.

    `errors` in the request is numpy's error handling.
    """
    with (
        shell.capture() as outputs,
        warnings.catch_warnings(record=True) as warned,
        np.errstate(**_error_handling(request.get("errors"))),
    ):
        warnings.simplefilter("always")
        came = [dict(_INTERRUPTED) for _ in tasks]
        for number, task in enumerate(tasks):
            came[number] = task()
            if came[number]["is"] == "interrupted":  # so are those that would follow
                break
    shown = [item for item in outputs.items if item["output_type"] == "display_data"]
    said = [[name, outputs.text(name)] for name in ("stdout", "stderr")]
    heard = [[w.category.__name__, str(w.message)[:500]] for w in warned[:_MOST_WARNINGS]]
    for each in came[:1]:
        each |= {"said": said, "shown": shown, "warned": heard}
    return came


def call(
    function: Callable[..., Any], args: Sequence[Any], kwargs: dict[str, Any], count: str
) -> Message:
    """Call the function; return what came of it, not packed yet.

    `count` says what of its costs is counted: lines or work, nothing if it is empty.
    """
    try:
        if count:
            value, effort = _measured(
                function, args, kwargs, "lines" if count == "lines" else "work"
            )
            return {"is": "value", "value": value, "effort": effort}
        return {"is": "value", "value": function(*args, **kwargs)}
    except KeyboardInterrupt:
        return dict(_INTERRUPTED)
    except BaseException as error:  # SystemExit too: it ends the call, not the notebook
        return raised(error)


def raised(error: BaseException) -> dict[str, Any]:
    """Return an exception in words: its names, its message, the student's part of its traceback."""
    try:
        message = str(error)[:_LONGEST]
    except Exception:  # its own __str__ may be broken
        message = ""
    frames = [f for f in traceback.extract_tb(error.__traceback__) if _OURS not in f.filename]
    cells = [frame for frame in frames if frame.filename.startswith("<ipython-input")]
    return {
        "is": "raised",
        "kind": type(error),
        "bases": builtin_bases(type(error)),
        "error": error,
        "message": message,
        "line": cells[-1].lineno if cells else None,
        "place": function_of(cells) if cells else "",
        "operands": list(operands_of(error) or ()),
        "traceback": "".join(traceback.format_list(frames[-20:]))[:_LONGEST],
    }


def _measured(
    function: Callable[..., Any], args: Sequence[Any], kwargs: dict[str, Any], count: Counted
) -> tuple[Any, list[int]]:
    outcome, effort = measured(lambda: function(*args, **kwargs), count=count)
    if outcome.error is not None:
        raise outcome.error
    return outcome.value, [effort.lines, effort.calls, effort.peak]


def _error_handling(given: object) -> dict[str, Any]:
    names = ("divide", "over", "under", "invalid")
    return {name: given[name] for name in names} if isinstance(given, dict) else {}
