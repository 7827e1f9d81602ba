"""Measure the gradient checker beside others: false alarms, bugs found and named, cost.

    python benchmarks/gradcheck.py [--seeds 1000] [--bank-seeds 5] [--jobs N] [--json]

Right losses of 500 images of 3,073 numbers in 10 classes; the bank of tests/checks/gradient_bugs.py
on 30 examples, 7 features and 4 classes. Rivals that are not installed (pip install torch==2.13.0
numdifftools) are left out and said; those that can't finish on 3,073 x 10 get the small size.
"""

import os

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # a process for each core, before numpy

import argparse
import json
import statistics
import sys
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from typing import Any

import numpy as np
from gradient_rivals import RIVALS, RULES, installed
from rich.console import Console
from rich.progress import track
from rich.table import Column, Table

from autograder.checks import gradcheck
from tests.checks.gradient_bugs import BUGS
from tests.checks.losses import LOSSES, Input

REG = 0.5


def large(seed: int) -> Input:
    """Return 500 rows of 3,072 centred pixels and a 1, weights that give scores of about 1."""
    rng = np.random.default_rng(seed)
    pixels = rng.integers(0, 256, (500, 3072), dtype=np.uint8).astype(np.float64)
    X = np.hstack([pixels - pixels.mean(axis=0), np.ones((500, 1))])
    return 3e-4 * rng.normal(size=(3073, 10)), X, rng.integers(0, 10, 500)


def small(seed: int) -> Input:
    """Return 30 rows of 6 numbers and a 1, in 4 classes."""
    rng = np.random.default_rng(seed)
    X = np.hstack([rng.normal(size=(30, 6)), np.ones((30, 1))])
    return rng.normal(size=(7, 4)), X, rng.integers(0, 4, 30)


def ours_is_wrong(loss: str, seed: int) -> tuple[bool, int]:
    """Return whether right code is accused, and the evaluations spent."""
    verdict = gradcheck(LOSSES[loss], *large(seed), REG, seed=seed)
    return not verdict.passed, verdict.evaluations


def rival_is_wrong(rival: str, loss: str, seed: int) -> bool:
    """Return whether the rival accuses right code, on the size that it can finish."""
    check, can = RIVALS[rival]
    return not check(LOSSES[loss], (large if can else small)(seed), REG, seed)


def bank_result(rival: str | None, seed: int) -> tuple[int, int, int]:
    """Return how many bugs there are (each in each loss), found, and named right, at one seed."""
    bugs = found = named = 0
    for bug in BUGS:
        for name in bug.losses:
            wrong, given = bug.make(LOSSES[name]), small(seed)
            bugs += 1
            if rival:
                found += not _quiet(partial(RIVALS[rival][0], wrong, given, REG, seed))
                continue
            verdict = gradcheck(wrong, *given, REG, seed=seed)
            found += not verdict.passed
            named += verdict.why is not None and verdict.why.name == bug.diagnosis
    return bugs, found, named


def _quiet(check: Callable[[], bool]) -> bool:
    with np.errstate(all="ignore"):
        try:
            return check()
        except Exception:  # a checker that stops has noticed something
            return False


def cost(rival: str) -> tuple[int, float]:
    """Return the rival's evaluations, and its time relative to ours, by medians of five pairs."""
    check, can = RIVALS[rival]
    given, counted, calls = (large if can else small)(0), LOSSES["softmax"], 0

    def counting(*arguments: Any) -> Any:
        nonlocal calls
        calls += 1
        return counted(*arguments)

    check(counting, given, REG, 0)
    ratios = [
        _seconds(lambda: check(counted, given, REG, 0))
        / _seconds(lambda: gradcheck(counted, *given, REG))
        for _ in range(5)
    ]
    return calls, statistics.median(ratios)


def _seconds(call: Callable[[], object]) -> float:
    start = time.perf_counter()
    call()
    return time.perf_counter() - start


