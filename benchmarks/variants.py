"""Are the variants of an assignment equally fair? The same mistakes must be seen in each.

    python benchmarks/variants.py [NAME ...] [--operators] [--every 6] [--jobs N] [--json]

Each variant is audited as an assignment of its own: by the catalogue of mistakes, or, if asked for,
by the operators' mutants. Of those one of `every` is tried, drawn by the hash of what it changes:
the same ones in each variant, where its code is alike. `rate` is the share of mutants killed of
those that are not equivalent, `low` and `high` its interval at 95 %, in all and for each kind of
mutants. `unlike` lists the mutants that stand in several variants and are killed in only some of
them, `in all` counts those that stand in all. The exit code is 1 where any mutant is unlike.
"""

import argparse
import hashlib
import json
import sys
import time
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from autograder.course.variant_copy import variant_course
from autograder.course.variants import FOLDER, Variants, read_variants
from autograder.instructors.audit.mutants import Mutant
from autograder.instructors.audit.run import Options, audit_of, prepare
from autograder.instructors.audit.summary import Audit
from autograder.instructors.audit.verdicts import Verdict
from autograder.instructors.reports.terms.statistics import Interval, share

ROOT = Path(__file__).resolve().parents[1]
_STDERR = Console(file=sys.stderr)

Change = tuple[str, str, str, str]  # a cell, an operator, the lines that are gone, those that came


def main() -> None:
    """Audit the variants and print a table, or one JSON object."""
    parser = argparse.ArgumentParser(description="Kill rates of the variants of assignments.")
    parser.add_argument("names", nargs="*", metavar="NAME", help="by default all with variants")
    parser.add_argument("--operators", action="store_true", help="not by the catalogue")
    parser.add_argument("--every", type=int, default=6, help="one of so many of the operators'")
    parser.add_argument("--jobs", type=int, default=1, help="workers at a time")
    parser.add_argument("--json", action="store_true", help="one object; tables to stderr")
    options = parser.parse_args()
    names = options.names or sorted(path.stem for path in (ROOT / FOLDER).glob("*.toml"))
    found = {name: _of_assignment(name, options) for name in names}
    console = _STDERR if options.json else Console(width=110)
    for table in (_by_variant(found), *(_by_kind(*each) for each in found.items())):
        console.print(table)
    if options.json:
        print(json.dumps(found, indent=2))
    sys.exit(not all(not each["unlike"] for each in found.values()))


def _of_assignment(name: str, options: argparse.Namespace) -> dict[str, Any]:
    variants = read_variants(ROOT, name)
    killed: defaultdict[Change, dict[str, bool]] = defaultdict(dict)
    found = {}
    for letter in variants.letters:
        audit, seconds = _audited(variants, letter, options)
        for verdict in audit.verdicts:
            killed[change_of(verdict.mutant)][letter] = verdict.killed or bool(verdict.reason)
        found[letter] = _of_variant(audit) | {"says": list(variants.says[letter])}
        found[letter]["seconds"] = seconds
    several = {change: each for change, each in killed.items() if len(set(each.values())) > 1}
    return {
        "variants": found,
        "in all": sum(len(each) == len(found) for each in killed.values()),
        "unlike": [{"change": change, "killed": each} for change, each in several.items()],
    }


def _audited(variants: Variants, letter: str, options: argparse.Namespace) -> tuple[Audit, float]:
    begun, name = time.monotonic(), variants.assignment
    _STDERR.print(f"{name}, variant {letter} ...")
    kinds = Options(operators=options.operators, catalogue=not options.operators)
    with variant_course(ROOT, variants, letter) as copy:
        ready = prepare(copy, name, kinds)
        if options.operators:
            drawn = [each for each in ready.mutants if is_drawn(each, options.every)]
            ready = replace(ready, mutants=drawn)
        audit = audit_of(name, ready, options.jobs, lambda *_: None)
    return audit, round(time.monotonic() - begun, 1)


def _of_variant(audit: Audit) -> dict[str, Any]:
    kinds: defaultdict[str, list[Verdict]] = defaultdict(list)
    for verdict in audit.verdicts:
        kinds[kind_of(verdict.mutant)].append(verdict)
    return {
        **figures(audit.verdicts),
        "kinds": {kind: figures(each) for kind, each in sorted(kinds.items())},
        "survived": [each.mutant.diff for each in audit.survivors],
    }


def kind_of(mutant: Mutant) -> str:
    """Return the kind of a mutant: its operator, and of signs that replace others the family."""
    return mutant.operator.partition("_")[0]


def change_of(mutant: Mutant) -> Change:
    """Return by what a mutant is the same in several variants."""
    return (mutant.cell, mutant.operator, *mutant.change)


def is_drawn(mutant: Mutant, every: int) -> bool:
    """Return whether a mutant is among those that are asked, the same in each variant and run."""
    digest = hashlib.sha256("\n".join(change_of(mutant)).encode()).digest()
    return int.from_bytes(digest[:8]) % every == 0


def figures(verdicts: Sequence[Verdict]) -> dict[str, Any]:
    """Return counts, and the kill rate with its interval."""
    killed = sum(each.killed for each in verdicts)
    equivalent = sum(bool(each.reason) and not each.killed for each in verdicts)
    told = len(verdicts) - equivalent
    interval = share(killed, told) if told else Interval(1.0, 0.0, 1.0)
    rate = killed / told if told else 1.0
    counts = {"mutants": len(verdicts), "killed": killed, "equivalent": equivalent}
    return {**counts, "rate": rate, "low": interval.low, "high": interval.high}


def _by_variant(found: Mapping[str, Mapping[str, Any]]) -> Table:
    table = Table("assignment", "variant", "killed", "equivalent", "in all", "unlike", "seconds")
    for name, each in found.items():
        for letter, audit in each["variants"].items():
            counts = (audit["equivalent"], each["in all"], len(each["unlike"]), audit["seconds"])
            table.add_row(name, letter, _shown(audit), *(f"{count:g}" for count in counts))
    return table


def _by_kind(name: str, each: Mapping[str, Any]) -> Table:
    audits = each["variants"]
    table = Table(f"{name}: kind", *audits)
    for kind in sorted({kind for audit in audits.values() for kind in audit["kinds"]}):
        rows = (audit["kinds"].get(kind) for audit in audits.values())
        table.add_row(kind, *(_shown(row) if row else "" for row in rows))
    return table


def _shown(row: Mapping[str, Any]) -> str:
    told = row["mutants"] - row["equivalent"]
    return f"{row['killed']} of {told} ({row['low']:.0%} to {row['high']:.0%})" if told else "-"


if __name__ == "__main__":
    main()
