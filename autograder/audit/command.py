"""`autograder audit`: how good are the tests of an assignment?"""

import json
import time
from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from autograder.audit.page import page
from autograder.audit.result import Audit
from autograder.audit.run import Options, audit_of, prepare
from autograder.audit.screen import shown, summarize
from autograder.course.grade.screen import console_for, warn
from autograder.course.options import IsolationOption, JobsOption, JsonOption, NameArgument
from autograder.grading.course import CourseError, nbgrader_root
from autograder.grading.sandbox.isolation import NoSandbox

FINE, COURSE_ERROR, SURVIVORS, INTERRUPTED = 0, 1, 3, 130
_STOPPED = "Stopped. Nothing was written."
_NO_FOLDER = "The page {path} can't be written: there is no such folder."

CellOption = Annotated[
    list[str] | None, typer.Option(help="Only mutants of this solution cell (repeatable).")
]
EquivalentOption = Annotated[
    Path | None,
    typer.Option(help="Mutants judged as right as the solution; by default audits/NAME.toml."),
]
OperatorsOption = Annotated[bool, typer.Option(help="Use the operators of cosmic-ray.")]
CatalogueOption = Annotated[bool, typer.Option(help="Use the catalogue of students' mistakes.")]
HtmlOption = Annotated[Path | None, typer.Option(help="Write a page with all mutants.")]


def audit(
    name: NameArgument,
    cell: CellOption = None,
    equivalent: EquivalentOption = None,
    jobs: JobsOption = None,
    isolation: IsolationOption = None,
    operators: OperatorsOption = True,
    catalogue: CatalogueOption = True,
    html: HtmlOption = None,
    as_json: JsonOption = False,
) -> None:
    """Put mistakes into an assignment's solutions and show those that its tests don't see.

    Exit codes: 0 all mutants are killed or equivalent; 3 some survive; 1 the course or the machine
    is not ready; 130 stopped.

    Example: autograder audit softmax-loss --cell softmax-loss-naive --html audit.html
    """
    options = Options(tuple(cell or ()), equivalent, jobs, isolation, operators, catalogue)
    console = console_for(as_json)
    try:
        if html and not html.absolute().parent.is_dir():
            raise CourseError(_NO_FOLDER.format(path=html))
        found = _run(nbgrader_root(), name, options, console)
        if html:
            html.write_text(page(found), encoding="utf-8")
            console.print(f"The page: {html}", markup=False, highlight=False, soft_wrap=True)
    except KeyboardInterrupt as error:
        typer.echo(_STOPPED, err=True)
        raise typer.Exit(INTERRUPTED) from error
    except (CourseError, NoSandbox, ValueError, OSError) as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(COURSE_ERROR) from error
    if as_json:
        typer.echo(json.dumps(found.to_json(), indent=2))
    else:
        summarize(console, found)
    raise typer.Exit(SURVIVORS if found.survivors else FINE)


def _run(root: Path, name: str, options: Options, console: Console) -> Audit:
    begun = time.monotonic()
    with shown(console) as tell:
        tell("reading the assignment", 0, 1)
        ready = prepare(root, name, options)
        warn(console, ready.isolation)
        found = audit_of(name, ready, options.jobs, tell)
    return replace(found, seconds=time.monotonic() - begun)
