"""A shell completes commands, options, values and names of assignments."""

import pytest
from typer.testing import CliRunner

from autograder.cli import app
from autograder.commandline.options import complete_assignment


def completed(typed: str) -> set[str]:
    """Return what bash would offer after what is typed."""
    words = typed.split(" ")
    variables = {
        "_AUTOGRADER_COMPLETE": "complete_bash",
        "COMP_WORDS": typed,
        "COMP_CWORD": str(len(words) - 1),
    }
    done = CliRunner().invoke(app, [], prog_name="autograder", env=variables)
    return set(done.stdout.split())


@pytest.mark.usefixtures("in_root")
@pytest.mark.parametrize(
    ("typed", "offered"),
    [
        ("autograder gr", {"grade", "gradescope"}),
        ("autograder grade --sch", {"--scheduler"}),
        ("autograder grade --isolation ", {"sandbox", "process"}),
        ("autograder grade s", {"softmax-function", "softmax-loss", "svm-loss"}),
        ("autograder release softmax-loss svm", {"svm-loss"}),
        ("autograder audit gradient", {"gradient-check"}),
        ("autograder data f", {"fetch"}),
        ("autograder data fetch c", {"cifar10"}),
        ("autograder --de", {"--debug"}),
    ],
)
def test_offers(typed: str, offered: set[str]) -> None:
    """Is what can follow offered, for commands that are loaded only when they run?"""
    assert completed(typed) == offered


def test_outside_a_course(tmp_path: object, monkeypatch: pytest.MonkeyPatch) -> None:
    """Is nothing offered, and nothing said, where there is no course?"""
    monkeypatch.chdir(str(tmp_path))
    assert complete_assignment("s") == []


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish", "powershell"])
def test_script_for_each_shell(shell: str) -> None:
    """Is there a script for the shell, that asks this command?"""
    script = CliRunner().invoke(
        app, [], prog_name="autograder", env={"_AUTOGRADER_COMPLETE": f"source_{shell}"}
    )
    assert "_AUTOGRADER_COMPLETE" in script.stdout and "autograder" in script.stdout
