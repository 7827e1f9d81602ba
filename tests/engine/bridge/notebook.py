"""Run cells as a worker does: in a fork of this process, with a student's process."""

import atexit
import os
import sys
import warnings
from collections.abc import Mapping, Sequence
from typing import Any, TextIO

from autograder.course.folders import ROOT_VARIABLE
from autograder.engine.agent.linux import limit_this_process
from autograder.engine.sandbox.isolation import Isolation
from autograder.engine.sandbox.limits import Limits
from autograder.engine.sandbox.warm import WarmSandbox
from autograder.engine.submission.cell_runs import CellRun, CellToRun, OnCell, Role, nobody
from autograder.engine.submission.grade_notebook import Results
from autograder.engine.submission.grader_shell import GraderShell
from autograder.engine.submission.run_notebook import NotebookSession, go_to, new_folder, run_in
from autograder.engine.submission.specification import Settings
from autograder.engine.workers.fork import in_fork

Cells = list[tuple[str, Role, str]]


def run(
    cells: Cells,
    isolation: Isolation = Isolation.PROCESS,
    limits: Limits | None = None,
    course: str | None = None,
    **more: Any,
) -> dict[str, CellRun]:
    """Return what came of each cell, by its key; `more` are other settings.

    `course` is the folder whose notebooks hidden tests read the reference from.
    """
    settings = Settings(limits=limits or Limits(), isolation=isolation, **more)
    made = [CellToRun(key, source, role) for key, role, source in cells]
    return dict(zip((key for key, _, _ in cells), run_cells(made, settings, course), strict=True))


def run_cells(
    cells: Sequence[CellToRun],
    settings: Settings,
    course: str | None = None,
    files: Mapping[str, bytes] | None = None,
    on_cell: OnCell = nobody,
) -> list[CellRun]:
    """Return what came of each cell, in order; `files` are the course's own, for the tests.

    `on_cell` is called in the fork.
    """
    warm = _warm(settings.limits, settings.isolation, settings.view, tuple(AHEAD))
    warm.start()
    asker, held = os.pipe()

    def work() -> Results:
        warnings.resetwarnings()  # pytest records them, a worker shows them
        warnings.showwarning = _show_warning
        variables = {"MPLBACKEND": "module://matplotlib_inline.backend_inline"}
        os.environ |= variables | {"NBGRADER_EXECUTION": "autograde"}
        if course:
            os.environ[ROOT_VARIABLE] = course
        go_to(folder)
        limit_this_process({"memory_mb": settings.grader_mb})
        GraderShell.clear_instance()
        try:
            return Results(
                run_in(warm, cells, settings, NotebookSession(*_names(settings)), on_cell), {}
            )
        finally:
            warm.end_own()

    try:
        with new_folder(files or {}) as folder:
            found = in_fork(work, settings.grader_seconds, asker)
    finally:
        os.close(asker)
        os.close(held)
    assert isinstance(found, Results), found
    return found.ran


def _names(settings: Settings) -> tuple[frozenset[str], frozenset[str]]:
    return settings.required_names, settings.course_names


def _show_warning(
    message: Warning | str,
    category: type[Warning],
    filename: str,
    lineno: int,
    file: TextIO | None = None,  # noqa: ARG001 - as the standard library calls it
    line: str | None = None,
) -> None:
    sys.stderr.write(warnings.formatwarning(message, category, filename, lineno, line))


_MOST_WARM = 3
# Modules that students' processes import ahead.
AHEAD: list[str] = []
_kept: dict[tuple[Any, ...], WarmSandbox] = {}


def _warm(*kind: Any) -> WarmSandbox:
    """Return a sandbox that is kept for all runs of its kind, as a worker keeps its own."""
    found = _kept.pop(kind, None) or WarmSandbox(*kind)
    _kept[kind] = found
    if len(_kept) > _MOST_WARM:
        _kept.pop(next(iter(_kept))).end()
    return found


def _end_all() -> None:
    for each in _kept.values():
        each.end_own()


atexit.register(_end_all)


def error(ran: CellRun) -> str:
    """Return the name and message of the error that ended a cell, '' if none did."""
    found = [f"{o['ename']}: {o['evalue']}" for o in ran.outputs if o["output_type"] == "error"]
    return "; ".join(found)


def printed(ran: CellRun, name: str = "stdout") -> str:
    """Return what a cell printed."""
    return "".join(o["text"] for o in ran.outputs if o.get("name") == name)


def value(ran: CellRun) -> str:
    """Return the text of a cell's last expression, which nbgrader reads as partial credit."""
    found = [o["data"]["text/plain"] for o in ran.outputs if o["output_type"] == "execute_result"]
    return "".join(found)
