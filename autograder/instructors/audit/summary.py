"""What an audit has found, as plain data and as one page of HTML."""

from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from jinja2 import Environment, StrictUndefined

from autograder.findings import page as in_words
from autograder.findings import text
from autograder.instructors.audit.verdicts import Verdict


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
            text("audit.mutants"): self.verdicts,
            text("audit.killed"): self.killed,
            text("audit.equivalent"): self.equivalent,
            text("audit.survived"): self.survivors,
        }
        plain = {name: str(len(each)) for name, each in counts.items()}
        return plain | {text("audit.rate"): f"{self.rate:.1%}"}

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


_TEMPLATE = Path(__file__).with_name("page.html.jinja")


@dataclass(frozen=True)
class Row(Audit):
    """The audit of one solution cell; `anchor` is its place in the page."""

    cell: str = ""
    anchor: str = ""

    @property
    def facets(self) -> list[tuple[str, int]]:
        """What took points, and from how many mutants, most first."""
        kinds = ({loss.facet for loss in each.losses} for each in self.killed)
        return Counter(facet for each in kinds for facet in sorted(each)).most_common()


def page(audit: Audit) -> str:
    """Return the page, with everything that notebooks hold escaped."""
    environment = Environment(autoescape=True, undefined=StrictUndefined)
    template = environment.from_string(in_words(_TEMPLATE.read_text(encoding="utf-8")))
    return template.render(audit=audit, rows=_rows(audit))


def _rows(audit: Audit) -> list[Row]:
    return [
        Row(audit.assignment, part.verdicts, cell=cell, anchor=f"cell-{number}")
        for number, ((_, cell), part) in enumerate(audit.by_cell().items())
    ]
