"""`autograder doctor` as a whole."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import pytest
from typer.testing import CliRunner

from autograder.cli import app
from autograder.commandline.commands import doctor
from autograder.instructors.doctor import CheckItem, examine
from autograder.instructors.doctor.examine import CHECKS

SOME = """
import sys
from autograder.cli import main
from autograder.instructors.doctor.examine import CHECKS
for about in set(CHECKS) - set(sys.argv[1:]):
    del CHECKS[about]
sys.argv[1:] = ["doctor", "--json"]
main()
"""
FINE = CheckItem("one", "there", to_do="More may be had.")
BAD = CheckItem("two", "missing", False, "Get it.")


def _run(
    monkeypatch: pytest.MonkeyPatch, findings: list[CheckItem], *options: str
) -> tuple[int, str]:
    def found(*_: object, tell: object) -> Iterator[CheckItem]:  # noqa: ARG001 - its own word
        yield from findings

    monkeypatch.setattr(doctor, "examine", found)
    done = CliRunner().invoke(app, ["doctor", *options])
    return done.exit_code, done.stdout


def test_all_fine(monkeypatch: pytest.MonkeyPatch) -> None:
    """Is the exit code 0 when all is fine, also with something that may be done?"""
    code, shown = _run(monkeypatch, [FINE])
    assert code == 0
    assert shown.splitlines() == ["fine  one: there", "      More may be had.", "All is fine."]


def test_something_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    """Is the exit code 1 when one thing isn't fine, and is it named at the end?"""
    code, shown = _run(monkeypatch, [FINE, BAD])
    assert code == 1
    assert "LOOK  two: missing\n      Get it.\n" in shown
    assert shown.splitlines()[-1] == "1 of 2 need a look: two."


def test_json(monkeypatch: pytest.MonkeyPatch) -> None:
    """Do programs get every finding, and the same exit code?"""
    code, shown = _run(monkeypatch, [FINE, BAD], "--json")
    assert code == 1
    assert json.loads(shown)[1] == {
        "about": "two",
        "found": "missing",
        "fine": False,
        "to_do": "Get it.",
    }


def test_a_look_that_fails() -> None:
    """Does a look that breaks cost only itself?"""

    def broken() -> CheckItem:
        raise RuntimeError("unheard of")

    told: list[str] = []
    found = list(examine({"one": broken, "two": lambda: FINE}, told.append))
    assert [each.fine for each in found] == [False, True]
    assert found[0].found == "RuntimeError: unheard of" and told == ["one", "two"]


def test_packages_that_do_not_load(tmp_path: Path) -> None:
    """Does the doctor work, and say what is broken, where numpy and nbgrader don't load?"""
    for name in ("numpy", "nbgrader"):
        (tmp_path / f"{name}.py").write_text("raise ImportError('DLL load failed')")
    done = subprocess.run(
        [sys.executable, "-c", SOME, "imports", "disk", "course"],
        env={**os.environ, "PYTHONPATH": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1 and not done.stderr, done.stderr
    found = {each["about"]: each for each in json.loads(done.stdout)}
    assert "numpy: ImportError: DLL load failed" in found["imports"]["found"]
    assert "nbgrader: ImportError" in found["imports"]["found"]
    assert "see packages and imports" in found["course"]["to_do"]


def test_every_look_is_there() -> None:
    """Does each entry of the list name a function?"""
    for look in CHECKS.values():
        module, _, name = str(look).partition(":")
        assert callable(getattr(import_module(f"autograder.instructors.doctor.{module}"), name))


def test_each_room_is_looked_into() -> None:
    """Are all parts of the first hour in the list?"""
    assert {"Python", "packages", "Jupyter kernel", "sandbox", "disk", "course"} <= set(CHECKS)
