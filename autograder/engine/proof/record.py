"""What was proved of a notebook's tests, as it is kept and told."""

from enum import StrEnum
from typing import Literal

from msgspec import Struct

from autograder.engine.submission.cell_runs import Place
from autograder.findings import Finding

# neither: it scores otherwise apart and with the student; unsteady: one kernel scores it now so,
# now so; missing: the solution itself lacks a package or a file here.
Outcome = Literal["apart", "after", "within", "neither", "unsteady", "missing"]


class Together(StrEnum):
    """Which tests run with the student's code: `c.GradingSettings.together`."""

    NEEDED = "where needed"
    NEVER = "never"
    ALWAYS = "always"


class Difference(Struct, frozen=True):
    """A submission of the course's own on which one kernel and the kit differ, and their points.

    `answer` is the one that was taken away from the solution, "" for the solution itself, None for
    the handout as it is. `ended` is what the kit's run of the cell ended with.
    """

    answer: str | None
    stock: float | None
    kit: float | None
    ended: Finding | None = None


class ProvedCell(Struct, frozen=True):
    """A test of which there is something to say; `construct` names what may be the cause."""

    cell: str
    outcome: Outcome
    difference: Difference | None = None
    construct: str = ""


class Proof(Struct, frozen=True):
    """The outcome for a notebook: how many tests and submissions, and the tests to tell of.

    `unproved` says why there is none: then all tests run apart. `missing` are packages that are not
    installed here.
    """

    key: str
    tests: int = 0
    submissions: int = 0
    seconds: float = 0.0
    cells: tuple[ProvedCell, ...] = ()
    missing: tuple[str, ...] = ()
    unproved: str = ""

    def places(self, together: Together) -> dict[str, Place]:
        """Return where tests run that don't run apart, by cell."""
        if together is Together.NEVER:
            return {}
        found: dict[str, Place] = {}
        for each in self.cells:
            if each.outcome == "after" or each.outcome == "within":
                found[each.cell] = each.outcome
        return found

    def of(self, outcome: Outcome) -> tuple[ProvedCell, ...]:
        """Return the tests of one outcome."""
        return tuple(each for each in self.cells if each.outcome == outcome)
