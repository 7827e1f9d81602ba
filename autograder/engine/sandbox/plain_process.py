"""The backend without a sandbox: the student's process sees all that its user sees."""

import subprocess
from collections.abc import Iterable
from pathlib import Path

from autograder.engine.sandbox.control_group import scope
from autograder.engine.sandbox.launch import agent_command, started
from autograder.engine.sandbox.limits import Limits
from autograder.engine.sandbox.own_user import closed_ways, is_root, may_mount, problem_of_root
from autograder.engine.sandbox.view import (
    View,
    environment,
    font_lists,
    kit_shown,
    needed_by_python,
)
from autograder.findings import text


class PlainProcess:
    """A process of its own, held to the limits and nothing else; as root, a user of its own."""

    def problem(self) -> str:
        """Return '' if it can be started, else why not and what to do."""
        problem = problem_of_root(_needed())
        if problem or not is_root() or may_mount():
            return problem
        closed = ", ".join(closed_ways(_needed()))
        return text("sandbox.closed-way", folders=closed) if closed else ""

    def start(
        self,
        control: int,
        home: Path,
        limits: Limits,
        view: View,
        modules: Iterable[str],
        user: int | None,
    ) -> subprocess.Popen[bytes]:
        """Start it in its scratch folder `home`, with all files in sight."""
        font_lists(home)
        seen = [*_needed(), *filter(Path.exists, view.shown), home]
        closed = closed_ways(seen) if user is not None else {}
        command = agent_command(
            control, limits, modules, alone=False, user=user, closed=closed, home=str(home)
        )
        return started([*scope(limits), *command], control, home, environment(home))


def _needed() -> list[Path]:
    return [*needed_by_python(), *kit_shown()]
