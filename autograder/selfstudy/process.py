"""Start and stop a Python process that speaks Jupyter's protocol."""

import logging
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from queue import Empty
from typing import Any

from jupyter_client.kernelspec import KernelSpec
from jupyter_client.manager import KernelManager

START_SECONDS = 60.0
LOOK_SECONDS = 0.2  # between two looks at the clock and at the process

_ARGUMENTS = [
    "--IPKernelApp.log_level=ERROR",  # else each start prints that loopback traffic isn't encrypted
    "--HistoryManager.hist_file=:memory:",
]


class KernelError(Exception):
    """The process didn't start; the message says why."""


class _ThisPython(KernelManager):
    """A kernel in the environment of the running Python, whatever kernels are registered."""

    @property
    def kernel_spec(self) -> KernelSpec:
        start = [sys.executable, "-m", "ipykernel_launcher", "-f", "{connection_file}"]
        return KernelSpec(argv=start + _ARGUMENTS, display_name="Python", language="python")


class Process:
    """A running kernel; KernelError if it can't be started in `folder` with the variables `env`."""

    def __init__(self, folder: str | Path, env: Mapping[str, str]) -> None:
        quiet = logging.getLogger(__name__)
        quiet.addHandler(logging.NullHandler())
        quiet.propagate = False  # problems are said in one sentence, not logged with a traceback
        self._manager = _ThisPython(log=quiet)
        try:
            self._manager.start_kernel(cwd=str(folder), env=dict(env))
        except (OSError, RuntimeError) as error:
            raise KernelError(str(error)) from error
        self.client = self._manager.client()
        # No heartbeat: its thread fails loudly when a process ends while it is being started.
        self.client.start_channels(hb=False)
        try:
            self._wait()
        except BaseException:
            self.stop()
            raise

    def is_alive(self) -> bool:
        """Return whether the process still runs."""
        return bool(self._manager.is_alive())

    def interrupt(self) -> None:
        """Do as Ctrl-C does."""
        self._manager.interrupt_kernel()

    def stop(self) -> None:
        """End the process and what it started, at once."""
        self.client.stop_channels()
        if self._manager.has_kernel:
            self._manager.shutdown_kernel(now=True)

    def asked_to_exit(self, number: str) -> bool:
        """Return whether the finished request called exit() or quit(), which act a little later."""
        reply: dict[str, Any] = {"parent_header": {}}
        try:
            while reply["parent_header"].get("msg_id") != number:
                reply = self.client.get_shell_msg(timeout=1.0)
        except Empty:
            return False
        return any(each.get("source") == "ask_exit" for each in reply["content"].get("payload", ()))

    def _wait(self) -> None:
        """Wait for the first message; wait_for_ready() takes 0.2 s longer."""
        until = time.monotonic() + START_SECONDS
        while time.monotonic() < until and self.is_alive():
            self.client.kernel_info()
            try:
                self.client.get_iopub_msg(timeout=LOOK_SECONDS)
            except Empty:
                continue
            return
        raise KernelError("it ended or was silent while it started")
