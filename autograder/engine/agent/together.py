"""Run a test cell with the student's code: in a fork of this process, which ends with the cell.

Nothing here keeps a secret or a score from the student's code: whoever asks for it knows that.
"""

import contextlib
import json
import math
import numbers
import os
import select
import signal
import struct
import time
import warnings
from collections.abc import Iterator
from decimal import Decimal
from typing import Any, NoReturn, TextIO

import psutil

from autograder.engine.agent.linux import adopt_orphans
from autograder.engine.agent.outputs import Output, where_warnings_go
from autograder.engine.agent.shell import Shell

_LENGTH = struct.Struct("<Q")
_PIECE = 2**20
_END_SECONDS = 3.0
Message = dict[str, Any]


def run_with_student(shell: Shell, request: Message) -> list[Output]:
    """Run a test cell in this process; return its outputs by the kit's rules of points.

    `before` in the request are definitions of earlier tests that the cell uses.
    """
    if request.get("before"):
        with shell.capture():
            shell.run_cell(request["before"], store_history=False)  # type: ignore[no-untyped-call]
    with quiet_warnings():
        outputs = shell.run(request["source"])
        value = getattr(shell.last_execution_result, "result", None)
    return _own_streams(_with_number(outputs, value), request["source"])


def run_in_fork(shell: Shell, request: Message, close: Any) -> Message:  # noqa: ANN401 - a function
    """Run a test cell in a fork; return what came of it, once the fork and its kin have ended.

    `close` is called in the fork, which has no business with whoever asks.
    """
    adopt_orphans()
    others = set(_family())
    ours, theirs = os.pipe()
    child = os.fork()
    if child == 0:
        _live(shell, request, theirs, close)
    os.close(theirs)
    try:
        data = _read(ours)
    except KeyboardInterrupt:  # it took too long
        return {"is": "interrupted"}
    finally:
        os.close(ours)
        status = _end(child, others)
    if data is None:
        return {"is": "gone", "status": status}
    return {"is": "ran", "outputs": json.loads(data)}


def _live(shell: Shell, request: Message, answers: int, close: Any) -> NoReturn:  # noqa: ANN401
    try:
        close()
        data = json.dumps(run_with_student(shell, request)).encode()
        with os.fdopen(answers, "wb") as pipe:
            pipe.write(_LENGTH.pack(len(data)) + data)
    finally:
        os._exit(0)


def _read(pipe: int) -> bytes | None:
    """Return what the fork has said, None if it ended before that.

    What it has started may hold the pipe open: what is said has its length before it.
    """
    data = bytearray()
    while len(data) < _LENGTH.size or len(data) < _LENGTH.size + _LENGTH.unpack_from(data)[0]:
        piece = os.read(pipe, _PIECE)
        if not piece:
            return None
        data += piece
    return bytes(data[_LENGTH.size :])


def _family() -> list[int]:
    return [each.pid for each in psutil.Process().children(recursive=True)]


def _end(child: int, others: set[int]) -> int | None:
    """End all that this process has started since there were the others; tell how `child` ended."""
    status: int | None = None
    until = time.monotonic() + _END_SECONDS
    while time.monotonic() < until:
        status = _reaped(child, status)
        strangers = [pid for pid in _family() if pid not in others]
        if not strangers:
            break
        for pid in strangers:
            with contextlib.suppress(OSError):
                os.kill(pid, signal.SIGKILL)
        for pid in strangers:
            if pid != child:
                with contextlib.suppress(OSError):
                    os.waitpid(pid, os.WNOHANG)
        select.select([], [], [], 0.001)
    return status


def _reaped(child: int, status: int | None) -> int | None:
    with contextlib.suppress(OSError):
        pid, ended = os.waitpid(child, os.WNOHANG)
        if pid:
            return os.waitstatus_to_exitcode(ended)
    return status


@contextlib.contextmanager
def quiet_warnings() -> Iterator[None]:
    """Within, warnings are shown where they cost no point, also numpy's about a student's nan.

    Whether they are shown, or are errors, is as the test says.
    """

    def show(
        message: Warning | str,
        category: type[Warning],
        filename: str,
        lineno: int,
        file: TextIO | None = None,
        line: str | None = None,
    ) -> None:
        text = warnings.formatwarning(message, category, filename, lineno, line)
        (file or where_warnings_go()).write(text)

    before, warnings.showwarning = warnings.showwarning, show
    try:
        yield
    finally:
        if warnings.showwarning is show:
            warnings.showwarning = before


def number_of_points(value: Any) -> int | float | None:  # noqa: ANN401 - a number of some kind
    """Return the value as a plain number, None if it can't be one of points."""
    import numpy as np

    number = value.item() if isinstance(value, np.generic) else value
    try:
        if not math.isfinite(number) or number < 0:
            return None
        return number if isinstance(number, int) else float(number)
    except (OverflowError, ValueError):  # a whole number of 310 digits, a Decimal that signals
        return None


def _with_number(outputs: list[Output], value: Any) -> list[Output]:  # noqa: ANN401 - any value
    """Return the outputs with a number of any kind as nbgrader reads one."""
    import numpy as np

    if isinstance(value, np.ndarray) and value.ndim == 0:
        value = value[()]
    if isinstance(value, np.bool_ | bool) or not isinstance(value, numbers.Real | Decimal):
        return outputs
    number = number_of_points(value)
    shown = repr(value if number is None else number)
    return [
        {**each, "data": {**each["data"], "text/plain": shown}}
        if each["output_type"] == "execute_result"
        else each
        for each in outputs
    ]


def _own_streams(outputs: list[Output], source: str) -> list[Output]:
    """Return the outputs with the student's stderr where it costs nothing.

    Which of the two wrote it can't be told here; a test that means to lose points by it says so.
    """
    if "stderr" in source:
        return outputs
    theirs = [each.get("name") == "stderr" for each in outputs]
    return [
        {**each, "name": "stdout"} if its else each
        for each, its in zip(outputs, theirs, strict=True)
    ]
