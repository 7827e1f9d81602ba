"""A file that is missing, damaged or foreign makes a check less strict, and it says so."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
import scipy.special

from autograder.checks import check_function, check_report, has_shapes
from autograder.checks.fingerprints import prints_file
from autograder.checks.fingerprints import report as fingerprint_report
from autograder.checks.fingerprints.prints_file import Unusable, checksum, fingerprint_of
from autograder.checks.kernel import running_cell
from tests.checks.notebook_checks import visible_cell, whole_check
from tests.conftest import ROOT

ASSIGNMENT = "softmax-function"
NAME = f"{ASSIGNMENT}.fingerprints.json"
LESS = "nothing wrong was seen, but it was checked less strictly"


def softmax(s: Any) -> Any:
    """Return what is right."""
    return scipy.special.softmax(s)


def halves(s: Any) -> Any:
    """Return something else."""
    return np.full(len(s), 0.5)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the folder in which checks run, with the file of an assignment."""
    shutil.copy(ROOT / "assignments" / ASSIGNMENT / NAME, tmp_path)
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def said(monkeypatch: pytest.MonkeyPatch) -> Callable[[Any], str]:
    """Return what the card says that a check of a function shows."""

    def card(function: Any) -> str:
        shown: list[check_report.Report] = []
        monkeypatch.setattr(check_report.Report, "show", lambda report: shown.append(report))
        check_function(function, [has_shapes({"p": (3,)}, np.ones(3))])
        (report,) = shown
        return str(report)

    return card


Card = Callable[[Any], str]


def test_a_whole_file_is_as_strict_as_can_be(folder: Path, said: Card) -> None:
    """Does right code pass, and what only has the right shape not?"""
    assert "softmax: all checks passed" in said(softmax)
    assert "the same as what is right, in 16 calls" in said(softmax)
    halves.__name__ = "softmax"
    assert "FAILED  compared with what is right\n" in said(halves)
    assert "not what is right in the result on ordinary inputs" in said(halves)
    assert folder.is_dir()


def test_without_a_file(folder: Path, said: Card) -> None:
    """Is a lone notebook told that what is right isn't known, and never that all has passed?"""
    (folder / NAME).unlink()
    card = said(softmax)
    assert f"softmax: {LESS}" in card
    assert "note    compared with what is right" in card
    assert "checked less strictly: beside this notebook there is no file" in card
    assert "all checks passed" not in card


