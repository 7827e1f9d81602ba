"""How good is the grading: what slips through, what is named, and do right answers stay right?

    python benchmarks/grading_quality.py [--seeds 200] [--mistake-seeds 20] [--jobs N] [--json]

Four measurements in one run: the audits of all assignments (mutants of the solutions, graded by
the hidden tests), the catalogue of mistakes planted in the solutions, right answers written in
other ways, and the example class graded again and again. The exit code is 1 when a mutant survives
that is not listed as equivalent, a mistake is named wrong, or a right answer loses a point.
"""

import os

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # a process for each core, before numpy
os.environ.setdefault("OMP_NUM_THREADS", "1")

import argparse
import json
import sys
from typing import Any

import audit
import quality_mistakes
import quality_variants
from rich.console import Console

from autograder.course.folders import assignments


def main() -> None:
    """Measure, and print tables or one JSON object."""
    parser = argparse.ArgumentParser(description="The quality of the grading, measured.")
    parser.add_argument("--seeds", type=int, default=200, help="for right answers and examples")
    parser.add_argument("--mistake-seeds", type=int, default=20, help="for planted mistakes")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--json", action="store_true", help="one object; tables to stderr")
    options = parser.parse_args()
    console = Console(file=sys.stderr if options.json else sys.stdout)

    mistakes = quality_mistakes.mistakes_at_seeds(options.mistake_seeds, options.jobs)
    quality_mistakes.show(mistakes, console)
    variants = quality_variants.variants_at_seeds(options.seeds, options.jobs)
    examples = quality_variants.examples_at_seeds(options.seeds, options.jobs)
    quality_variants.show(variants, examples, console)
    audits = [audit.measured(name, str(options.jobs)) for name in assignments(audit.ROOT)]
    console.print(audit.table(audits))

    found = {
        **_of_audits(audits),
        "catalogue": mistakes.catalogue,
        "named_right": mistakes.named_right,
        "named_wrong": mistakes.named_wrong,
        "mistake_seeds": mistakes.seeds,
        "variants": variants.variants,
        "variants_failed": len({each.variant for each in variants.failures}),
        "examples": examples.submissions,
        "examples_changed": examples.changed,
        "seeds": variants.seeds,
    }
    if options.json:
        print(json.dumps(found))
    failed = ("survivors", "named_wrong", "variants_failed", "examples_changed")
    sys.exit(any(found[name] for name in failed))


def _of_audits(audits: list[dict[str, Any]]) -> dict[str, int]:
    """Return the sums over the assignments."""
    return {
        "mutants": sum(each["mutants"] for each in audits),
        "killed": sum(each["killed"] for each in audits),
        "equivalent": sum(each["equivalent"] for each in audits),
        "survivors": sum(len(each["survivors"]) for each in audits),
    }


if __name__ == "__main__":
    main()
