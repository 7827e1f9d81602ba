"""The audits of all assignments of the kit: mutants, survivors, and what that takes.

    python benchmarks/audit.py [NAME ...] [--jobs N] [--json]

Each is one run of `autograder audit NAME`, with everything that it starts. The exit code is 1 when
a mutant survives, or when a list of equivalent mutants has an entry that is out of date.
"""

import argparse
import json
import resource
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from autograder.course.folders import assignments

ROOT = Path(__file__).resolve().parents[1]
COLUMNS = ("mutants", "killed", "equivalent", "survivors", "stale", "seconds", "CPU seconds")


def main() -> None:
    """Run the audits and print a table, or one JSON object."""
    parser = argparse.ArgumentParser(description="Audits of the kit's own assignments.")
    parser.add_argument("names", nargs="*", metavar="NAME", help="by default all")
    parser.add_argument("--jobs", default="2", help="workers at a time")
    parser.add_argument("--json", action="store_true", help="one object; the table to stderr")
    options = parser.parse_args()
    found = [measured(name, options.jobs) for name in options.names or assignments(ROOT)]
    Console(file=sys.stderr if options.json else sys.stdout, width=110).print(table(found))
    if options.json:
        print(json.dumps({"audits": found}, indent=2))
    sys.exit(any(each["survivors"] or each["stale"] for each in found))


def measured(name: str, jobs: str) -> dict[str, Any]:
    """Return what an audit says as JSON, with the time that it took from start to end."""
    words = ["-c", "from autograder.cli import main; main()", "audit", name, "--jobs", jobs]
    start, before = time.perf_counter(), _cpu_seconds()
    done = subprocess.run(
        [sys.executable, *words, "--json"], cwd=ROOT, stdout=subprocess.PIPE, text=True, check=False
    )
    if not done.stdout:
        sys.exit(f"The audit of {name} ended with code {done.returncode}.")
    found: dict[str, Any] = json.loads(done.stdout)
    found["seconds"] = round(time.perf_counter() - start, 1)
    found["CPU seconds"] = round(_cpu_seconds() - before, 1)
    return found


def table(found: list[dict[str, Any]]) -> Table:
    """Return a row for each audit; of lists the lengths."""
    rows = Table("assignment", *COLUMNS)
    rows.columns[0].min_width = max((len(each["assignment"]) for each in found), default=0)
    for each in found:
        values = (each[name] for name in COLUMNS)
        numbers = (len(value) if isinstance(value, list) else value for value in values)
        rows.add_row(each["assignment"], *map(str, numbers))
    return rows


def _cpu_seconds() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


if __name__ == "__main__":
    main()
