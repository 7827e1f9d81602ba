"""Run a person's own notebook: two processes as in grading, but no sandbox for their own code."""

from collections.abc import Sequence

from autograder.grading.running.apart import GraderFailed, run_apart
from autograder.grading.running.cells import OnCell, Ran, RunCell
from autograder.grading.running.job import Job
from autograder.grading.running.settings import Settings
from autograder.grading.sandbox.isolation import Isolation, NoSandbox
from autograder.grading.sandbox.limits import Limits
from autograder.grading.submission.names import defined_names
from autograder.selfstudy.find import Source

_LARGE = 2**20  # a person may use what their computer has


class RunError(Exception):
    """Python can't be started; the message says why."""


def run_notebook(
    cells: Sequence[RunCell], source: Source, seconds: float, on_cell: OnCell
) -> list[Ran]:
    """Return what came of each cell, with at most `seconds` for each cell and call."""
    limits = Limits(
        call_seconds=max(1, round(seconds)),
        notebook_seconds=max(1, round(seconds)) * max(1, len(cells)),
        cpu_seconds=_LARGE,
        memory_mb=_LARGE,
        processes=_LARGE,
        file_mb=_LARGE,
        open_files=_LARGE,
    )
    asked = {n for cell in source.cells if cell.solution for n in defined_names(cell.source)}
    settings = Settings(limits=limits, isolation=Isolation.PROCESS, asked=frozenset(asked))
    job = Job(tuple(cells), settings)
    try:
        return run_apart(job, str(source.root), on_cell)
    except (GraderFailed, NoSandbox, OSError) as error:
        raise RunError(str(error)) from error
