"""Calls in the student's process: value or exception, what was printed and warned of."""

import os
import traceback
import warnings
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from autograder.inside.objects import builtin_bases
from autograder.inside.shell import Shell

Came = dict[str, Any]
_INTERRUPTED: Came = {"is": "interrupted"}
_OURS = str(Path("autograder", "inside")) + os.sep
_MOST_WARNINGS = 20
_LONGEST = 10_000


def perform(
    tasks: Sequence[Callable[[], Came]], shell: Shell, request: dict[str, Any]
) -> list[Came]:
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
    function: Callable[..., Any], args: Sequence[Any], kwargs: dict[str, Any], count: bool
) -> Came:
    """Call the function; return what came of it, not packed yet.

    `count` asks for the lines that Python runs.
    """
    try:
        if count:
            value, steps = _counted(function, args, kwargs)
            return {"is": "value", "value": value, "steps": steps}
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
        "args": list(error.args),
        "message": message,
        "place": f"line {cells[-1].lineno} of {cells[-1].name}" if cells else "",
        "traceback": "".join(traceback.format_list(frames[-20:]))[:_LONGEST],
    }


def _counted(
    function: Callable[..., Any], args: Sequence[Any], kwargs: dict[str, Any]
) -> tuple[Any, int]:
    from autograder.checks.loops import count_steps  # only when it is asked for

    outcome, steps = count_steps(lambda: function(*args, **kwargs))
    if outcome.error is not None:
        raise outcome.error
    return outcome.value, steps


def _error_handling(given: object) -> dict[str, Any]:
    names = ("divide", "over", "under", "invalid")
    return {name: given[name] for name in names} if isinstance(given, dict) else {}
