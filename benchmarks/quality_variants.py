"""Do right answers stay right, and does a submission get the same score at every seed?

    python benchmarks/quality_variants.py [--seeds 200] [--jobs N] [--json]

Every variant of tests/variants is graded at each seed as its hidden test does, and looked at once
by the visible check of its cell, whose numbers are fixed; those that train on images for seconds
have a tenth of the seeds. Every submission of examples/class is
graded at each seed, too; its points and failing facets must be those of its expected.json.
"""

import os

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # a process for each core, before numpy
os.environ.setdefault("OMP_NUM_THREADS", "1")

import argparse
import contextlib
import io
import json
import sys
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import asdict, dataclass
from typing import Any, TypeVar

from rich.console import Console
from rich.progress import track
from rich.table import Table

from tests.judging.harness import failed, grade
from tests.support.handed_in import HANDED_IN, names_in
from tests.variants.bank import BANK, grade_variant, visible_reports

Seeds = tuple[int, ...]
Found = TypeVar("Found")
_BLOCK = 20  # seeds that a process grades before it asks for more
_STDERR = Console(file=sys.stderr)


@dataclass(frozen=True)
class Failure:
    """A facet that a right answer lost; `seed` is None for a visible check."""

    variant: str
    seed: int | None
    facet: str
    seen: str


@dataclass(frozen=True)
class VariantsResult:
    """What became of the variants: each was graded `seeds` times, `gradings` in all.

    The `trained` ones among them, which train on images, were graded `trained_seeds` times.
    """

    variants: int
    seeds: int
    trained: int
    trained_seeds: int
    gradings: int
    seconds: float
    failures: tuple[Failure, ...]


@dataclass(frozen=True)
class Change:
    """A question of a submission that did not get at some seed what is expected of it."""

    submission: str
    question: str
    seed: int
    points: float
    failing: tuple[str, ...]


@dataclass(frozen=True)
class ExamplesResult:
    """What became of the example class; `changed` counts submissions with a change.

    A grading is one question at one seed.
    """

    submissions: int
    seeds: int
    gradings: int
    seconds: float
    changed: int
    changes: tuple[Change, ...]


def variants_at_seeds(seeds: int, jobs: int) -> VariantsResult:
    """Grade every variant at seeds 0, 1, ... and look at it with its visible check."""
    start = time.monotonic()
    fewer = max(1, seeds // 10)
    trained = {k for k, variant in enumerate(BANK) if variant.question == "best_weights"}
    others = set(range(len(BANK))) - trained
    blocks: list[tuple[int, Seeds]] = []
    blocks += [(k, (seed,)) for k in trained for seed in range(fewer)]  # the long ones first
    blocks += [(k, block) for k in others for block in _blocks(seeds)]
    failures = _in_processes(_failures, blocks, jobs, "right answers")
    return VariantsResult(
        variants=len(BANK),
        seeds=seeds,
        trained=len(trained),
        trained_seeds=fewer,
        gradings=len(others) * seeds + len(trained) * fewer,
        seconds=time.monotonic() - start,
        failures=tuple(sorted(failures, key=lambda each: (each.variant, each.seed or -1))),
    )


def examples_at_seeds(seeds: int, jobs: int) -> ExamplesResult:
    """Grade every submission of the example class at seeds 0, 1, ..."""
    start = time.monotonic()
    blocks = [(k, block) for k in range(len(HANDED_IN)) for block in _blocks(seeds)]
    changes = _in_processes(_changes, blocks, jobs, "example submissions")
    return ExamplesResult(
        submissions=len(HANDED_IN),
        seeds=seeds,
        gradings=sum(len(example.expected[name]) for example, name in HANDED_IN) * seeds,
        seconds=time.monotonic() - start,
        changed=len({each.submission for each in changes}),
        changes=tuple(sorted(changes, key=lambda each: (each.submission, each.seed))),
    )


def _failures(index: int, seeds: Seeds) -> list[Failure]:
    variant = BANK[index]
    found = []
    for seed in seeds:
        result = grade_variant(variant, seed)
        lost = [facet for facet in result.facets if not facet.passed]
        found += [Failure(variant.name, seed, facet.name, facet.seen) for facet in lost]
    if 0 in seeds:
        with contextlib.redirect_stdout(io.StringIO()):  # one of them prints
            reports = visible_reports(variant)
        found += [
            Failure(variant.name, None, f"visible: {line.name}", line.said)
            for report in reports
            for line in report.lines
            if line.status == "FAILED"
        ]
    return found


def _changes(index: int, seeds: Seeds) -> list[Change]:
    example, assignment = HANDED_IN[index]
    names, found = names_in(example, assignment), []
    for question, expected in example.expected[assignment].items():
        for seed in seeds:
            result = grade(assignment, question, names, seed)
            if (result.points, failed(result)) != (expected["points"], expected["failed"]):
                who, lost = f"{example.name}/{assignment}", tuple(failed(result))
                found.append(Change(who, question, seed, result.points, lost))
    return found


def _blocks(seeds: int) -> list[Seeds]:
    return [tuple(range(k, min(k + _BLOCK, seeds))) for k in range(0, seeds, _BLOCK)]


def _in_processes(
    work: Callable[[int, Seeds], list[Found]],
    blocks: Sequence[tuple[int, Seeds]],
    jobs: int,
    what: str,
) -> list[Found]:
    with ProcessPoolExecutor(jobs) as pool:
        tasks = [pool.submit(work, *block) for block in blocks]
        done = track(as_completed(tasks), what, total=len(tasks), console=_STDERR)
        return [each for task in done for each in task.result()]


def main() -> None:
    """Measure, and print a table or one JSON object."""
    parser = argparse.ArgumentParser(description="Right answers and example submissions, by seed.")
    parser.add_argument("--seeds", type=int, default=200)
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--json", action="store_true", help="one object; the table to stderr")
    options = parser.parse_args()
    variants = variants_at_seeds(options.seeds, options.jobs)
    examples = examples_at_seeds(options.seeds, options.jobs)
    show(variants, examples, _STDERR if options.json else Console())
    if options.json:
        found: dict[str, Any] = {"variants": asdict(variants), "examples": asdict(examples)}
        print(json.dumps(found))


def show(variants: VariantsResult, examples: ExamplesResult, console: Console) -> None:
    """Print the figures, then what went wrong."""
    table = Table("", "answers", "seeds", "gradings", "wrong", "seconds")
    wrong = len({each.variant for each in variants.failures})
    for name, count, result, bad in (
        ("right answers", variants.variants, variants, wrong),
        ("example submissions", examples.submissions, examples, examples.changed),
    ):
        figures = (count, result.seeds, result.gradings, bad, f"{result.seconds:.0f}")
        table.add_row(name, *map(str, figures))
    console.print(table)
    fewer = f"{variants.trained} right answers that train on images: {variants.trained_seeds} seeds"
    console.print(fewer)
    for failure in (*variants.failures, *examples.changes):
        console.print(failure)


if __name__ == "__main__":
    main()
