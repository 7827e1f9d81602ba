"""However a command ends, there is a word and an exit code; with --debug, a trace."""

import errno
import importlib
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from types import ModuleType

import pytest
import typer
from typer.testing import CliRunner, Result

from autograder.cli import COMMANDS, app
from autograder.course.folders import CourseError

MODULE = "made_up_commands"


def _fault() -> None:
    raise KeyError("nobody\nthought of it")


def _full() -> None:
    raise OSError(errno.ENOSPC, "No space left on device", "grades.csv")


def _package() -> None:
    importlib.import_module("no_such_package")


def _memory() -> None:
    raise MemoryError


def _interrupted() -> None:
    raise KeyboardInterrupt


def _foreseen() -> None:
    try:
        raise CourseError("There is no such assignment.")
    except CourseError as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(3) from error


@pytest.fixture(autouse=True)
def command(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Let `autograder check` be one of the functions above, by its name."""
    module = ModuleType(MODULE)
    monkeypatch.setitem(sys.modules, MODULE, module)
    monkeypatch.delenv("AUTOGRADER_DEBUG", raising=False)
    for each in (_fault, _full, _package, _memory, _interrupted, _foreseen):
        setattr(module, each.__name__, each)
    yield


def run(monkeypatch: pytest.MonkeyPatch, name: str, *options: str) -> Result:
    """Run `autograder [options] check`, which does what the function of that name does."""
    monkeypatch.setitem(COMMANDS, "check", (f"{MODULE}:{name}", ""))
    return CliRunner().invoke(app, [*options, "check"])


def test_fault_of_the_kit(monkeypatch: pytest.MonkeyPatch) -> None:
    """Does an error that nobody foresaw end in a sentence, with the way to the trace, and 70?"""
    done = run(monkeypatch, "_fault")
    assert done.exit_code == 70
    assert done.stderr.count("\n") == 1 and "Traceback" not in done.stderr
    assert "autograder check ended on an error" in done.stderr and "KeyError" in done.stderr
    assert "`autograder --debug check ...`" in done.stderr and "fault of the kit" in done.stderr


def test_where_in_the_kit(monkeypatch: pytest.MonkeyPatch) -> None:
    """Does the sentence name the kit's own line that an error came through?"""
    monkeypatch.setattr("autograder.commandline.commands.data.DATASETS", None)
    done = CliRunner().invoke(app, ["data", "list"])
    assert done.exit_code == 70
    assert "(autograder/commandline/commands/data.py, line " in done.stderr


@pytest.mark.parametrize("name", ["_fault", "_full", "_interrupted", "_foreseen"])
def test_debug_shows_the_trace(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    """Is the trace there with --debug or AUTOGRADER_DEBUG=1, and the exit code the same?"""
    without = run(monkeypatch, name)
    assert "Traceback" not in without.stderr
    with_option = run(monkeypatch, name, "--debug")
    assert f"in {name}" in with_option.stderr and without.stderr in with_option.stderr
    monkeypatch.setenv("AUTOGRADER_DEBUG", "1")
    with_variable = run(monkeypatch, name)
    assert f"in {name}" in with_variable.stderr
    assert without.exit_code == with_option.exit_code == with_variable.exit_code != 0


@pytest.mark.parametrize(
    ("name", "said"),
    [("_full", "No space left on device (grades.csv). Free some space"), ("_memory", "memory")],
)
def test_what_the_system_refuses(monkeypatch: pytest.MonkeyPatch, name: str, said: str) -> None:
    """Is a full disk no fault of the kit, and is there something to do?"""
    done = run(monkeypatch, name)
    assert done.exit_code == 1
    assert said in done.stderr and "fault" not in done.stderr


def test_package_that_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    """Is a package that doesn't load no fault of the kit, and is the doctor named?"""
    done = run(monkeypatch, "_package")
    assert done.exit_code == 1
    assert "No module named 'no_such_package'" in done.stderr
    assert "`autograder doctor`" in done.stderr and "fault" not in done.stderr


def test_interrupted(monkeypatch: pytest.MonkeyPatch) -> None:
    """Does Ctrl-C end with 130 and a word?"""
    done = run(monkeypatch, "_interrupted")
    assert (done.exit_code, done.stderr) == (130, "Stopped.\n")


def test_closed_pipe_is_no_fault() -> None:
    """Does a reader that goes away (`| head`) end a command without a complaint?"""
    code = (
        "from autograder.cli import main; import sys; sys.argv = ['autograder', '--help']; main()"
    )
    reader, writer = os.pipe()
    os.close(reader)
    done = subprocess.run(
        [sys.executable, "-c", code], stdout=writer, stderr=subprocess.PIPE, check=False
    )
    os.close(writer)
    assert done.returncode == 1 and done.stderr == b""


SLOW = """
import sys, types
module = types.ModuleType("slow")
def slow():
    import time
    print("begun", flush=True)
    time.sleep(60)
module.slow = slow
sys.modules["slow"] = module
from autograder import cli
cli.COMMANDS["check"] = ("slow:slow", "")
sys.argv = ["autograder", "check"]
cli.main()
"""


def test_ctrl_c_in_a_terminal() -> None:
    """Does the signal itself end a running command with 130 and a word?"""
    running = subprocess.Popen(
        [sys.executable, "-c", SLOW], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    assert running.stdout and running.stdout.readline() == "begun\n"
    running.send_signal(signal.SIGINT)
    _, shown = running.communicate(timeout=30)
    assert (running.returncode, shown) == (130, "Stopped.\n")
