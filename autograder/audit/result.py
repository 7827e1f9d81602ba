"""What an audit has found: counts, survivors, and all of it as plain data."""

from dataclasses import dataclass
from typing import Any

from autograder.audit.verdict import Verdict


@dataclass(frozen=True)
class Audit:
    """Verdicts on all mutants of an assignment.

    `stale` says in words which entries of the list of equivalent mutants fit no mutant, or one
    that a test kills.
    """

    assignment: str
    verdicts: tuple[Verdict, ...]
    stale: tuple[str, ...] = ()
    seconds: float = 0.0

    @property
    def killed(self) -> list[Verdict]:
        """Mutants that lost a point."""
        return [each for each in self.verdicts if each.killed]

    @property
    def equivalent(self) -> list[Verdict]:
        """Mutants that lost none and are as right as the solution."""
        return [each for each in self.verdicts if not each.killed and each.reason]

    @property
    def survivors(self) -> list[Verdict]:
        """Mutants that lost none, and nobody says why they may."""
        return [each for each in self.verdicts if not each.killed and not each.reason]

    @property
    def rate(self) -> float:
        """The share of mutants killed, of those that are not equivalent; 1.0 if there is none."""
        told = len(self.killed) + len(self.survivors)
        return len(self.killed) / told if told else 1.0

    @property
    def figures(self) -> dict[str, str]:
        """The counts and the rate, as they stand in a table under these names."""
        counts = {
            "Mutants": self.verdicts,
            "Killed": self.killed,
            "Equivalent": self.equivalent,
            "Survived": self.survivors,
        }
        plain = {name: str(len(each)) for name, each in counts.items()}
        return plain | {"Kill rate": f"{self.rate:.1%}"}

    def by_cell(self) -> dict[tuple[str, str], "Audit"]:
        """Return an audit for each cell, by notebook and cell, in their order."""
        found: dict[tuple[str, str], list[Verdict]] = {}
        for each in self.verdicts:
            found.setdefault((each.mutant.notebook, each.mutant.cell), []).append(each)
        return {place: Audit(self.assignment, tuple(part)) for place, part in found.items()}

    def to_json(self) -> dict[str, Any]:
        """Return it as plain data."""
        return {
            "assignment": self.assignment,
            "mutants": len(self.verdicts),
            "killed": len(self.killed),
            "equivalent": len(self.equivalent),
            "survivors": [_plain(each) for each in self.survivors],
            "stale": list(self.stale),
            "seconds": round(self.seconds, 1),
        }


def _plain(verdict: Verdict) -> dict[str, str]:
    mutant = verdict.mutant
    return {"cell": mutant.cell, "operator": mutant.operator, "diff": mutant.diff}
