"""Any nbgrader course graded by stock nbgrader and by the kit: which test cells score the same.

    python benchmarks/courses.py PATH... [--json] [--once]

Each PATH is a folder of a course, or of several: a `source` folder with one for each assignment, as
nbgrader has it, or those themselves. What is handed in is the instructor's solution, the handout as
it is, and one with every second answer (where there is only one: with an empty function).

Stock nbgrader grades twice: a cell on which its two runs differ, by chance or by the clock, is told
and not compared; so is a notebook whose solution lacks a package or a file here. A difference is
told with what the cell printed either way. Seconds are those of the commands; the kit's are of its
first grading, with all that it proves then.
"""

import argparse
import json
import os
import re
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

os.environ |= dict.fromkeys(("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS"), "1")  # before numpy

from courses_found import VARIANTS, Course, cells_of, find_courses, hand_in
from grading_class import run_nbgrader
from rich.console import Console
from rich.table import Table

from autograder.results import read_graded

KIT = [sys.executable, "-c", "from autograder.cli import main; main()", "grade"]
_MISSING = ("ModuleNotFoundError", "ImportError", "FileNotFoundError")
_LONGEST = 300
_COLOUR = re.compile(r"\x1b\[[\d;]*m")
# Of test cells: an answer that a person grades is a solution cell, too.
_SCORES = """
SELECT a.name, s.student_id, k.name, b.name, g.auto_score FROM grade g
JOIN submitted_notebook n ON g.notebook_id = n.id
JOIN notebook k ON n.notebook_id = k.id
JOIN submitted_assignment s ON n.assignment_id = s.id
JOIN assignment a ON s.assignment_id = a.id
JOIN base_cell b ON g.cell_id = b.id
WHERE b.type = 'GradeCell' AND NOT EXISTS (
  SELECT 1 FROM base_cell o
  WHERE o.notebook_id = b.notebook_id AND o.name = b.name AND o.type = 'SolutionCell')
"""
# Assignment, variant, notebook, cell.
Key = tuple[str, str, str, str]
Scores = dict[Key, float | None]


@dataclass
class Outcome:
    """What came of a course; `differences` are test cells with both scores, and what they printed.

    `unsteady` are cells on which stock nbgrader's own two runs differ, `missing` notebooks that
    can't run here, with what they lack.
    """

    course: str
    cells: int = 0
    equal: int = 0
    with_student: int = 0
    differences: list[dict[str, Any]] = field(default_factory=list)
    unsteady: list[str] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    stock_seconds: float = 0.0
    kit_seconds: float = 0.0


def main() -> None:
    """Grade, and print a table and each difference, or one JSON object."""
    parser = argparse.ArgumentParser(description="Courses graded by stock nbgrader and the kit.")
    parser.add_argument("paths", nargs="+", type=Path, metavar="PATH")
    parser.add_argument("--json", action="store_true", help="one object; the table to stderr")
    parser.add_argument("--once", action="store_true", help="run stock nbgrader only once")
    options = parser.parse_args()
    console = Console(file=sys.stderr if options.json else sys.stdout)
    courses = [course for path in options.paths for course in find_courses(path.resolve())]
    if not courses:
        raise SystemExit("no notebook with nbgrader's test cells was found there")
    found = []
    for course in courses:
        with console.status(course.name):
            found.append(measure(course, 1 if options.once else 2))
    show(found, console)
    if options.json:
        print(json.dumps({**_total(found), "courses": [asdict(each) for each in found]}))


def measure(course: Course, runs: int = 2) -> Outcome:
    """Return what came of one course, graded both ways in temporary folders."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as scratch:
        folder = Path(scratch)
        outcome = Outcome(course.name)
        stock, seconds = zip(
            *(_graded(course, "stock", folder / f"stock-{run}", outcome) for run in range(runs)),
            strict=True,
        )
        ours, outcome.kit_seconds = _graded(course, "kit", folder / "kit", outcome)
        outcome.stock_seconds = seconds[0]
        lacking = dict(_lacking(folder / "stock-0"))
        outcome.missing += [f"{'/'.join(place)}: {what}" for place, what in lacking.items()]
        shared = set(_with_student(folder / "kit"))
        for key, theirs in stock[0].items():
            if (key[0], key[2]) in lacking:
                continue
            if any(other.get(key) != theirs for other in stock):
                outcome.unsteady.append("/".join(key))
                continue
            outcome.cells += 1
            outcome.with_student += key in shared
            if ours.get(key) == theirs:
                outcome.equal += 1
            else:
                outcome.differences.append(_difference(folder, key, theirs, ours.get(key)))
    return outcome


def _graded(course: Course, kind: str, folder: Path, outcome: Outcome) -> tuple[Scores, float]:
    """Return the scores, and the seconds that grading took; note what can't be handed out."""
    made = hand_in(course, kind, folder)
    start = time.perf_counter()
    for name in (each for each, trouble in made.items() if not trouble):
        if kind == "stock":
            _stock(folder, name)
        else:
            _kit(folder, name)
    seconds = time.perf_counter() - start
    outcome.missing = [f"{name}: {trouble}" for name, trouble in made.items() if trouble]
    with sqlite3.connect(folder / "gradebook.db") as database:
        rows = database.execute(_SCORES)
        return {tuple(place): score for *place, score in rows}, seconds


