"""Run a function in a fork of this process: it may do what it likes, or not come back."""

import contextlib
import os
import pickle
import select
import signal
import time
from collections.abc import Callable
from typing import NoReturn

from autograder.grading.grade.grade import Results, in_words
from autograder.grading.sandbox.isolation import NoSandbox

_PIECE = 2**20


def in_fork(work: Callable[[], Results], seconds: float, asker: int) -> Results | str:
    """Return what `work` returns in a fork, or why there is nothing, in words.

    Raises NoSandbox if `work` does, and EOFError when `asker` can be read: nobody waits any more.
    """
    ours, theirs = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(ours)
        os.close(asker)  # when this process's parent is killed, the asker is to see that at once
        _work(work, theirs)
    os.close(theirs)
    try:
        data = _read(ours, seconds, asker)
    finally:
        os.close(ours)
        with contextlib.suppress(ProcessLookupError):
            os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
    if data is None:
        return f"it took more than {seconds:.0f} s"
    if not data:
        return "the grader ended"
    found: Results | NoSandbox | str = pickle.loads(data)  # noqa: S301 - our own fork's
    if isinstance(found, NoSandbox):
        raise found
    return found


def _read(pipe: int, seconds: float, asker: int) -> bytes | None:
    """Return all that comes from the pipe, None when that takes too long."""
    data, until = bytearray(), time.monotonic() + seconds
    while True:
        ready, *_ = select.select([pipe, asker], [], [], max(0.0, until - time.monotonic()))
        if asker in ready:
            raise EOFError("nobody waits for the result")
        if pipe not in ready:
            return None
        piece = os.read(pipe, _PIECE)
        if not piece:
            return bytes(data)
        data += piece
        if time.monotonic() >= until:
            return None


def _work(work: Callable[[], Results], answers: int) -> NoReturn:
    """Send what `work` returns, and end this process: it must never go on as its parent would."""
    try:
        nothing = os.open(os.devnull, os.O_RDWR)
        for number in (0, 1, 2):
            os.dup2(nothing, number)
        with os.fdopen(answers, "wb") as pipe:
            pickle.dump(_answer(work), pipe)
    finally:
        os._exit(0)


def _answer(work: Callable[[], Results]) -> Results | NoSandbox | str:
    try:
        return work()
    except NoSandbox as error:
        return error
    except BaseException as error:  # the batch goes on, whatever it was
        return in_words(error)
