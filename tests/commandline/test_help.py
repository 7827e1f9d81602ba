"""Every command explains itself, with an example that can be typed."""

import re
import shlex
from collections.abc import Iterator
from typing import Any

import pytest
from typer.testing import CliRunner

from autograder import __version__
from autograder.cli import COMMANDS, app, load

EXAMPLE = re.compile(r"^Example: (autograder .+)$", re.MULTILINE)


def commands() -> Iterator[tuple[str, ...]]:
    """Yield the words of every command that does something, sub-commands too."""
    for name in COMMANDS:
        below = getattr(load(name), "commands", None)
        yield from ((name, each) for each in below) if below else [(name,)]


def found(words: tuple[str, ...]) -> Any:
    """Return a command as typer runs it."""
    command = load(words[0])
    return command.commands[words[1]] if len(words) > 1 else command


@pytest.mark.parametrize("words", list(commands()), ids=" ".join)
def test_help_has_an_example(words: tuple[str, ...]) -> None:
    """Does `--help` show an example of the very command?"""
    done = CliRunner().invoke(app, [*words, "--help"], prog_name="autograder")
    assert done.exit_code == 0
    assert f"Example: autograder {' '.join(words)}" in " ".join(done.output.split())


@pytest.mark.parametrize("words", list(commands()), ids=" ".join)
def test_example_can_be_typed(words: tuple[str, ...]) -> None:
    """Has the command each option and argument of its example?"""
    command = found(words)
    examples = EXAMPLE.findall(command.help)
    assert examples
    for example in examples:
        typed = shlex.split(example)[1 + len(words) :]
        with command.make_context(" ".join(words), typed):
            pass  # it raises what a person would see


@pytest.mark.parametrize("words", list(commands()), ids=" ".join)
def test_every_option_is_explained(words: tuple[str, ...]) -> None:
    """Has each option and argument of the command a help text?"""
    for parameter in found(words).params:
        assert parameter.help, f"{' '.join(words)} {parameter.name}"


def test_summaries_are_not_cut() -> None:
    """Does the list of commands show each summary to its end?"""
    done = CliRunner().invoke(app, ["--help"], prog_name="autograder")
    shown = " ".join(done.output.split())
    for name, (_, summary) in COMMANDS.items():
        assert f"{name} {summary}" in shown


def test_version() -> None:
    """Does `--version` say the kit's and Python's?"""
    done = CliRunner().invoke(app, ["--version"])
    assert done.exit_code == 0
    assert done.output.startswith(f"autograder {__version__} (Python 3.")
