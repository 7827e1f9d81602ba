"""Classes of several sizes, graded in turn: does a submission of a large class take longer?"""

import statistics
import tempfile
from collections.abc import Sequence
from pathlib import Path

from grading_class import make_class
from grading_ours import Taken, grade
from rich.console import Console
from rich.progress import track

Runs = dict[int, list[Taken]]


def by_size(kind: str, sizes: Sequence[int], rounds: int, jobs: int, console: Console) -> Runs:
    """Grade classes that hold the same mix of submissions: the largest once, in the middle."""
    if not sizes:
        return {}
    *smaller, largest = sorted(sizes)
    found: Runs = {size: [] for size in (*smaller, largest)}
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as scratch:
        make_class(Path(scratch), kind, largest, different=min(sizes))
        course = Path(scratch) / "kit"
        students = sorted(path.name for path in (course / "submitted").iterdir())
        turns = [*smaller * rounds, largest, *smaller * rounds]
        for size in track(turns, f"{kind}: class sizes", console=console):
            found[size].append(grade(course, kind, jobs, tuple(students[:size])))
    return found


def wall_and_cpu(runs: Runs) -> dict[str, dict[str, float]]:
    """Return the median of the runs of each size, in seconds a submission."""
    walls, cpus = (
        {
            str(size): statistics.median(getattr(taken, name) / taken.graded for taken in each)
            for size, each in runs.items()
        }
        for name in ("wall", "cpu")
    )
    return {"seconds_per_submission": walls, "cpu_seconds_per_submission": cpus}
