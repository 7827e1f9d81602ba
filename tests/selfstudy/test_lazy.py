"""What the command line imports, and when."""

import inspect
import subprocess
import sys
from importlib import import_module

import pytest
import typer

from autograder.cli import COMMANDS
from tests.selfstudy.conftest import run

HEAVY = ("nbformat", "nbgrader", "nbclient", "matplotlib")


def loaded(code: str) -> set[str]:
    """Return which heavy packages a fresh Python has loaded after `code`."""
    names = (*HEAVY, "numpy", "IPython")
    script = f"import sys\n{code}\nprint(*[name for name in {names} if name in sys.modules])"
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    return set(done.stdout.split())


def test_help_imports_next_to_nothing() -> None:
    """Is `autograder --help` there without numpy?"""
    assert loaded("import autograder.cli") == set()


def test_check_and_progress_leave_the_heavy_ones_out() -> None:
    """Do both need no nbformat, which takes 1.9 s?"""
    assert loaded("import autograder.commandline.commands.check") <= {"numpy"}
    running = loaded("import autograder.commandline.commands.check, autograder.selfstudy.run")
    assert not running & set(HEAVY)


@pytest.mark.parametrize("name", COMMANDS)
def test_help_is_that_of_the_command(name: str) -> None:
    """Does the list of commands say what the command's own help begins with?"""
    place, summary = COMMANDS[name]
    module, _, function = place.partition(":")
    target = getattr(import_module(module), function)
    text = target.info.help if isinstance(target, typer.Typer) else inspect.getdoc(target)
    assert str(text).splitlines()[0] == summary


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_answers(name: str) -> None:
    """Does each command's own --help show its options?"""
    done = run(name, "--help")
    assert done.exit_code == 0 and f"autograder {name}" in done.output.replace("root", "autograder")
    assert run(name, "--no-such-option").exit_code == 2
