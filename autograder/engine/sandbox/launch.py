"""Start the student's side: what all backends have in common."""

import json
import subprocess
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path

from autograder.engine.sandbox.limits import Limits


def agent_command(
    control: int, limits: Limits, modules: Iterable[str], **more: object
) -> list[str]:
    """Return the command of the student's side; `more` are settings that its `__main__` names."""
    settings = {"limits": limits.of_kernel(), "modules": list(modules), **more}
    agent = [sys.executable, "-P", "-m", "autograder.engine.agent"]
    return [*agent, str(control), json.dumps(settings)]


def started(
    command: list[str], control: int, home: Path, variables: Mapping[str, str]
) -> subprocess.Popen[bytes]:
    """Start the student's side with its end of the control socket; raises OSError."""
    return subprocess.Popen(
        command,
        pass_fds=(control,),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        env=variables,
        cwd=home,
        start_new_session=True,
    )
