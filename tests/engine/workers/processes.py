"""Processes of a Dask cluster on this machine, each ended by its own number."""

import contextlib
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from types import TracebackType
from typing import Self

from autograder.engine.sandbox.view import one_thread

_SECONDS = 60.0
_HERE = ("--host", "127.0.0.1", "--no-dashboard")


class Cluster:
    """A scheduler and its workers; the workers' folder holds nothing of a course."""

    def __init__(self, folder: Path, workers: int = 2) -> None:
        self._folder = folder
        self._file = folder / "scheduler.json"
        self._elsewhere = folder / "elsewhere"
        self._elsewhere.mkdir()
        self._scheduler = self._start("scheduler", "--port", "0")
        self.workers: list[subprocess.Popen[bytes]] = []
        try:
            self.address = self._address()
            for _ in range(workers):
                self.add_worker()
        except BaseException:
            self.end()
            raise

    def add_worker(self) -> None:
        """Start a worker of one thread; nothing starts it again when it is killed."""
        self.workers.append(self._start("worker", "--nthreads", "1", "--no-nanny"))

    def kill_worker(self) -> None:
        """Kill the worker that was started first."""
        worker = self.workers.pop(0)
        worker.send_signal(signal.SIGKILL)
        worker.wait(_SECONDS)

    def kill_scheduler(self) -> None:
        """Kill the scheduler."""
        self._scheduler.kill()
        self._scheduler.wait(_SECONDS)

    def end(self) -> None:
        """End all its processes."""
        for process in (*self.workers, self._scheduler):
            process.terminate()
        for process in (*self.workers, self._scheduler):
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(_SECONDS / 4)
            process.kill()
            process.wait(_SECONDS)

    def __enter__(self) -> Self:
        """Return the cluster; it ends with the context."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """End all its processes."""
        self.end()

    def _start(self, part: str, *options: str) -> subprocess.Popen[bytes]:
        more = ("--local-directory", str(self._folder)) if part == "worker" else ()
        known = {k: v for k, v in os.environ.items() if not k.startswith(("AUTOGRADER", "PYTEST"))}
        program = [sys.executable, "-m", f"distributed.cli.dask_{part}"]
        with (self._folder / f"{part}.log").open("ab") as log:
            return subprocess.Popen(
                [*program, *_HERE, "--scheduler-file", str(self._file), *options, *more],
                cwd=self._elsewhere,
                env={**known, **one_thread()},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
            )

    def _address(self) -> str:
        """Return the scheduler's address as soon as it has written it down."""
        until = time.monotonic() + _SECONDS
        while time.monotonic() < until and self._scheduler.poll() is None:
            with contextlib.suppress(OSError, ValueError):
                return str(json.loads(self._file.read_text())["address"])
            time.sleep(0.1)
        raise AssertionError((self._folder / "scheduler.log").read_text())