def _stock(folder: Path, name: str) -> None:
    try:
        run_nbgrader(folder, "autograde", name)
    except SystemExit as error:  # some submission failed: those have no scores
        print(error, file=sys.stderr)


def _kit(folder: Path, name: str) -> None:
    done = subprocess.run([*KIT, name], cwd=folder, capture_output=True, text=True, check=False)
    if done.returncode not in (0, 3, 4):
        print(f"autograder grade {name} ended with {done.returncode}:", file=sys.stderr)
        print(done.stderr[-2000:], file=sys.stderr)


def _lacking(folder: Path) -> Iterator[tuple[tuple[str, str], str]]:
    """Yield assignments and notebooks whose solution lacks a package or file, and which."""
    for path in sorted((folder / "autograded" / "solution").glob("*/*.ipynb")):
        errors = (
            output
            for cell in cells_of(path)
            for output in cell.get("outputs", ())
            if output["output_type"] == "error" and output["ename"] in _MISSING
        )
        for error in errors:
            yield (path.parent.name, path.stem), f"{error['ename']}: {error['evalue']}"[:_LONGEST]
            break


def _with_student(folder: Path) -> Iterator[Key]:
    """Yield the cells that ran with the student's code, by the record."""
    for variant in VARIANTS:
        for path in sorted((folder / "autograded" / variant).glob("*/*.ipynb")):
            for cell, result in read_graded(path.read_bytes()).tests.items():
                if result.with_student:
                    yield path.parent.name, variant, path.stem, cell


def _difference(folder: Path, key: Key, stock: float | None, kit: float | None) -> dict[str, Any]:
    said = {name: _said(folder / place, key) for name, place in _PLACES.items()}
    return {
        "cell": "/".join(key),
        "stock": stock,
        "kit": kit,
        "cause": said["kit"],
        "stock_said": said["stock"],
    }


_PLACES = {"stock": "stock-0", "kit": "kit"}


def _said(folder: Path, key: Key) -> str:
    """Return the error or the value that a cell ended with."""
    assignment, variant, notebook, name = key
    path = folder / "autograded" / variant / assignment / f"{notebook}.ipynb"
    for cell in cells_of(path):
        if cell["metadata"].get("nbgrader", {}).get("grade_id") == name:
            for output in reversed(cell.get("outputs", ())):
                if output["output_type"] == "error":
                    error = f"{output['ename']}: {output['evalue']}"[:_LONGEST]
                    return f"{error} at: {_line(output)}"
                if output["output_type"] == "execute_result":
                    return "value " + "".join(output["data"].get("text/plain", ""))[:_LONGEST]
            return ""
    return "the cell was not graded"


def _line(output: dict[str, Any]) -> str:
    """Return the line of the test's at which an error was raised, as the traceback marks it."""
    lines = _COLOUR.sub("", "\n".join(output["traceback"])).split("\n")
    return next(
        (line.lstrip("-> 0123456789") for line in lines if re.match("-+> *[0-9]", line)), ""
    )


def _total(found: list[Outcome]) -> dict[str, Any]:
    numbers = ("cells", "equal", "with_student", "stock_seconds", "kit_seconds")
    lists = ("differences", "unsteady", "missing")
    return {name: sum(getattr(each, name) for each in found) for name in numbers} | {
        name: [entry for each in found for entry in _named(each, name)] for name in lists
    }


def _named(outcome: Outcome, name: str) -> list[Any]:
    entries = getattr(outcome, name)
    if name == "differences":
        return [{"course": outcome.course, **entry} for entry in entries]
    return [f"{outcome.course}/{entry}" for entry in entries]


def show(found: list[Outcome], console: Console) -> None:
    """Print a row for each course, then what differs, is not reproducible, or can't run."""
    table = Table("course", "test cells", "equal", "with the student", "stock", "kit")
    for each in [*found, Outcome("all", **_sums(found))]:
        seconds = (f"{each.stock_seconds:.1f} s", f"{each.kit_seconds:.1f} s")
        counts = map(str, (each.cells, each.equal, each.with_student))
        table.add_row(each.course, *counts, *seconds)
    console.print(table)
    total = _total(found)
    for each in total["differences"]:
        console.print(
            f"{each['course']}/{each['cell']}: stock {each['stock']}, kit {each['kit']}",
            f"  kit: {each['cause']}\n  stock: {each['stock_said']}",
            sep="\n",
            markup=False,
            highlight=False,
        )
    for each in total["unsteady"]:
        console.print(f"not reproducible by stock nbgrader: {each}", markup=False)
    for each in total["missing"]:
        console.print(f"not compared: {each}", markup=False)


def _sums(found: list[Outcome]) -> dict[str, Any]:
    names = ("cells", "equal", "with_student", "stock_seconds", "kit_seconds")
    return {name: sum(getattr(each, name) for each in found) for name in names}


if __name__ == "__main__":
    main()
