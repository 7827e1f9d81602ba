"""Are the variants of an assignment equally fair? The same mistakes must be seen in each.

    python benchmarks/variants.py [NAME ...] [--operators] [--json]

Each variant is audited as an assignment of its own, by the catalogue of mistakes and, if asked for,
by the operators, too: `mutants`, `killed`, `equivalent`, and the kill rate of those that are not
equivalent. `equal` says that all variants of an assignment have one rate, `same mutants` that they
were told the same mistakes. The exit code is 1 when rates differ.
"""

import argparse
import json
import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from autograder.course.variants import FOLDER, read_variants

ROOT = Path(__file__).resolve().parents[1]
COLUMNS = ("mutants", "killed", "equivalent", "survivors", "rate", "seconds")


def main() -> None:
    """Audit the variants and print a table, or one JSON object."""
    parser = argparse.ArgumentParser(description="Kill rates of the variants of assignments.")
    parser.add_argument("names", nargs="*", metavar="NAME", help="by default all with variants")
    parser.add_argument("--operators", action="store_true", help="the operators' mutants, too")
    parser.add_argument("--jobs", default="1", help="workers at a time")
    parser.add_argument("--json", action="store_true", help="one object; the table to stderr")
    options = parser.parse_args()
    names = options.names or sorted(path.stem for path in (ROOT / FOLDER).glob("*.toml"))
    found = {name: _of_assignment(name, options) for name in names}
    Console(file=sys.stderr if options.json else sys.stdout, width=110).print(_table(found))
    if options.json:
        print(json.dumps(found, indent=2))
    sys.exit(not all(each["equal"] for each in found.values()))


def _of_assignment(name: str, options: argparse.Namespace) -> dict[str, Any]:
    variants = read_variants(ROOT, name)
    found = {letter: _audited(name, letter, options) for letter in variants.letters}
    return {
        "variants": {
            letter: {"says": list(variants.says[letter]), **each} for letter, each in found.items()
        },
        "equal": len({each["rate"] for each in found.values()}) == 1,
        "same mutants": len({each["mutants"] for each in found.values()}) == 1,
    }


def _audited(name: str, letter: str, options: argparse.Namespace) -> dict[str, Any]:
    command = [sys.executable, "-c", "from autograder.cli import main; main()", "audit", name]
    operators = [] if options.operators else ["--no-operators"]
    begun = time.monotonic()
    done = subprocess.run(
        [*command, "--variant", letter, "--jobs", options.jobs, "--json", *operators],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        text=True,
        check=False,
    )
    if not done.stdout:
        sys.exit(f"The audit of {name}, variant {letter}, ended with code {done.returncode}.")
    audit = json.loads(done.stdout)
    told = audit["killed"] + len(audit["survivors"])
    return {
        **{key: audit[key] for key in ("mutants", "killed", "equivalent")},
        "survivors": len(audit["survivors"]),
        "survived": sorted(f"{each['cell']}: {each['operator']}" for each in audit["survivors"]),
        "stale": audit["stale"],
        "rate": audit["killed"] / told if told else 1.0,
        "seconds": round(time.monotonic() - begun, 1),
    }


def _table(found: dict[str, dict[str, Any]]) -> Table:
    rows = Table("assignment", "variant", *COLUMNS, "equal")
    for name, each in found.items():
        for letter, audit in each["variants"].items():
            numbers = (f"{audit[column]:g}" for column in COLUMNS)
            rows.add_row(name, letter, *numbers, "yes" if each["equal"] else "no")
    return rows


if __name__ == "__main__":
    main()
