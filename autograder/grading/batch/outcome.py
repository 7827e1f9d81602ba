"""What came of a student's submission, as it is told while a class is graded."""

from dataclasses import asdict, dataclass
from typing import Any, Literal

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
