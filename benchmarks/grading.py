"""A class graded by stock nbgrader and by the kit, in turn: scores, throughput, CPU, memory.

    python benchmarks/grading.py [--rounds 3] [--few 6] [--many 40] [--sizes 10 100 1000] [--json]
                                 [--rows class nbgrader check elsewhere]

A class hands in softmax-loss (half of the notebooks right, half as the example class: with
mistakes, unfinished, with errors) and a minimal notebook of one function and one test. In each
round stock nbgrader grades a few submissions one after the other, and the kit many with one worker
a core and its sandbox; a ratio is the median of the rounds'. Both are measured once they are warm:
stock nbgrader from its second submission, the kit from when each worker has delivered its first
(`start`, by itself). In the end both gradebooks must hold the same score for each cell.

`nbgrader autograde` grades the class, too, stock and with the kit's settings, and the formgrader's
button some of it; `autograder grade` as a whole; `autograder check` a finished notebook; and the
class is graded again from an environment that lies in a temporary folder.

Classes of several sizes are graded in turn, the largest once and in the middle; a size's figure is
the median of its runs. All repeat the submissions of the smallest, so that they hold the same mix.
"""

import argparse
import json
import os
import sqlite3
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

os.environ |= dict.fromkeys(("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS"), "1")  # before numpy

from grading_class import KINDS, make_class
from grading_elsewhere import elsewhere
from grading_nbgrader import by_check, by_nbgrader
from grading_nbgrader import show as show_others
from grading_ours import Taken, grade
from grading_sizes import Runs, by_size, wall_and_cpu
from rich.console import Console
from rich.progress import track
from rich.table import Table

from autograder.engine.workers.pool import cores

_SCORES = """
SELECT s.student_id, b.name, g.auto_score FROM grade g
JOIN submitted_notebook n ON g.notebook_id = n.id
JOIN submitted_assignment s ON n.assignment_id = s.id
JOIN base_cell b ON g.cell_id = b.id
"""
ROWS = ("class", "nbgrader", "check", "elsewhere")
Round = tuple[dict[str, list[float]], Taken]


def main() -> None:
    """Measure, and print tables or one JSON object."""
    parser = argparse.ArgumentParser(description="A class graded by stock nbgrader and the kit.")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--few", type=int, default=6, help="submissions a round, stock nbgrader")
    parser.add_argument("--many", type=int, default=40, help="submissions a round, the kit")
    parser.add_argument("--sizes", type=int, nargs="*", default=[10, 100, 1000])
    parser.add_argument("--jobs", type=int, default=len(cores()))
    parser.add_argument("--kinds", nargs="*", choices=KINDS, default=list(KINDS))
    parser.add_argument("--rows", nargs="*", choices=ROWS, default=list(ROWS))
    parser.add_argument("--json", action="store_true", help="one object; the tables to stderr")
    options = parser.parse_args()
    console = Console(file=sys.stderr if options.json else sys.stdout)
    found = {}
    for kind in options.kinds:
        found[kind] = measure(kind, options, console)
        if "class" in options.rows:
            show(kind, found[kind], console)
        show_others(found[kind], console)
    if options.json:
        print(json.dumps({**found[options.kinds[0]], "notebooks": found}))


def measure(kind: str, options: argparse.Namespace, console: Console) -> dict[str, Any]:
    """Return all figures of one kind of notebook as plain data."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as scratch:
        folder = Path(scratch)
        make_class(folder, kind, options.many)
        students = sorted(path.name for path in (folder / "kit" / "submitted").iterdir())
        others = _other_rows(folder, kind, students, options, console)
        if "class" not in options.rows:
            return others
        rounds = [
            _round(folder, kind, students[: options.many], options, number)
            for number in track(range(options.rounds), f"{kind}: rounds", console=console)
        ]
        wrong = _differing_scores(folder)
        plain = _said("grading_plain.py", folder / "kit", kind, students[: options.many])
    sizes = by_size(kind, options.sizes, options.rounds, options.jobs, console)
    return {**_figures(rounds, wrong, plain, sizes), **others}


def _other_rows(
    folder: Path, kind: str, students: list[str], options: argparse.Namespace, console: Console
) -> dict[str, Any]:
    """Return the figures of the rows that are wanted beside the class's own."""
    found: dict[str, Any] = {}
    if "nbgrader" in options.rows:
        with console.status(f"{kind}: nbgrader autograde"):
            found |= by_nbgrader(folder, kind, students, _said)
    if "check" in options.rows and kind != "minimal":  # whose loss is none
        with console.status(f"{kind}: autograder check"):
            found |= by_check(folder / "kit", kind)
    if "elsewhere" in options.rows:
        with console.status(f"{kind}: an environment in a temporary folder"):
            found |= elsewhere(folder / "kit", kind, students[:20], options.rounds)
    return found


