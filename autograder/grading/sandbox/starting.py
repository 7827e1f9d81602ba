"""Start the student's side, in a sandbox or without one."""

import json
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

from autograder.grading.sandbox.bubblewrap import HOME, find_bubblewrap, sandboxed
from autograder.grading.sandbox.environment import environment, font_lists
from autograder.grading.sandbox.isolation import Isolation
from autograder.grading.sandbox.limits import Limits
from autograder.grading.sandbox.view import View


def start_inside(
    control: int,
    home: Path,
    limits: Limits,
    isolation: Isolation,
    view: View,
    modules: Iterable[str],
) -> subprocess.Popen[bytes]:
    """Start a nursery with its end of the control socket; `home` is its folder if it has no other.

    Raises OSError.
    """
    alone = isolation is Isolation.SANDBOX
    settings = {"limits": limits.of_kernel(), "modules": list(modules), "alone": alone}
    command = [sys.executable, "-P", "-m", "autograder.inside", str(control), json.dumps(settings)]
    variables = environment(HOME if alone else home)
    fonts = {path.relative_to(home): path for path in font_lists(home)}
    if alone:
        program = find_bubblewrap()
        assert program is not None  # noqa: S101 - must_work has seen it
        command = sandboxed(program, view, variables, limits.scratch_mb, fonts, command)
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
