"""A class that has not changed since it was graded: what a second run takes.

    python benchmarks/unchanged.py [--size 400] [--rounds 5] [--kb 0 1000] [--json]

The class of benchmarks/grading.py is graded once. Then the whole command runs over all of it and
over one student, in turn, in a process of its own each time; the difference is what a submission
takes, the rest is start. `--kb` puts outputs of so many kB into each notebook that is handed in, as
pictures do. Each is the best of all rounds: what else runs on a machine only adds to it. CPU
seconds are those of the command, which starts no worker here.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

os.environ |= dict.fromkeys(("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS"), "1")  # before numpy

from grading_class import KINDS, make_class
from rich.console import Console

COMMAND = [sys.executable, "-c", "from autograder.cli import main; main()", "grade"]
Seconds = tuple[float, float]  # wall, CPU


def main() -> None:
    """Measure, and print a line for each size of notebook, or one JSON object."""
    parser = argparse.ArgumentParser(description="A second run of a class that has not changed.")
    parser.add_argument("--size", type=int, default=400, help="submissions")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--kb", type=int, nargs="*", default=[0, 1000], help="added to each")
    parser.add_argument("--kind", choices=KINDS, default=KINDS[0])
    parser.add_argument("--json", action="store_true", help="one object; the lines to stderr")
    options = parser.parse_args()
    console = Console(file=sys.stderr if options.json else sys.stdout)
    found = {}
    for kb in options.kb:
        found[str(kb)] = measure(options, kb)
        console.print(_LINE.format(kb=kb, **found[str(kb)]), soft_wrap=True)
    if options.json:
        print(json.dumps({**found[str(options.kb[0])], "by_kb": found}))


_LINE = (
    "{size} submissions, {kb} kB added to each: {seconds_per_hundred:.3f} s a hundred unchanged "
    "({cpu_seconds_per_hundred:.3f} of CPU), "
    "start {start_seconds:.2f} s ({start_cpu_seconds:.2f} of CPU)"
)


def measure(options: argparse.Namespace, kb: int) -> dict[str, Any]:
    """Return the figures of a class as plain data."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as scratch:
        make_class(Path(scratch), options.kind, options.size)
        course = Path(scratch) / "kit"
        first = sorted((course / "submitted").iterdir())[0].name
        for path in (course / "submitted").rglob("*.ipynb"):
            _add_outputs(path, kb)
        _run(course, options.kind, ())
        rounds = []
        for _ in range(options.rounds):
            everybody = _run(course, options.kind, (), unchanged=options.size)
            rounds.append((everybody, _run(course, options.kind, (first,), unchanged=1)))
    hundreds = (options.size - 1) / 100
    wall, cpu, start, start_cpu = (
        min(taken[which][i] for taken in rounds) for which in (0, 1) for i in (0, 1)
    )
    return {
        "size": options.size,
        "seconds_per_hundred": (wall - start) / hundreds,
        "cpu_seconds_per_hundred": (cpu - start_cpu) / hundreds,
        "start_seconds": start,
        "start_cpu_seconds": start_cpu,
    }


def _add_outputs(path: Path, kb: int) -> None:
    """Put a text into the outputs of a notebook's last code cell."""
    if not kb:
        return
    notebook = json.loads(path.read_text(encoding="utf-8"))
    cell = [cell for cell in notebook["cells"] if cell["cell_type"] == "code"][-1]
    cell["outputs"] = [{"output_type": "stream", "name": "stdout", "text": "x" * 1000 * kb}]
    path.write_text(json.dumps(notebook), encoding="utf-8")


def _run(course: Path, name: str, students: tuple[str, ...], unchanged: int = 0) -> Seconds:
    """Run the command; return what it took. So many must be unchanged."""
    words = [word for each in students for word in ("--student", each)]
    wall, cpu = time.perf_counter(), _cpu()
    done = subprocess.run(
        [*COMMAND, name, *words], cwd=course, capture_output=True, text=True, check=False
    )
    taken = time.perf_counter() - wall, _cpu() - cpu
    if f"{name}: {unchanged} unchanged" not in done.stdout and unchanged:
        raise SystemExit(f"not unchanged:\n{done.stdout[-1000:]}\n{done.stderr[-1000:]}")
    return taken


def _cpu() -> float:
    return sum(os.times()[2:4])


if __name__ == "__main__":
    main()
