"""Run the visible check of a question as the notebook has it."""

from collections.abc import Callable
from functools import cache
from types import CodeType
from typing import Any

import pytest

from autograder.checks.check_report import Report
from tests.judging.harness import cells, hidden_calls

Function = Callable[..., Any]


def check(assignment: str, question: str, function: Function, **others: Any) -> Report:
    """Return what the check below `question` reports of a function; `others` are also defined."""
    shown: list[Report] = []
    names = {**_imported(assignment), **others, question: function}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Report, "show", lambda report: shown.append(report))
        exec(_compiled(assignment, question), names)  # noqa: S102 - a cell of ours
    (report,) = shown
    return report


def show(assignment: str, question: str, function: Function) -> None:
    """Run the same check, which shows its report below the cell."""
    exec(_compiled(assignment, question), {**_imported(assignment), question: function})  # noqa: S102


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
    visible = cells(assignment)[cell].partition("### BEGIN HIDDEN TESTS")[0]
    return compile(visible, f"<{cell}>", "exec")
