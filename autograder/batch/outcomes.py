"""What came of each submission of a class, and the summary of all."""

from dataclasses import asdict, dataclass
from typing import Any, Literal

from msgspec import Struct

from autograder.findings import Code, Finding, text, words
from autograder.results import Graded

# graded: run now; restored: a kept result was written again; unchanged: nothing to do;
# failed: the grader didn't come to its end or the gradebook doesn't take it; waiting: a dry run.
State = Literal["graded", "restored", "unchanged", "failed", "waiting"]


@dataclass(frozen=True)
class Outcome:
    """A student's result; `look` says why a person should look at it, `differences` are by the way.

    `seconds` are those that grading took, by phase; `mistakes` are those that were named, each with
    its question.
    """

    student: str
    state: State
    points: float = 0.0
    max_points: float = 0.0
    look: tuple[str, ...] = ()
    differences: tuple[str, ...] = ()
    seconds_late: float = 0.0
    seconds: dict[str, float] | None = None
    mistakes: tuple[tuple[str, str], ...] = ()

    def to_json(self) -> dict[str, Any]:
        """Return it as plain data."""
        return asdict(self)


# What was graded by tests that may not fit; what its own release's tests graded needs nobody.
_OF_ANOTHER_RELEASE = (Code.OLDER_QUESTIONS, Code.OLDER_UNREADABLE, Code.OLDER_UNKNOWN)

Pairs = tuple[tuple[str, str], ...]


class Summary(Struct, frozen=True):
    """The scores by cell, and what there is to say of a result; see Graded."""

    scores: dict[str, float | None]
    stopped: tuple[Finding, ...] = ()
    problem: Finding | None = None
    differences: tuple[Finding, ...] = ()
    mistakes: Pairs = ()
    faults: tuple[Finding, ...] = ()

    @classmethod
    def of(cls, graded: Graded, scores: dict[str, float | None]) -> "Summary":
        """Return that of a result with these scores."""
        return cls(
            scores,
            graded.stopped,
            graded.problem,
            graded.differences,
            graded.mistakes,
            graded.faults,
        )

    @property
    def look(self) -> tuple[str, ...]:
        """Why a person should look at the result, in words."""
        unsure = [words(each) for each in self.differences if each.code == Code.CELL_UNSURE]
        other = (each for each in self.differences if each.code in _OF_ANOTHER_RELEASE)
        found = (*self.faults, self.problem, *self.stopped, *other)
        asked = (text("lost-names.how", said=each) for each in unsure)
        return (*(words(each) for each in found if each), *asked)

    @property
    def by_the_way(self) -> tuple[str, ...]:
        """In what the submission differs from the handout, in words."""
        found = (each for each in self.differences if each != self.problem)
        elsewhere = (Code.CELL_UNSURE, *_OF_ANOTHER_RELEASE)
        return tuple(words(each) for each in found if each.code not in elsewhere)
