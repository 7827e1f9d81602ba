"""What is known of a class at the end: counts, who needs a look, the exit code."""

import time
from dataclasses import dataclass, field
from typing import Any

from autograder.grading.batch.outcome import Outcome
from autograder.reporting.mistakes import commonest

FINE, COURSE_ERROR, LOOK, FAILED, HELD, NOT_WRITTEN, INTERRUPTED = 0, 1, 3, 4, 5, 6, 130


@dataclass
class Tally:
    """Counts outcomes as they come."""

    total: int
    outcomes: list[Outcome] = field(default_factory=list)
    begun: float = field(default_factory=time.monotonic)

    def add(self, outcome: Outcome) -> None:
        """Count one."""
        self.outcomes.append(outcome)

    @property
    def seconds(self) -> float:
        """The seconds since the beginning."""
        return time.monotonic() - self.begun

    @property
    def counts(self) -> dict[str, int]:
        """How many outcomes there are of each state that occurs."""
        states = [outcome.state for outcome in self.outcomes]
        return {state: states.count(state) for state in dict.fromkeys(sorted(states))}

    @property
    def to_look_at(self) -> list[Outcome]:
        """Those that a person should look at, by name."""
        return sorted((each for each in self.outcomes if each.look), key=lambda each: each.student)

    @property
    def mistakes(self) -> list[tuple[str, str]]:
        """The mistakes that were named, each with its question, as often as they were made."""
        return [each for outcome in self.outcomes for each in outcome.mistakes]

    @property
    def exit_code(self) -> int:
        """FAILED, LOOK or FINE, whichever comes first."""
        if any(outcome.state == "failed" for outcome in self.outcomes):
            return FAILED
        return LOOK if self.to_look_at else FINE

    def to_json(self, assignment: str) -> dict[str, Any]:
        """Return all of it as plain data."""
        return {
            "assignment": assignment,
            "submissions": self.total,
            "counts": self.counts,
            "seconds": round(self.seconds, 3),
            "exit_code": self.exit_code,
            "mistakes": [
                {"question": question, "mistake": name, "students": count}
                for (question, name), count in commonest(self.mistakes)
            ],
            "students": [each.to_json() for each in sorted(self.outcomes, key=_name)],
        }


def _name(outcome: Outcome) -> str:
    return outcome.student
