"""The cells of a rebuilt notebook and what came of them."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

# given: the course's, locked, runs on both sides; demo: the course's or the student's version of an
# unlocked cell; answer and extra: the student's; test: the course's, scored.
Role = Literal["given", "demo", "answer", "extra", "test"]
ROLES: tuple[Role, ...] = ("given", "demo", "answer", "extra", "test")
Output = dict[str, Any]


@dataclass(frozen=True)
class RunCell:
    """A code cell to run; `imports` are the import statements that the handout has in it."""

    key: str
    source: str
    role: Role
    imports: str = ""


# Called before a cell runs, with its number from 1 and the number of cells.
OnCell = Callable[[RunCell, int, int], None]


# What a teacher is told of a cell's fault, and what a student reads in its place.
FAULT = "no answer can be judged before this is mended: {fault}"
NOT_JUDGED = (
    "the course's own test or solution has to be mended first, so this answer is not judged yet"
)
STOPPED_NAME, NOT_JUDGED_NAME = "Stopped", "NotJudged"


def nobody(_cell: RunCell, _number: int, _count: int) -> None:
    """Do nothing when a cell's turn comes."""


@dataclass(frozen=True)
class Ran:
    """What came of a cell; `stopped` says in words why it didn't come to its end, if so.

    `fault` says what of the course's own has to be mended: it is no word for students.
    """

    outputs: tuple[Output, ...] = ()
    stopped: str = ""
    count: int | None = None
    fault: str = ""


def stopped(reason: str, count: int | None = None) -> Ran:
    """Return what is kept of a cell that didn't come to its end."""
    return Ran((own_error(STOPPED_NAME, reason),), reason, count)


def not_judged() -> Output:
    """Return the output of a test whose fault is the course's: nothing is wrong with the answer."""
    return own_error(NOT_JUDGED_NAME, NOT_JUDGED)


def own_error(name: str, text: str) -> Output:
    """Return the output of an error that the grader itself says, not an exception of a cell's."""
    return {"output_type": "error", "ename": name, "evalue": text, "traceback": [text]}
