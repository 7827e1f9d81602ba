"""The ways to keep a student's side apart, and whether this machine has the one asked for."""

import subprocess
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Protocol

from autograder.engine.sandbox.bubblewrap import Bubblewrap
from autograder.engine.sandbox.isolation import Isolation, NoSandbox
from autograder.engine.sandbox.limits import Limits
from autograder.engine.sandbox.plain_process import PlainProcess
from autograder.engine.sandbox.view import View
from autograder.findings import text


class Backend(Protocol):
    """Starts the student's side: the process that students' processes are forked from."""

    def problem(self) -> str:
        """Return '' if this machine has what it takes, else why not and what to do."""
        ...

    def start(
        self,
        control: int,
        home: Path,
        limits: Limits,
        view: View,
        modules: Iterable[str],
        user: int | None,
    ) -> subprocess.Popen[bytes]:
        """Start it with its end of the control socket, and `modules` to import ahead.

        `home` is an empty scratch folder of the grader's, `user` who it runs as, None for who
        asks. Raises OSError.
        """
        ...


BACKENDS: Mapping[Isolation, Backend] = {
    Isolation.SANDBOX: Bubblewrap(),
    Isolation.PROCESS: PlainProcess(),
}


def backend_problem() -> str:
    """Return '' if this machine can make a sandbox, else why not and what to do."""
    return BACKENDS[Isolation.SANDBOX].problem()


def require_backend(isolation: Isolation) -> None:
    """Raise NoSandbox if this machine can't isolate students so."""
    problem = BACKENDS[isolation].problem()
    if problem:
        raise NoSandbox(problem + text("sandbox.without"))
