"""The cells of a rebuilt notebook and what came of them."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

from autograder.findings import Code, Finding, words

# given: the course's, locked, runs on both sides; demo: the course's or the student's version of an
# unlocked cell; answer and extra: the student's; test: the course's, scored.
Role = Literal["given", "demo", "answer", "extra", "test"]
ROLES: tuple[Role, ...] = ("given", "demo", "answer", "extra", "test")
# Where a test runs. apart: in the grader's process; after: with the student's code, in a fork, when
# all cells have run; within: so, but at its place; kernel: as in one kernel, to compare with;
# ruled: so, but by the kit's rules of what is a number of points and what stderr costs.
Place = Literal["apart", "after", "within", "kernel", "ruled"]
Output = dict[str, Any]


@dataclass(frozen=True)
class CellToRun:
    """A code cell to run.

    `needed` is what tests need of the handout's version of it: its imports, and what else it
    defines of the course's own. The grader's side runs that. A test that runs with the student's
    code has its `place`, and `before`: what it needs of earlier tests.
    """

    key: str
    source: str
    role: Role
    needed: str = ""
    place: Place = "apart"
    before: str = ""

    @property
    def apart(self) -> bool:
        """Whether the grader's process runs its source."""
        return self.place == "apart"


# Called before a cell runs, with its key, its number from 1 and the number of cells.
OnCell = Callable[[str, int, int], None]


STOPPED_NAME, NOT_JUDGED_NAME = "Stopped", "NotJudged"


def nobody(_key: str, _number: int, _count: int) -> None:
    """Do nothing when a cell's turn comes."""


@dataclass(frozen=True)
class CellRun:
    """What came of a cell; `stopped` says why it didn't come to its end, if so.

    `ended` says of a test that a call of it was stopped, and that this was its last word. `fault`
    says what of the course's own has to be mended: it is no word for students.
    """

    outputs: tuple[Output, ...] = ()
    stopped: Finding | None = None
    count: int | None = None
    fault: str = ""
    ended: Finding | None = None


def stopped(reason: Finding, count: int | None = None) -> CellRun:
    """Return what is kept of a cell that didn't come to its end."""
    return CellRun((grader_error(STOPPED_NAME, words(reason)),), reason, count)


def not_judged() -> Output:
    """Return the output of a test whose fault is the course's: nothing is wrong with the answer."""
    return grader_error(NOT_JUDGED_NAME, words(Finding(Code.NOT_JUDGED)))


def grader_error(name: str, text: str) -> Output:
    """Return the output of an error that the grader itself says, not an exception of a cell's."""
    return {"output_type": "error", "ename": name, "evalue": text, "traceback": [text]}


def error_line(error: BaseException) -> str:
    """Return an exception in one line, as a reason."""
    return " ".join(f"{type(error).__name__}: {error}".split())[:300]
