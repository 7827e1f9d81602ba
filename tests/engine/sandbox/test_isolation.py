"""Is a machine without a sandbox told, and never graded on without one silently?"""

from pathlib import Path

import pytest

from autograder.engine.sandbox import bubblewrap
from autograder.engine.sandbox.backends import require_backend
from autograder.engine.sandbox.bubblewrap import find_bubblewrap, why_it_fails
from autograder.engine.sandbox.isolation import Isolation, NoSandbox
from autograder.engine.sandbox.limits import Limits
from autograder.engine.sandbox.view import View
from autograder.engine.sandbox.warm import WarmSandbox


def test_not_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Does it say how to get bubblewrap, and how to do without, when there is none?"""
    monkeypatch.setattr(bubblewrap, "find_bubblewrap", lambda: None)
    with pytest.raises(NoSandbox, match="bubblewrap is not installed") as caught:
        require_backend(Isolation.SANDBOX)
    assert "--isolation process" in str(caught.value)
    with pytest.raises(NoSandbox):
        WarmSandbox(Limits(), Isolation.SANDBOX, View())


def test_forbidden(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Is a bubblewrap that is there but may not work found out by running it?"""
    program = tmp_path / "bwrap"
    program.write_text("#!/bin/sh\necho 'No permissions to create new namespace' >&2\nexit 1\n")
    program.chmod(0o755)
    monkeypatch.setattr("shutil.which", lambda _: str(program))
    assert find_bubblewrap() == program
    with pytest.raises(NoSandbox, match="No permissions to create new namespace"):
        require_backend(Isolation.SANDBOX)


def test_a_program_that_does_not_start(tmp_path: Path) -> None:
    """Is a program that can't be started one that fails, with the system's words?"""
    assert "No such file" in why_it_fails(tmp_path / "none")


def test_process_asks_for_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """Does isolation 'process' work on a machine without bubblewrap?"""
    monkeypatch.setattr(bubblewrap, "find_bubblewrap", lambda: None)
    require_backend(Isolation.PROCESS)


@pytest.mark.parametrize("value", [0, -1, 1.5, "5", None])
def test_limits_are_whole_numbers(value: object) -> None:
    """Is a limit that would switch itself off refused?"""
    with pytest.raises(ValueError, match="the limit memory_mb is"):
        Limits(memory_mb=value)  # type: ignore[arg-type]
