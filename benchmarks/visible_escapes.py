"""Which wrong functions does a visible check pass that lose points in the grade?

    python benchmarks/visible_escapes.py [--kinds slips,pairs,mutants,attempts] [--every 1]
                                         [--assignments NAME,...] [--jobs N] [--show 60] [--json]

Each is checked below its cell, where the handout's fingerprints lie beside the notebook, and graded
by the hidden tests. Slips and pairs are the catalogue's, mutants those of the audit, attempts what
people wrote who saw the student notebooks alone. A mutant that doesn't end counts as seen.
"""

import os

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # a process for each core, before numpy
os.environ.setdefault("OMP_NUM_THREADS", "1")

import argparse
import contextlib
import io
import json
import signal
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict, dataclass
from functools import cache
from typing import Any

from rich.console import Console
from rich.progress import track
from rich.table import Table

from autograder.course.folders import assignments
from autograder.findings import text
from autograder.instructors.audit.answers import answers_of
from autograder.instructors.audit.mutants import changes, distinct, numpy_changes
from autograder.judging.mistakes.catalogue import definitions
from autograder.notebooks.cells import read_cells
from tests.checks.notebook_checks import whole_check
from tests.conftest import ROOT
from tests.judging.harness import cells, failed, grade, hidden_calls, namespace_of
from tests.wrong_code.attempts import attempts
from tests.wrong_code.compositions import compositions

_STDERR = Console(file=sys.stderr)
_SECONDS = 20  # for a function, checked and graded
# What trains draws random numbers: no function of these has a fingerprint.
_TRAINED = ("best_weights", "LinearClassifier")


@dataclass(frozen=True)
class Case:
    """A wrong function: where it comes from, the question, and what makes it."""

    kind: str
    assignment: str
    function: str
    what: str
    names: Callable[[], dict[str, Any]]


@dataclass(frozen=True)
class Outcome:
    """What became of one: whether the check passed, and the facets that failed in the grade.

    `accused` tells whether the comparison with what is right failed.
    """

    kind: str
    function: str
    what: str
    passed: bool
    lost: tuple[str, ...]
    accused: bool
    seconds: float

    @property
    def escaped(self) -> bool:
        """Whether it lost points, and the student was told that all is right."""
        return self.passed and bool(self.lost)


@cache
def cases(kinds: tuple[str, ...], names: tuple[str, ...]) -> tuple[Case, ...]:
    """Return all wrong functions of these kinds in these assignments."""
    found = [each for kind in kinds for each in _KINDS[kind]()]
    wanted = [each for each in found if each.assignment in names]
    return tuple(each for each in wanted if each.function not in _TRAINED)


def _composed(kind: str, size: int) -> Iterator[Case]:
    for each in compositions():
        if len(each.slips) == size and each.accepts == "half":
            what = " + ".join(slip.name for slip in each.slips)
            yield Case(kind, each.assignment, each.function, what, each.namespace)


def _mutants() -> Iterator[Case]:
    for assignment in assignments(ROOT):
        path = ROOT / "solutions" / assignment / f"{assignment}.ipynb"
        there = definitions(assignment)
        for answer in answers_of(read_cells(path)):
            functions = [name for name, (cell, _) in there.items() if cell == answer.cell]
            graded = [name for name in functions if name in hidden_calls(assignment)]
            if not graded or "load_reference" in answer.source:
                continue
            made = [
                *changes(answer.source, answer.lines),
                *numpy_changes(answer.source, answer.lines),
            ]
            for operator, source in distinct(answer.source, made):
                what = f"{operator}\n{source}"
                names = _with(assignment, answer.cell, source)
                yield Case("mutants", assignment, graded[0], what, names)


def _with(assignment: str, cell: str, source: str) -> Callable[[], dict[str, Any]]:
    def names() -> dict[str, Any]:
        sources = {**cells(assignment), cell: source}
        kept = [
            code
            for name, code in sources.items()
            if name in ("setup", cell) or "BEGIN SOLUTION" in code
        ]
        return namespace_of(*kept)

    return names


def _attempts() -> Iterator[Case]:
    for each in attempts():
        yield Case("attempts", each.assignment, each.function, str(each), each.namespace)


