"""What is kept: stock nbgrader's scores, and the cells in which the kit is known to differ."""

import json
from collections.abc import Iterable, Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Any

from tests.same_scores.cases import POINTS, Case
from tests.same_scores.grading import APART, WHERE_NEEDED, Scores

STOCK = Path(__file__).with_name("stock_scores.json")
# By how tests run, what differs: apart from the student's code, and with it where that is needed.
KNOWN = {
    APART: Path(__file__).with_name("differ_apart.json"),
    WHERE_NEEDED: Path(__file__).with_name("known_differences.json"),
}
RENEW = "python -m tests.same_scores.record_stock"
# By case and variant, the test cells that differ.
Differences = dict[str, dict[str, list[str]]]


def recorded() -> dict[str, dict[str, Any]]:
    """Return by case what stock nbgrader gave: its version and the case's hash, and the scores."""
    found: dict[str, dict[str, Any]] = _read(STOCK)
    return found


def stock_only(variants: Sequence[str]) -> Scores:
    """Return stock nbgrader's scores of some variants."""
    return {
        name: {variant: entry["scores"][variant] for variant in variants}
        for name, entry in recorded().items()
    }


def known_differences(together: str) -> Differences:
    """Return the cells that are known to score otherwise, by case and variant."""
    found: Differences = _read(KNOWN[together])
    return found


def stale(cases: Iterable[Case]) -> list[Case]:
    """Return the cases that stock nbgrader has to grade anew."""
    kept = recorded()
    return [case for case in cases if kept.get(case.id, {}).get("of") != what_it_is_of(case)]


def what_it_is_of(case: Case) -> str:
    """Return what recorded scores depend on."""
    return f"nbgrader {version('nbgrader')}, case {case.digest}"


def differing(case: Case, ours: Scores, stock: Scores) -> dict[str, list[str]]:
    """Return by variant the test cells of a case whose scores differ."""
    mine, found = ours.get(case.id, {}), {}
    for variant, scores in stock[case.id].items():
        cells = [cell for cell in scores if mine.get(variant, {}).get(cell) != scores[cell]]
        if cells:
            found[variant] = sorted(cells)
    return found


def at_fault(case: Case, stock: Scores) -> list[str]:
    """Return what is wrong with a case by stock's scores: a solution must pass, others must not."""
    passed = {
        variant: [score == POINTS for score in cells.values()]
        for variant, cells in stock[case.id].items()
    }
    lost = [f"{case.id}: the solution loses points"] * (not all(passed["solution"]))
    gained = [variant for variant in ("untouched", "half") if all(passed[variant])]
    return lost + [f"{case.id}: {variant} gets all points" for variant in gained]


def write(path: Path, content: object) -> None:
    """Keep JSON, so that a change of one case is a change of few lines."""
    path.write_text(json.dumps(content, indent=1, sort_keys=True) + "\n", encoding="utf-8")


def _read(path: Path) -> Any:
    return json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