def _round(
    folder: Path, kind: str, many: list[str], options: argparse.Namespace, number: int
) -> Round:
    start = number * options.few % len(many)
    few = (many[start:] + many)[: options.few + 1]
    theirs = _said("grading_stock.py", folder / "stock", kind, few)
    return theirs, grade(folder / "kit", kind, options.jobs, tuple(many))


def _said(script: str, course: Path, kind: str, students: list[str]) -> Any:
    """Return the JSON that a script of this folder prints about some students."""
    done = subprocess.run(
        [sys.executable, str(Path(__file__).with_name(script)), str(course), kind, *students],
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise SystemExit(f"{script} failed:\n{done.stderr[-3000:]}")
    return json.loads(done.stdout.splitlines()[-1])


def _differing_scores(folder: Path) -> list[str]:
    """Return the cells whose scores differ, of all submissions that both have graded."""
    stock, kit = (_scores(folder / name / "gradebook.db") for name in ("stock", "kit"))
    both = {student for student, _ in stock} & {student for student, _ in kit}
    if not both:
        raise SystemExit("no submission was graded by both")
    cells = {cell for cell in stock.keys() | kit.keys() if cell[0] in both}
    return sorted("/".join(cell) for cell in cells if stock.get(cell) != kit.get(cell))


def _scores(gradebook: Path) -> dict[tuple[str, str], float | None]:
    with sqlite3.connect(gradebook) as database:
        return {(student, cell): score for student, cell, score in database.execute(_SCORES)}


def _figures(
    rounds: list[Round], wrong: list[str], plain: list[float], sizes: Runs
) -> dict[str, Any]:
    median = statistics.median
    ours = [taken for _, taken in rounds]
    busy = sum(taken.wall * taken.jobs for taken in ours)
    phases = {name: sum(taken.phases[name] for taken in ours) / busy for name in ours[0].phases}
    cpu = median(taken.cpu / taken.graded for taken in ours)
    everything = [*ours, *(taken for runs in sizes.values() for taken in runs)]
    largest = max(everything, key=lambda taken: taken.graded)
    return {
        "throughput_ratio": median(median(s["wall"]) / taken.each for s, taken in rounds),
        "cpu_ratio": median(median(s["cpu"]) / taken.cpu * taken.graded for s, taken in rounds),
        "scores_equal": not wrong,
        "differing_scores": wrong,
        "student_share": phases["cells"],
        "plain_share": statistics.mean(plain) / cpu,
        "worker_private_mb": max(taken.worker_mb for taken in everything),
        **wall_and_cpu(sizes),
        "stock_seconds": median(second for s, _ in rounds for second in s["wall"]),
        "stock_cpu_seconds": median(second for s, _ in rounds for second in s["cpu"]),
        "kit_seconds": median(taken.each for taken in ours),
        "kit_cpu_seconds": cpu,
        "start_seconds": median(taken.start for taken in ours),
        "phases": phases,
        "driver_mb": largest.driver_mb,
    }


def show(kind: str, found: dict[str, Any], console: Console) -> None:
    """Print the figures of one kind of notebook."""
    table = Table("", "stock nbgrader", "kit", "ratio", title=kind)
    for words, name, ratio in (
        ("seconds a submission", "seconds", "throughput_ratio"),
        ("CPU seconds a submission", "cpu_seconds", "cpu_ratio"),
    ):
        stock, ours = (f"{found[f'{who}_{name}']:.3f}" for who in ("stock", "kit"))
        table.add_row(words, stock, ours, f"{found[ratio]:.1f}")
    console.print(table)
    equal = "the same in every cell" if found["scores_equal"] else found["differing_scores"]
    console.print(f"scores: {equal}")
    shares = ", ".join(f"{name} {share:.0%}" for name, share in found["phases"].items())
    console.print(f"of the workers' time: {shares}, else {1 - sum(found['phases'].values()):.0%}")
    console.print(f"the same cells in plain IPython: {found['plain_share']:.0%} of the kit's CPU")
    console.print(f"private memory of a worker, at most: {found['worker_private_mb']:.0f} MB")
    memory = ", ".join(f"{each:.0f}" for each in found["driver_mb"])
    console.print(f"memory of the driver, by tenths of the largest class: {memory} MB")
    for size, seconds in found["seconds_per_submission"].items():
        cpu = found["cpu_seconds_per_submission"][size]
        console.print(f"class of {size}: {seconds:.3f} s a submission, {cpu:.3f} s of CPU")
    console.print(f"start: {found['start_seconds']:.1f} s")


if __name__ == "__main__":
    main()