_KINDS: dict[str, Callable[[], Iterator[Case]]] = {
    "slips": lambda: _composed("slips", 1),
    "pairs": lambda: _composed("pairs", 2),
    "mutants": _mutants,
    "attempts": _attempts,
}


def outcome(index: int, kinds: tuple[str, ...], names: tuple[str, ...]) -> Outcome:
    """Check and grade one."""
    case = cases(kinds, names)[index]
    begin = time.monotonic()
    passed, lost, accused = False, ("no end",), False
    with contextlib.redirect_stdout(io.StringIO()), contextlib.suppress(_TooLong), _limit():
        notebook = case.names()
        function = notebook.get(case.function)
        if function is not None:
            report = whole_check(case.assignment, case.function, function, **notebook)
            compared = [line for line in report.lines if line.name == text("check.compared")]
            passed = report.passed
            accused = any(line.status == "FAILED" for line in compared)
        result = grade(case.assignment, case.function, notebook, seed=0)
        lost = tuple(failed(result))
    took = time.monotonic() - begin
    return Outcome(case.kind, case.function, case.what, passed, lost, accused, took)


class _TooLong(BaseException):
    """A function has not come to its end."""


@contextlib.contextmanager
def _limit() -> Iterator[None]:
    def end(*_: object) -> None:
        raise _TooLong

    before = signal.signal(signal.SIGALRM, end)
    signal.setitimer(signal.ITIMER_REAL, _SECONDS, 0.05)  # again, as a call's exception is kept
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def summary(found: Sequence[Outcome]) -> dict[str, object]:
    """Return the figures by kind and by facet, and in all."""
    wrong = [each for each in found if each.lost]
    escaped = [each for each in wrong if each.escaped]
    lost = Counter(facet for each in wrong for facet in each.lost)
    out = Counter(facet for each in escaped for facet in each.lost)
    kinds = {
        kind: {
            "functions": sum(each.kind == kind for each in found),
            "lost": sum(each.kind == kind for each in wrong),
            "escaped": sum(each.kind == kind for each in escaped),
        }
        for kind in dict.fromkeys(each.kind for each in found)
    }
    return {
        "functions": len(found),
        "lost": len(wrong),
        "visible_escapes": len(escaped),
        "share": len(escaped) / max(1, len(wrong)),
        "by_kind": kinds,
        "by_facet": {facet: f"{out[facet]} of {count}" for facet, count in lost.most_common()},
        "accused_right": sum(each.accused and not each.lost for each in found),
    }


def main() -> None:
    """Measure, and print a table or one JSON object."""
    parser = argparse.ArgumentParser(description="Wrong functions that a visible check passes.")
    parser.add_argument("--kinds", default=",".join(_KINDS), help="of slips,pairs,mutants,attempts")
    parser.add_argument("--assignments", default=",".join(assignments(ROOT)))
    parser.add_argument("--every", type=int, default=1, help="only each so manieth function")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--show", type=int, default=60, help="so many escapes")
    parser.add_argument("--json", action="store_true", help="one object; the table to stderr")
    options = parser.parse_args()
    asked = tuple(options.kinds.split(",")), tuple(options.assignments.split(","))
    indices = range(0, len(cases(*asked)), options.every)
    with ProcessPoolExecutor(options.jobs) as pool:
        work = pool.map(outcome, indices, *([each] * len(indices) for each in asked), chunksize=10)
        found = list(track(work, "wrong functions", total=len(indices), console=_STDERR))
    figures = summary(found)
    console = _STDERR if options.json else Console()
    table = Table("what", "measured")
    for name, value in figures.items():
        table.add_row(name, str(value))
    console.print(table)
    escaped = [each for each in found if each.escaped]
    for each in escaped[: options.show]:
        console.print(f"{each.kind} {each.function} {each.lost}: {each.what}", markup=False)
    for each in [one for one in found if one.accused and not one.lost][: options.show]:
        console.print(f"accused: {each.kind} {each.function}: {each.what}", markup=False)
    if options.json:
        print(json.dumps(figures | {"escapes": [asdict(each) for each in escaped]}))


if __name__ == "__main__":
    main()
