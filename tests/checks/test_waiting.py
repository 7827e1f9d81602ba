"""Visible checks wait for the points while nbgrader grades."""

from collections.abc import Iterator

import pytest

from autograder.engine.agent.shell import Shell

CELLS = """
from autograder.checks.check_report import CheckLine, Report
from autograder.checks.check_report import release_reports, show

def check(name):
    show(lambda: Report(name, (CheckLine("FAILED", "line", "seen"),)))
"""
# A cell, and what it shows in order while it is graded.
GRADED = {
    "check('a')\nrelease_reports(full_points=True)\n10": ["10"],
    "check('a')\nrelease_reports(full_points=False)\n5": ["a", "5"],
    "check('a')\ncheck('b')\nrelease_reports(full_points=False)\n5": ["a", "b", "5"],
    "check('a')\n7": ["7", "a"],
    "check('a')\n1 / 0": ["ZeroDivisionError", "a"],
    "release_reports(full_points=False)\n3": ["3"],
}


@pytest.fixture
def shell(monkeypatch: pytest.MonkeyPatch) -> Iterator[Shell]:
    """Yield IPython as it runs graded cells."""
    monkeypatch.setenv("NBGRADER_EXECUTION", "autograde")
    found = Shell.instance()
    found.run(CELLS)
    yield found
    Shell.clear_instance()


def shown(shell: Shell, source: str) -> list[str]:
    """Return what each of a cell's outputs is about."""
    texts = [o.get("ename") or o["data"]["text/plain"] for o in shell.run(source)]
    return [text.split(":")[0].removeprefix("✗ NOT YET  ") for text in texts]


@pytest.mark.parametrize("source", GRADED)
def test_while_it_is_graded(shell: Shell, source: str) -> None:
    """Is a check shown above points that were lost, else at the end, and not for full points?"""
    assert shown(shell, source) == GRADED[source]
    assert shown(shell, "1") == ["1"]


@pytest.mark.parametrize("mode", ["validate", ""])
def test_in_a_notebook(shell: Shell, monkeypatch: pytest.MonkeyPatch, mode: str) -> None:
    """Is it shown at once, where nobody grades?"""
    monkeypatch.setenv("NBGRADER_EXECUTION", mode)
    assert shown(shell, "check('a')\nrelease_reports(full_points=True)\n10") == ["a", "10"]


def test_without_a_notebook(monkeypatch: pytest.MonkeyPatch) -> None:
    """Is it shown at once in a plain Python program, too?"""
    from autograder.checks.check_report import CheckLine, Report, show

    monkeypatch.setenv("NBGRADER_EXECUTION", "autograde")
    made = []

    def make() -> Report:
        made.append(1)
        return Report("a", (CheckLine("passed", "line"),))

    show(make)
    assert made


def test_where_nobody_reads(shell: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    """Is no check made or shown once they are left out, whatever the points?"""
    monkeypatch.setattr("autograder.checks.check_report._left_out", [])
    shell.run("from autograder.checks.check_report import skip_reports\nskip_reports()")
    assert shown(shell, "check('a')\nrelease_reports(full_points=False)\n5") == ["5"]
    assert shown(shell, "check('a')\n7") == ["7"]
    monkeypatch.setenv("NBGRADER_EXECUTION", "")
    assert shown(shell, "check('a')\n8") == ["8"]
