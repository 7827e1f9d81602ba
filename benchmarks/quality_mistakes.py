"""Is each mistake of the catalogue named, by its own name?

    python benchmarks/quality_mistakes.py [--seeds 20] [--jobs N] [--json]

Every slip of the catalogue is planted in the solution and graded at each seed; those in a function
that trains for seconds have a tenth of the seeds. A mistake is named right if it is named at every
seed and nothing else is; named wrong if another one was named at any seed.
"""

import os

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # a process for each core, before numpy
os.environ.setdefault("OMP_NUM_THREADS", "1")

import argparse
import json
import sys
import time
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import asdict, dataclass
from typing import Literal

from rich.console import Console
from rich.progress import track
from rich.table import Table

from tests.judging.mistakes.planted import SLOW, grade_with, label, names, planted

_STDERR = Console(file=sys.stderr)
Outcome = Literal["right", "wrong", "none", "not seen"]


@dataclass(frozen=True)
class Trouble:
    """A planted mistake that was not named right at some seed, and what was named."""

    mistake: str
    seed: int
    outcome: Outcome
    named: tuple[str, ...]


@dataclass(frozen=True)
class MistakesResult:
    """What became of the planted mistakes: each was graded `seeds` times, `gradings` in all."""

    catalogue: int
    named_right: int
    named_wrong: int
    seeds: int
    gradings: int
    seconds: float
    troubles: tuple[Trouble, ...]


def mistakes_at_seeds(seeds: int, jobs: int) -> MistakesResult:
    """Plant every mistake and grade it at seeds 0, 1, ..."""
    start = time.monotonic()
    counts = [_seeds_of(k, seeds) for k in range(len(planted()))]
    with ProcessPoolExecutor(jobs) as pool:
        tasks = [pool.submit(_troubles, k, count) for k, count in enumerate(counts)]
        done = track(as_completed(tasks), "planted mistakes", total=len(tasks), console=_STDERR)
        troubles = [each for task in done for each in task.result()]
    missed = {each.mistake for each in troubles}
    wrong = {each.mistake for each in troubles if each.outcome == "wrong"}
    return MistakesResult(
        catalogue=len(planted()),
        named_right=len(planted()) - len(missed),
        named_wrong=len(wrong),
        seeds=seeds,
        gradings=sum(counts),
        seconds=time.monotonic() - start,
        troubles=tuple(sorted(troubles, key=lambda each: (each.mistake, each.seed))),
    )


def _seeds_of(index: int, seeds: int) -> int:
    return max(1, seeds // 10) if planted()[index][1].function in SLOW else seeds


def _troubles(index: int, seeds: int) -> list[Trouble]:
    assignment, slip = planted()[index]
    found = []
    for seed in range(seeds):
        result = grade_with(assignment, (slip,), seed)
        named = tuple(names(result))
        if named != (slip.name,):
            lost = result.points < result.max_points
            others = [m for m in result.mistakes if m.name != slip.name and m.known]
            outcome: Outcome = "wrong" if others else "none" if lost else "not seen"
            found.append(Trouble(f"{label((assignment, slip))} {slip.edits}", seed, outcome, named))
    return found


def main() -> None:
    """Measure, and print a table or one JSON object."""
    parser = argparse.ArgumentParser(description="The catalogue's mistakes, planted and graded.")
    parser.add_argument("--seeds", type=int, default=20)
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--json", action="store_true", help="one object; the table to stderr")
    options = parser.parse_args()
    result = mistakes_at_seeds(options.seeds, options.jobs)
    show(result, _STDERR if options.json else Console())
    if options.json:
        print(json.dumps(asdict(result)))


def show(result: MistakesResult, console: Console) -> None:
    """Print the figures, then what was not named right."""
    table = Table("planted", "named right", "named wrong", "seeds", "gradings", "seconds")
    figures = (result.catalogue, result.named_right, result.named_wrong, result.seeds)
    table.add_row(*map(str, figures), str(result.gradings), f"{result.seconds:.0f}")
    console.print(table)
    for each in result.troubles:
        line = f"{each.outcome}: {each.mistake} at seed {each.seed}: {', '.join(each.named)}"
        console.print(line, markup=False)


if __name__ == "__main__":
    main()
