"""Attempts by people who saw the student notebooks alone, as they came, with their own opinions."""

import contextlib
import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from autograder.checks.check_report import Report
from autograder.checks.loss_check import Convention
from autograder.judging.mistakes.catalogue import definitions
from autograder.results import QuestionResult
from tests.judging.harness import ROOT, hidden_calls
from tests.variants.bank import grade_variant, notebook_of, visible_reports
from tests.variants.variant import Variant
from tests.wrong_code.compositions import Written

_FILE = Path(__file__).with_name("attempts.json")


@dataclass(frozen=True)
class Attempt:
    """A filled cell; `opinion` is its author's: right, wrong or unsure, and `why`.

    It is judged as a composition is; nobody knows what was planted.
    """

    number: int
    assignment: str
    function: str
    code: str
    opinion: str
    why: str
    names: frozenset[str] = frozenset()
    accepts: Convention = "half"
    written: Written = "half"

    def __str__(self) -> str:
        return f"{self.number} {self.function}"

    @property
    def variant(self) -> Variant:
        """The same, to be graded beside the cells that it needs."""
        return Variant(str(self), self.assignment, self.function, self.code)

    def namespace(self) -> dict[str, Any]:
        """Return what the student's notebook defines."""
        return notebook_of(self.variant)

    def graded(self, seed: int) -> QuestionResult:
        """Return what the hidden test says of it."""
        return grade_variant(self.variant, seed)

    def visible_failures(self) -> dict[str, str]:
        """Return what the visible check says of what failed, by line, beside the fingerprints."""
        with contextlib.chdir(ROOT / "assignments" / self.assignment):
            reports: list[Report] = visible_reports(self.variant)
        lines = [line for report in reports for line in report.lines]
        return {line.name: line.said for line in lines if line.status == "FAILED"}


@cache
def attempts() -> tuple[Attempt, ...]:
    """Return all attempts, in the order in which they came."""
    read = json.loads(_FILE.read_text(encoding="utf-8"))
    return tuple(
        Attempt(
            number,
            each["assignment"],
            _question(each["assignment"], each["cell"]),
            each["code"],
            each["opinion"],
            each["why"],
        )
        for number, each in enumerate(read)
    )


@cache
def _question(assignment: str, cell: str) -> str:
    """Return the function that is asked for in a cell."""
    asked = hidden_calls(assignment)
    found = [name for name, (place, _) in definitions(assignment).items() if place == cell]
    named = cell.replace("-", "_")
    return next((name for name in [*found, named] if name in asked), "") or _pasted(named)


def _pasted(named: str) -> str:
    return named.removesuffix("_again")
