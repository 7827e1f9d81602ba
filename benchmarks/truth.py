"""Is what the grader says of a wrong function true? Thousands are composed, and all is judged.

    python benchmarks/truth.py [--every 1] [--seeds 1] [--jobs N] [--show 40] [--json]

Each function has slips of the catalogue in it: one, two or three. A judge that shares no code with
the diagnosis looks at each claim: tests/wrong_code/judge.py.
"""

import os

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # a process for each core, before numpy
os.environ.setdefault("OMP_NUM_THREADS", "1")

import argparse
import json
import sys
import time
from collections import Counter
from collections.abc import Iterable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict, dataclass
from functools import partial

from rich.console import Console
from rich.progress import track
from rich.table import Table

from tests.wrong_code.compositions import compositions
from tests.wrong_code.judge import known_names, verdicts

_STDERR = Console(file=sys.stderr)


@dataclass(frozen=True)
class Judged:
    """What was said of one function: how many claims, which false ones, and its name.

    `named` is "right", "false", "partly" or "none"; `lost` tells whether it lost points.
    """

    function: str
    slips: int
    claims: int
    objections: tuple[str, ...]
    named: str
    lost: bool


def judged(index: int, seeds: int) -> list[Judged]:
    """Grade one composition at each seed, and judge what is said."""
    composition = compositions()[index]
    found = []
    for seed in range(seeds):
        result = composition.graded(seed)
        said = verdicts(composition, result)
        names = [each for each in said if each.kind.startswith("name")]
        objections = tuple(f"{each.kind}: {each.claim}: {each.why}" for each in said if each.why)
        named = "right"
        if not known_names(result):
            named = "none"
        elif any(each.why for each in names):
            named = "partly" if names[0].kind == "name of a part" else "false"
        lost = result.points < result.max_points
        size = len(composition.slips)
        found.append(Judged(str(composition), size, len(said), objections, named, lost))
    return found


def summary(found: Iterable[Judged]) -> dict[str, object]:
    """Return the figures: of claims, of names, and of names by the number of slips."""
    found = list(found)
    wrong = [each for each in found if each.lost]
    names = Counter(each.named for each in wrong)
    kinds = Counter(o.partition(":")[0] for each in found for o in each.objections)
    by_slips = {
        slips: Counter(each.named for each in wrong if each.slips == slips) for slips in (1, 2, 3)
    }
    return {
        "functions": len({each.function for each in found}),
        "gradings": len(found),
        "claims": sum(each.claims for each in found),
        "false_claims": sum(len(each.objections) for each in found),
        "false_by_kind": dict(kinds),
        "full_points": len(found) - len(wrong),
        "named": names["right"],
        "named_false": names["false"],
        "named_partly": names["partly"],
        "unnamed": names["none"],
        "named_share": {n: c["right"] / max(1, sum(c.values())) for n, c in by_slips.items()},
    }


def main() -> None:
    """Measure, and print a table or one JSON object."""
    parser = argparse.ArgumentParser(description="Wrong functions, and what is said of them.")
    parser.add_argument("--every", type=int, default=1, help="only each so manieth function")
    parser.add_argument("--seeds", type=int, default=1)
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--show", type=int, default=40, help="so many objections")
    parser.add_argument("--json", action="store_true", help="one object; the table to stderr")
    options = parser.parse_args()
    indices = range(0, len(compositions()), options.every)
    begin = time.monotonic()
    with ProcessPoolExecutor(options.jobs) as pool:
        work = pool.map(partial(judged, seeds=options.seeds), indices, chunksize=20)
        done = track(work, "wrong functions", total=len(indices), console=_STDERR)
        found = [each for some in done for each in some]
    figures = summary(found) | {"seconds": time.monotonic() - begin}
    console = _STDERR if options.json else Console()
    show(figures, found, options.show, console)
    if options.json:
        objections = [asdict(each) for each in found if each.objections]
        print(json.dumps(figures | {"objections": objections}))


def show(figures: dict[str, object], found: list[Judged], most: int, console: Console) -> None:
    """Print the figures, then what the judge objects to, and functions without a name."""
    table = Table("what", "measured")
    for name, value in figures.items():
        table.add_row(name, str(value))
    console.print(table)
    for each in [one for one in found if one.objections][:most]:
        console.print(f"{each.function}: {'; '.join(each.objections)}", markup=False)
    for each in [one for one in found if one.named == "none" and one.lost][:most]:
        console.print(f"no name: {each.function}", markup=False)
    for each in [one for one in found if not one.lost][:most]:
        console.print(f"full points: {each.function}", markup=False)


if __name__ == "__main__":
    main()
