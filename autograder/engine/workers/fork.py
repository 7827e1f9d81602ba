"""Run a task in a fork of the worker, or in the worker itself, and watch over it."""

import contextlib
import os
import pickle
import select
import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import NoReturn

from autograder.engine.agent.preload import be_random
from autograder.engine.sandbox.isolation import NoSandbox
from autograder.engine.submission.cell_runs import error_line
from autograder.engine.submission.grade_notebook import Results
from autograder.findings import text

Ended = Callable[[], None]


@contextmanager
def watchdog(seconds: float, asker: int, last: Ended) -> Iterator[None]:
    """Within, this process ends after `seconds`, or when `asker` can be read; `last` comes first.

    `asker` is the connection of whoever waits for the result: it says nothing until there is one.
    """
    # A thread, not an alarm: Python runs a signal's handler between two of its own instructions,
    # and a test that hangs in numpy comes to none. It ends the process at once, as an orderly exit
    # would wait for that test.
    ours, theirs = os.pipe()
    thread = threading.Thread(target=_watch, args=(seconds, asker, ours, last), daemon=True)
    thread.start()
    try:
        yield
    finally:
        os.close(theirs)  # the watch sees that
        thread.join()
        os.close(ours)


def _watch(seconds: float, asker: int, done: int, last: Ended) -> None:
    ready, *_ = select.select([asker, done], [], [], seconds)
    if done in ready:
        return
    try:
        last()
    finally:
        os._exit(1)


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
        # Before its end is waited for: a result is longer than what a pipe holds, and the child
        # can't end while it still writes.
        data = _read(ours, seconds, asker)
    finally:
        os.close(ours)
        with contextlib.suppress(ProcessLookupError):
            os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
    if data is None:
        return text("workers.too-long", seconds=seconds)
    if not data:
        return text("workers.ended")
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
        # Else one that writes on and on would never be late: there is always something to read.
        if time.monotonic() >= until:
            return None


def _work(work: Callable[[], Results], answers: int) -> NoReturn:
    """Send what `work` returns, and end this process: it must never go on as its parent would."""
    try:
        # What a test writes past Python would stand among the worker's last words.
        nothing = os.open(os.devnull, os.O_RDWR)
        for number in (0, 1, 2):
            os.dup2(nothing, number)
        be_random()
        with os.fdopen(answers, "wb") as pipe:
            pickle.dump(_answer(work), pipe)
    finally:
        # The exit handlers here are copies of the parent's: they would remove the folders, and end
        # the sandbox, that it goes on with.
        os._exit(0)


def _answer(work: Callable[[], Results]) -> Results | NoSandbox | str:
    try:
        return work()
    except NoSandbox as error:
        return error
    except BaseException as error:  # the batch goes on, whatever it was
        return error_line(error)
