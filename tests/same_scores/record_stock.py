"""Grade the bank with stock nbgrader, and keep the scores for the tests.

    python -m tests.same_scores.record_stock [--all] [--jobs 2]

Grades the cases that are new or have changed, with --all every one.
"""

import argparse
import multiprocessing
import tempfile
from collections.abc import Sequence
from pathlib import Path

from tests.same_scores.cases import Case, compositions, read_bank
from tests.same_scores.grading import Scores, parts, stock_scores
from tests.same_scores.recorded import STOCK, at_fault, recorded, stale, what_it_is_of, write

_AT_A_TIME = 12  # cases: what is done is kept if it is stopped


def main() -> None:
    """Write stock_scores.json; end with 1 where a case is at fault."""
    parser = argparse.ArgumentParser(description="Grade the bank with stock nbgrader.")
    parser.add_argument("--all", action="store_true", help="also what has not changed")
    parser.add_argument("--jobs", type=int, default=1, help="processes at a time")
    options = parser.parse_args()
    bank = read_bank()
    cases = {case.id: case for case in [*bank, *compositions(bank)]}
    kept = {name: entry for name, entry in recorded().items() if name in cases}
    anew = list(cases.values()) if options.all else stale(cases.values())
    with multiprocessing.get_context("spawn").Pool(options.jobs) as pool:
        for found in pool.imap_unordered(_graded, parts(anew, _AT_A_TIME)):
            for name, cells in found.items():
                kept[name] = {"of": what_it_is_of(cases[name]), "scores": cells}
            write(STOCK, kept)
    write(STOCK, kept)
    scores: Scores = {name: entry["scores"] for name, entry in kept.items()}
    faults = [fault for case in bank for fault in at_fault(case, scores)]
    print(f"{len(anew)} graded, {len(kept)} kept", *faults, sep="\n")  # noqa: T201
    raise SystemExit(bool(faults))


def _graded(cases: Sequence[Case]) -> Scores:
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as scratch:
        return stock_scores(Path(scratch) / "stock", cases)


if __name__ == "__main__":
    main()