DAMAGE: dict[str, Callable[[bytes], bytes]] = {
    "empty": lambda _: b"",
    "cut off": lambda data: data[: len(data) // 2],
    "no JSON": lambda data: data.replace(b":", b";"),
    "another text": lambda _: b"[1, 2]",
    "no numbers": lambda _: b'{"functions": 3}',
    "not text": lambda data: b"\xff\xfe" + data,
    "a digit changed": lambda data: data.replace(b'"tolerance":1e-05', b'"tolerance":2e-05', 1),
    "another format": lambda data: data.replace(b'"format":1', b'"format":2'),
}


@pytest.mark.parametrize("name", DAMAGE)
def test_a_damaged_file(folder: Path, said: Card, name: str) -> None:
    """Is a file that isn't as it was written not gone by, and named?"""
    path = folder / NAME
    path.write_bytes(DAMAGE[name](path.read_bytes()))
    card = said(softmax)
    assert f"softmax: {LESS}" in card
    assert NAME in card
    assert "not as it was handed out" in card or "of another notebook" in card


def test_a_file_that_lies(folder: Path, said: Card) -> None:
    """Is one that says it is whole, and can't be used, an end of strictness and of nothing else?"""
    path = folder / NAME
    body = json.loads(path.read_text(encoding="utf-8"))
    body["functions"]["softmax"]["parts"] = [[99, [7]]]
    path.write_text(json.dumps({**body, "checksum": checksum(body)}), encoding="utf-8")
    assert f"softmax: {LESS}" in said(softmax)


def test_a_file_of_another_assignment(folder: Path, said: Card) -> None:
    """Is a function that the file doesn't know checked less strictly, and told?"""
    shutil.copy(ROOT / "assignments" / "svm-loss" / "svm-loss.fingerprints.json", folder / NAME)
    assert f"softmax: {LESS}" in said(softmax)
    assert "is of another notebook or another version of it" in said(softmax)


def test_several_files_in_one_folder(folder: Path, said: Card) -> None:
    """Is the one found that knows the function?"""
    for name in ("svm-loss", "two-layer-net", "gradient-check"):
        shutil.copy(ROOT / "assignments" / name / f"{name}.fingerprints.json", folder)
    assert "softmax: all checks passed" in said(softmax)


def test_a_function_that_has_none() -> None:
    """Is nothing said of a file that is of this very notebook, and could hold nothing of it?"""
    folder = ROOT / "assignments" / "net-on-images"
    cell = visible_cell(folder.name, "best_guesses")
    assert fingerprint_of(folder, ["best_guesses"], cell) is None
    with pytest.raises(Unusable, match="foreign"):
        fingerprint_of(folder, ["best_guesses"], cell.replace("0.81", "0.18"))


@pytest.mark.parametrize("changed", [False, True])
def test_a_check_of_another_version(
    folder: Path, said: Card, monkeypatch: pytest.MonkeyPatch, changed: bool
) -> None:
    """Is the file gone by only in the cell that it was made for, as the handout has it?"""
    cell = visible_cell(ASSIGNMENT, "softmax")
    cells = ["", cell.replace("1.0", "2.0") if changed else f"{cell}\n"]
    monkeypatch.setattr(fingerprint_report, "running_cell", lambda: cells[-1])
    card = said(softmax)
    assert ("is of another notebook or another version" in card) == changed
    assert (LESS in card) == changed
    assert folder.is_dir()


def test_the_running_cell_is_the_notebooks(monkeypatch: pytest.MonkeyPatch) -> None:
    """Is the source of a cell what IPython keeps of it, and none where there is no notebook?"""
    import IPython

    assert running_cell() is None
    shell = SimpleNamespace(user_ns={"In": ["", "first", "check_function(...)"]})
    monkeypatch.setattr(IPython, "get_ipython", lambda: shell)
    assert running_cell() == "check_function(...)"


def test_a_stub_is_not_compared(folder: Path, said: Card) -> None:
    """Is nothing added for a function that isn't written yet?"""

    def softmax(_: Any) -> Any:
        raise NotImplementedError

    assert "compared" not in said(softmax)
    assert folder.is_dir()


def test_a_function_by_another_name() -> None:
    """Is what is decorated, or a lambda, known by the name that it is bound to?"""
    report = whole_check(ASSIGNMENT, "softmax", lambda s: scipy.special.softmax(s))
    assert "the same as what is right" in str(report)


def test_while_nbgrader_grades(folder: Path, said: Card, monkeypatch: pytest.MonkeyPatch) -> None:
    """Is it left to the hidden tests, which say more?"""
    monkeypatch.setenv("NBGRADER_EXECUTION", "autograde")
    assert "compared" not in said(softmax)
    assert folder.is_dir()


def test_what_is_printed_is_not_shown(
    folder: Path, said: Card, capsys: pytest.CaptureFixture[str]
) -> None:
    """Do dozens of calls leave nothing of a stray print, and is right code with one right?"""

    def softmax(s: Any) -> Any:
        print("a stray print of mine")  # noqa: T201
        return scipy.special.softmax(s)

    assert "all checks passed" in said(softmax)
    assert capsys.readouterr().out.count("a stray print") == 1  # of the check of shapes
    assert folder.is_dir()


def test_those_that_came_with_the_kit(
    folder: Path, said: Card, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Is what is right known where a browser has the files, and none is beside the notebook?"""
    handouts = folder / "handouts"
    handouts.mkdir()
    (folder / NAME).rename(handouts / NAME)
    assert LESS in said(softmax)
    monkeypatch.setattr(prints_file, "HANDOUTS", handouts)
    assert LESS not in said(softmax)
