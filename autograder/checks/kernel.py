"""What the kernel knows of the notebook: the cells that were run, and the checks that passed."""

import os
import re
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from autograder.checks.fingerprints.prints_file import checks_beside, hash_of


def running_cell() -> str | None:
    """Return the source of the cell that runs, None where there is no notebook."""
    cells = _cells()
    return str(cells[-1]) if len(cells) > 1 else None


def newest_cell(name: str) -> str | None:
    """Return the last cell that was run and defines the name with `def` or `class`."""
    defines = re.compile(rf"^(async def|def|class)\s+{name}\b", re.MULTILINE)
    for source in reversed(_cells()):
        if isinstance(source, str) and defines.search(source):
            return source
    return None


def _cells() -> list[Any]:
    ipython = sys.modules.get("IPython")  # where it isn't loaded, there is no notebook
    shell: Any = ipython.get_ipython() if ipython else None
    cells = shell.user_ns.get("In") if shell is not None else None
    return cells if isinstance(cells, list) else []


@dataclass(frozen=True)
class Progress:
    """How many of the notebook's checks have passed since its kernel started, and what is next.

    `first` says that the one just run has never passed before, `following` is the function that
    the next check which hasn't passed is for, '' if all have.
    """

    passed: int
    total: int
    first: bool
    following: str


@dataclass
class _Run:
    """The last run of a cell: its number, and whether all checks in it passed."""

    number: int
    passed: bool


_runs: dict[str, _Run] = {}
_passed_once: set[str] = set()


def progress_after(passed: bool) -> Progress | None:
    """Note what came of a check in the running cell, and return how far the notebook is.

    None where that isn't known: no notebook, no file beside it that lists the cell, or grading.
    """
    source = running_cell()
    if source is None or "NBGRADER_EXECUTION" in os.environ or "NBGRADER_VALIDATING" in os.environ:
        return None
    cell = hash_of(source)
    checks = checks_beside(Path.cwd(), cell)
    if not checks:
        return None
    number, before = len(_cells()), _runs.get(cell)
    others = before is None or before.number != number or before.passed  # in the same run
    _runs[cell] = _Run(number, passed and others)
    first = _runs[cell].passed and cell not in _passed_once
    if first:
        _passed_once.add(cell)
    return _progress(list(checks), checks, cell, first)


def _progress(cells: list[str], names: dict[str, str], cell: str, first: bool) -> Progress:
    done = {each for each in cells if each in _runs and _runs[each].passed}
    place = cells.index(cell) + 1
    waiting = [each for each in (*cells[place:], *cells[:place]) if each not in done]
    return Progress(len(done), len(cells), first, names[waiting[0]] if waiting else "")
