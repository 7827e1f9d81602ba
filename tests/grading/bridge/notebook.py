"""Run cells as the grader does: in a grader process of its own, with a student's process."""

from typing import Any

from autograder.grading.running.apart import run_apart
from autograder.grading.running.cells import Ran, Role, RunCell
from autograder.grading.running.job import Job
from autograder.grading.running.settings import Settings
from autograder.grading.sandbox.isolation import Isolation
from autograder.grading.sandbox.limits import Limits

Cells = list[tuple[str, Role, str]]


def run(
    cells: Cells,
    isolation: Isolation = Isolation.PROCESS,
    limits: Limits | None = None,
    course: str | None = None,
    **more: Any,
) -> dict[str, Ran]:
    """Return what came of each cell, by its key; `more` are other settings.

    `course` is the folder whose notebooks hidden tests read the reference from.
    """
    settings = Settings(limits=limits or Limits(), isolation=isolation, **more)
    job = Job(tuple(RunCell(key, source, role) for key, role, source in cells), settings)
    return dict(zip((key for key, _, _ in cells), run_apart(job, course), strict=True))


def error(ran: Ran) -> str:
    """Return the name and message of the error that ended a cell, '' if none did."""
    found = [f"{o['ename']}: {o['evalue']}" for o in ran.outputs if o["output_type"] == "error"]
    return "; ".join(found)


def printed(ran: Ran, name: str = "stdout") -> str:
    """Return what a cell printed."""
    return "".join(o["text"] for o in ran.outputs if o.get("name") == name)


def value(ran: Ran) -> str:
    """Return the text of a cell's last expression, which nbgrader reads as partial credit."""
    found = [o["data"]["text/plain"] for o in ran.outputs if o["output_type"] == "execute_result"]
    return "".join(found)
