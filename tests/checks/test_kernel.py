"""How many of a notebook's checks have passed: counted by their cells, since the kernel started."""

import json
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from autograder.checks import check_report, kernel
from autograder.checks.check_report import CheckLine, Report
from autograder.checks.fingerprints.prints_file import checksum, hash_of
from autograder.checks.kernel import Progress, newest_cell, progress_after
from autograder.findings import Code, Finding
from autograder.findings.card import card_html, card_text

CHECKS = {"check_function(f)": "f", "check_function(g)": "g", "check_loss(h)": "h"}
Run = Callable[[str, bool], Progress | None]


def write_file(folder: Path, *notebooks: dict[str, str]) -> None:
    """Write a file that lists the checks of notebooks."""
    checks = [[[hash_of(cell), name] for cell, name in each.items()] for each in notebooks]
    body: dict[str, Any] = {"format": 1, "assignment": "a", "salt": "00", "functions": {}}
    body["checks"] = checks
    (folder / "a.fingerprints.json").write_text(json.dumps({**body, "checksum": checksum(body)}))


@pytest.fixture
def cells(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return the cells that were run in a kernel that has just started, in a course's folder."""
    import IPython

    found = [""]
    shell = SimpleNamespace(user_ns={"In": found})
    monkeypatch.setattr(IPython, "get_ipython", lambda: shell)
    monkeypatch.setattr(kernel, "_runs", {})
    monkeypatch.setattr(kernel, "_passed_once", set())
    monkeypatch.chdir(tmp_path)
    return found


@pytest.fixture
def run(cells: list[str]) -> Run:
    """Return what runs a cell with a check in it."""

    def run(cell: str, passed: bool) -> Progress | None:
        cells.append(cell)
        return progress_after(passed)

    return run


def test_checks_are_counted_by_their_cells(run: Run) -> None:
    """Is a check counted while it passes, said to be the first time once, with what comes next?"""
    write_file(Path(), {"check_function(other)": "other"}, CHECKS)
    one, two, three = CHECKS
    assert run(one, False) == Progress(0, 3, False, "g")
    assert run(one, True) == Progress(1, 3, True, "g")
    assert run(three, True) == Progress(2, 3, True, "g")
    assert run(one, True) == Progress(2, 3, False, "g")
    assert run(one, False) == Progress(1, 3, False, "g")
    assert run(two, True) == Progress(2, 3, True, "f")
    assert run(one, True) == Progress(3, 3, False, "")


def test_a_cell_with_two_checks_passes_if_both_do(run: Run, cells: list[str]) -> None:
    """Does a failure count, whichever of the two comes first?"""
    write_file(Path(), CHECKS)
    for outcomes in ((True, False), (False, True)):
        cells.append(next(iter(CHECKS)))
        *_, last = [progress_after(passed) for passed in outcomes]
        assert last is not None and last.passed == 0
    assert run(next(iter(CHECKS)), True) == Progress(1, 3, False, "g")


def test_where_it_is_not_known(run: Run, cells: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """Is nothing counted without a file, for a cell that is not in it, and while it is graded?"""
    cell = next(iter(CHECKS))
    assert run(cell, True) is None
    write_file(Path(), CHECKS)
    assert run("check_function(f, ['mine'])", True) is None
    for broken in ("{", "[]", '{"format": 1}'):
        Path("a.fingerprints.json").write_text(broken)
        assert run(cell, True) is None
    write_file(Path(), CHECKS)
    for variable in ("NBGRADER_EXECUTION", "NBGRADER_VALIDATING"):
        with monkeypatch.context() as patch:
            patch.setenv(variable, "autograde")
            assert run(cell, True) is None
    assert run(cell, True) == Progress(1, 3, True, "g")
    del cells[1:]
    assert progress_after(True) is None


def test_no_notebook() -> None:
    """Is there nothing to say outside of a notebook?"""
    assert progress_after(True) is None
    assert newest_cell("f") is None


PASSED = Report("f", (CheckLine("passed", "shape"),))
FAILED = Report("f", (CheckLine("FAILED", "shape", "(3,) for (4,)"),))
LESS = Report("f", (CheckLine("note", "compared", Finding.of(Code.LESS_STRICTLY, why="no file")),))


def shown(report: Report, cells: list[str], cell: str) -> Report:
    """Return a report as it is shown below a cell."""
    found: list[Report] = []
    cells.append(cell)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Report, "show", lambda report: found.append(report))
        check_report.show(lambda: report)
    return found[0]


def test_a_card_says_what_comes_next(cells: list[str]) -> None:
    """Has the first pass a seal and the next function, the last all checks, and no later one?"""
    write_file(Path(), CHECKS)
    one, two, three = CHECKS
    first, again = (shown(PASSED, cells, one).card for _ in range(2))
    assert (first.seal, first.title, first.progress) == (True, "It works", (1, 3))
    assert list(first.said) == ["All checks passed.", "Next: g."]
    assert (again.seal, again.title, again.progress) == (False, "All checks passed", (1, 3))
    shown(PASSED, cells, two)
    last = shown(PASSED, cells, three).card
    assert (last.seal, last.title) == (True, "All 3 checks of this notebook have passed")


@pytest.mark.parametrize("report", [FAILED, LESS])
def test_what_is_not_right_counts_for_nothing(cells: list[str], report: Report) -> None:
    """Does a failure, or a check that is less strict, leave the count where it is?"""
    write_file(Path(), CHECKS)
    card = shown(report, cells, next(iter(CHECKS))).card
    assert (card.seal, card.progress) == (False, (0, 3))


def test_progress_in_pictures_and_words(cells: list[str]) -> None:
    """Are there as many cells as checks, filled for those that passed, and the same in words?"""
    write_file(Path(), CHECKS)
    card = shown(PASSED, cells, next(iter(CHECKS))).card
    html = card_html(card)
    assert html.count('border:1px solid #0B7C6D" aria-hidden') == 3
    assert html.count("background:#0B7C6D;border") == 1
    words = "1 of 3 checks have passed since this kernel started"
    assert words in html
    assert card_text(card).splitlines() == [
        "✓ PASSED  f: It works",
        "  All checks passed.",
        "  Next: g.",
        "  ✓ passed: 1",
        "    shape",
        f"  {words}",
    ]