def main() -> None:
    """Measure, and print a table or one JSON object."""
    parser = argparse.ArgumentParser(description="The gradient checker beside others.")
    parser.add_argument("--seeds", type=int, default=1000)
    parser.add_argument("--bank-seeds", type=int, default=5)
    parser.add_argument("--jobs", type=int, default=os.cpu_count())
    parser.add_argument("--json", action="store_true", help="one object; the table to stderr")
    options = parser.parse_args()
    console = Console(file=sys.stderr if options.json else sys.stdout)
    with ProcessPoolExecutor(options.jobs) as pool:
        result = measure(pool.map, options.seeds, options.bank_seeds, console)
    show(result, console)
    if options.json:
        print(json.dumps(result, indent=1))


def measure(
    map_: Callable[..., Any], seeds: int, bank_seeds: int, console: Console
) -> dict[str, Any]:
    """Return all figures as plain data."""
    alarms, spent = {}, []
    for loss in LOSSES:
        runs = map_(partial(ours_is_wrong, loss), range(seeds), chunksize=5)
        outcomes = list(track(runs, f"right {loss}", total=seeds, console=console))
        alarms[loss] = sum(wrong for wrong, _ in outcomes)
        spent += [evaluations for _, evaluations in outcomes]
    bank = _sum(
        track(
            map_(partial(bank_result, None), range(bank_seeds)), "bank", bank_seeds, console=console
        )
    )
    rivals = {name: _measure_rival(name, map_, seeds, bank_seeds, console) for name in installed()}
    return {
        "seeds": seeds,
        "false_alarms": alarms,
        "bugs": len(BUGS),
        "planted": bank[0],
        "detected": bank[1],
        "named_right": bank[2],
        "evaluations_to_pass": {"median": statistics.median(spent), "most": max(spent)},
        "rivals": rivals,
        "not_installed": sorted(set(RIVALS) - set(rivals)),
    }


def _measure_rival(
    name: str, map_: Callable[..., Any], seeds: int, bank_seeds: int, console: Console
) -> dict[str, Any]:
    alarms = {}
    for loss in LOSSES:
        runs = map_(partial(rival_is_wrong, name, loss), range(seeds), chunksize=5)
        alarms[loss] = sum(track(runs, f"{name}, {loss}", total=seeds, console=console))
    planted, found, _ = _sum(map_(partial(bank_result, name), range(bank_seeds)))
    evaluations, ratio = cost(name)
    return {
        "rule": RULES[name],
        "size": "3073 x 10" if RIVALS[name][1] else "7 x 4",
        "false_alarms": alarms,
        "planted": planted,
        "detected": found,
        "evaluations": evaluations,
        "time_relative_to_ours": round(ratio, 3),
    }


def _sum(rows: Any) -> list[int]:
    return [sum(column) for column in zip(*rows, strict=True)]


def show(result: dict[str, Any], console: Console) -> None:
    """Print the table: ours first, then the rivals."""
    planted, seeds = result["planted"], result["seeds"]
    alarms: Sequence[str] = list(result["false_alarms"])
    checker = Column("checker", no_wrap=True)
    table = Table(checker, "weights", *alarms, "found", "named", "calls", "time")
    table.title = (
        f"Right code accused (of {seeds:,} seeds a loss), planted bugs found and named "
        f"(of {planted:,}), calls of the loss for a pass, time relative to ours"
    )
    calls = result["evaluations_to_pass"]
    spent = f"{calls['median']:g}, most {calls['most']}"
    table.add_row(
        "ours",
        "3073 x 10",
        *(str(count) for count in result["false_alarms"].values()),
        *(str(result["detected"]), str(result["named_right"]), spent, "1"),
    )
    for name, rival in result["rivals"].items():
        table.add_row(
            name,
            rival["size"],
            *(str(count) for count in rival["false_alarms"].values()),
            *(str(rival["detected"]), "-", f"{rival['evaluations']}"),
            f"{rival['time_relative_to_ours']:g}",
        )
    console.print(table)
    for name in result["rivals"]:
        console.print(f"{name}: {RULES[name]}")
    if result["not_installed"]:
        console.print(f"Not installed: {', '.join(result['not_installed'])}")


if __name__ == "__main__":
    main()
