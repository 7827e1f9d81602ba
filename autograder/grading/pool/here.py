"""Run a function in this very process, which ends if that takes too long or nobody waits."""

import os
import select
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

Ended = Callable[[], None]


@contextmanager
def watched(seconds: float, asker: int, last: Ended) -> Iterator[None]:
    """Within, this process ends after `seconds`, or when `asker` can be read; `last` comes first.

    `asker` is the connection of whoever waits for the result: it says nothing until there is one.
    """
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
