"""Run the visible check of a question as the notebook has it, with what lies beside it or not."""

from collections.abc import Callable
from functools import cache
from types import CodeType
from typing import Any

import pytest

from autograder.checks.check_report import Report
from autograder.checks.fingerprints import report as fingerprint_report
from tests.conftest import ROOT
from tests.judging.harness import cells, hidden_calls

Function = Callable[..., Any]


def check(assignment: str, question: str, function: Function, **others: Any) -> Report:
    """Return what the check below `question` sees by itself; `others` are also defined.

    What is known to be right is not asked: `whole_check` does.
    """
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(fingerprint_report, "fingerprint_of", lambda *_: None)
        return whole_check(assignment, question, function, **others)


def whole_check(assignment: str, question: str, function: Function, **others: Any) -> Report:
    """Return what the check reports where the handout's fingerprints lie beside the notebook."""
    shown: list[Report] = []
    names = {
        **_imported(assignment),
        **others,
        question: function,
        "__name__": "a student's notebook",
    }
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Report, "show", lambda report: shown.append(report))
        patch.chdir(ROOT / "assignments" / assignment)
        exec(_compiled(assignment, question), names)  # noqa: S102 - a cell of ours
    (report,) = shown
    return report


def show(assignment: str, question: str, function: Function) -> None:
    """Run the same check, which shows its report below the cell."""
    names = {**_imported(assignment), question: function}
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(ROOT / "assignments" / assignment)
        exec(_compiled(assignment, question), names)  # noqa: S102 - a cell of ours


def failures(report: Report) -> dict[str, str]:
    """Return what was seen in each line that failed, by the line's name."""
    return {line.name: line.said for line in report.lines if line.status == "FAILED"}


@cache
def _imported(assignment: str) -> dict[str, Any]:
    names: dict[str, Any] = {}
    exec(cells(assignment)["setup"], names)  # noqa: S102 - a cell of ours
    return names


@cache
def _compiled(assignment: str, question: str) -> CodeType:
    cell = hidden_calls(assignment)[question][0]
    return compile(visible_cell(assignment, question), f"<{cell}>", "exec")


def visible_cell(assignment: str, question: str) -> str:
    """Return the cell that checks a question, as students get it."""
    cell = hidden_calls(assignment)[question][0]
    return cells(assignment)[cell].partition("### BEGIN HIDDEN TESTS")[0].strip()
