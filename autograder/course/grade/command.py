"""`autograder grade`: all that is submitted for an assignment, on all cores."""

import json
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from autograder.course.grade.screen import console_for, shown, summarize, warn
from autograder.course.grade.tally import COURSE_ERROR, HELD, INTERRUPTED, NOT_WRITTEN, Tally
from autograder.course.options import IsolationOption, JobsOption, JsonOption, NameArgument
from autograder.grading.batch.hold import Held
from autograder.grading.batch.record import NotWritten
from autograder.grading.batch.run import Options, open_class
from autograder.grading.course import CourseError, nbgrader_root
from autograder.grading.sandbox.isolation import NoSandbox

_CODES = {CourseError: COURSE_ERROR, NoSandbox: COURSE_ERROR, ValueError: COURSE_ERROR}
_CODES |= {Held: HELD, NotWritten: NOT_WRITTEN}
_STOPPED = "Stopped. What was graded is safe; the same command goes on from here."

StudentOption = Annotated[
    list[str] | None, typer.Option(help="Only this student (repeatable; * and ? match).")
]
NotebookOption = Annotated[
    list[str] | None, typer.Option(help="Only this notebook (repeatable; * and ? match).")
]
ForceOption = Annotated[bool, typer.Option("--force", help="Grade again what has not changed.")]
DryOption = Annotated[bool, typer.Option("--dry-run", help="Only say what would be graded.")]
WaitOption = Annotated[bool, typer.Option("--wait", help="Wait while somebody else is grading.")]
SchedulerOption = Annotated[
    str, typer.Option(help="Address of a Dask scheduler (tcp://...) to grade on its workers.")
]


def grade(
    name: NameArgument,
    student: StudentOption = None,
    notebook: NotebookOption = None,
    jobs: JobsOption = None,
    force: ForceOption = False,
    dry_run: DryOption = False,
    wait: WaitOption = False,
    isolation: IsolationOption = None,
    scheduler: SchedulerOption = "",
    as_json: JsonOption = False,
) -> None:
    """Grade all that is submitted for an assignment; what has not changed is not graded again.

    Exit codes: 0 all graded; 3 some need a look; 4 some could not be graded; 1 the course or the
    machine is not ready; 5 somebody else is grading; 6 results can't be written; 130 stopped.

    Example: autograder grade softmax-loss --student 'a*' --jobs 4
    """
    options = Options(
        students=tuple(student or ()),
        notebooks=tuple(notebook or ()),
        jobs=jobs,
        force=force,
        dry=dry_run,
        wait=wait,
        isolation=isolation,
        scheduler=scheduler,
    )
    console = console_for(as_json)
    try:
        tally = _run(nbgrader_root(), name, options, console)
    except KeyboardInterrupt as error:
        typer.echo(_STOPPED, err=True)
        raise typer.Exit(INTERRUPTED) from error
    except tuple(_CODES) as error:
        typer.echo(str(error), err=True)
        code = next(code for kind, code in _CODES.items() if isinstance(error, kind))
        raise typer.Exit(code) from error
    if as_json:
        typer.echo(json.dumps(tally.to_json(name), indent=2))
    else:
        summarize(console, tally, name)
    raise typer.Exit(tally.exit_code)


def _run(root: Path, name: str, options: Options, console: Console) -> Tally:
    with open_class(root, name, options) as run:
        warn(console, run.isolation)
        tally = Tally(run.total)
        with shown(console, tally) as show:
            for outcome in run.outcomes:
                tally.add(outcome)
                show(outcome)
    return tally
