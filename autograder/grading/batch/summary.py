"""What is to be known of a result without its notebook."""

from dataclasses import dataclass
from typing import Any

from autograder.grading.grade.material import Graded
from autograder.grading.running.cells import FAULT

Pairs = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Summary:
    """The scores by cell, and what there is to say of a result; see Graded for the words."""

    scores: dict[str, float | None]
    stopped: tuple[str, ...] = ()
    problem: str = ""
    differences: tuple[str, ...] = ()
    mistakes: Pairs = ()
    faults: tuple[str, ...] = ()

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

    @classmethod
    def from_json(cls, plain: dict[str, Any]) -> "Summary":
        """Return the one that was kept; those of earlier versions have less."""
        return cls(
            plain["scores"],
            tuple(plain["stopped"]),
            plain["problem"],
            tuple(plain["differences"]),
            pairs_in(plain),
            tuple(plain.get("faults", ())),
        )

    @property
    def look(self) -> tuple[str, ...]:
        """Why a person should look at the result."""
        faults = (FAULT.format(fault=fault) for fault in self.faults)
        return tuple(text for text in (*faults, self.problem, *self.stopped) if text)


def pairs_in(plain: dict[str, Any]) -> Pairs:
    """Return the mistakes that were named, each with its question; earlier versions name none."""
    return tuple((question, name) for question, name in plain.get("mistakes", ()))
