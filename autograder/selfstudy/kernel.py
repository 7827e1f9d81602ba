"""One Python process that runs cells: stopped when it takes too long, replaced when it ends.

On jupyter_client, the layer below nbclient, because nbclient imports nbformat (1.9 s, a process)
and waits without end for a cell that swallows its interrupt.
"""

import os
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path
from queue import Empty
from types import TracebackType
from typing import Any, Self

from autograder.grading.course import ROOT_VARIABLE
from autograder.selfstudy.listen import Listener, Ran
from autograder.selfstudy.process import LOOK_SECONDS, Process

GRACE_SECONDS = 3.0  # for a cell to end after an interrupt


class Kernel:
    """A context manager: a process in a temporary folder that knows the course at `root`.

    Raises KernelError when it can't be started.
    """

    def __init__(self, root: Path) -> None:
        self._env = {
            **os.environ,
            ROOT_VARIABLE: str(root),  # hidden tests find the reference there
            "NBGRADER_EXECUTION": "autograde",  # demonstrations are small, pictures are words
        }

    def __enter__(self) -> Self:
        with ExitStack() as stack:
            self._folder = stack.enter_context(
                tempfile.TemporaryDirectory(prefix="autograder-check-", ignore_cleanup_errors=True)
            )
            self._process = Process(self._folder, self._env)
            stack.callback(lambda: self._process.stop())  # the one that runs then
            self._stack = stack.pop_all()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        self._stack.close()

    def run(self, source: str, seconds: float) -> Ran:
        """Run one cell and return what came of it.

        After `seconds` it is interrupted. A process that goes on all the same, or has ended, is
        replaced by a fresh one, which knows nothing of earlier cells.
        """
        number = self._process.client.execute(source, allow_stdin=False, store_history=False)
        listener = Listener(number)
        lost = not self._listen(listener, seconds)
        if not lost:
            lost = self._process.asked_to_exit(number)
        elif self._process.is_alive():
            listener.took_too_long = True
            self._process.interrupt()
            lost = not self._listen(listener, GRACE_SECONDS)
        if lost:
            self._process.stop()
            self._process = Process(self._folder, self._env)
        return listener.ran(lost)

    def _listen(self, listener: Listener, seconds: float) -> bool:
        """Return True when the cell has ended, False on the process's end or the clock's."""
        until = time.monotonic() + seconds
        while time.monotonic() < until:  # asked at each message: a cell may print without end
            try:
                message: dict[str, Any] = self._process.client.get_iopub_msg(timeout=LOOK_SECONDS)
            except Empty:
                if not self._process.is_alive():
                    return False
                continue
            if listener.hears(message):
                return True
        return False
