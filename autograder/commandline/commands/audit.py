"""`autograder audit`: how good are the tests of an assignment?"""

import contextlib
import json
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.syntax import Syntax
from rich.table import Table

from autograder.commandline.commands.grade import console_for, warn
from autograder.commandline.options import (
    IsolationOption,
    JobsOption,
    JsonOption,
    NameArgument,
)
from autograder.course.folders import CourseError, nbgrader_root
from autograder.course.variant_copy import variant_course
from autograder.course.variants import read_variants
from autograder.engine.sandbox.isolation import NoSandbox
from autograder.findings import text
from autograder.findings import text as say
from autograder.instructors.audit.run import Options, Tell, audit_of, prepare
from autograder.instructors.audit.summary import Audit, page
from autograder.instructors.audit.verdicts import Verdict

_EVERY = 100  # mutants, in a file or a pipe


@contextlib.contextmanager
def shown(console: Console) -> Iterator[Tell]:
    """Yield what is to be told of the progress: a bar on a terminal, else a line now and then."""
    if not console.is_terminal:
        yield lambda what, done, count: _line(console, what, done, count)
        return
    columns = TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn()
    with Progress(*columns, TimeElapsedColumn(), console=console) as progress:
        task = progress.add_task(say("audit-command.task"), total=None)

        def tell(what: str, done: int, count: int) -> None:
            progress.update(task, description=what.capitalize(), completed=done, total=count)

        yield tell


def summarize(console: Console, audit: Audit) -> None:
    """Print counts, then each survivor as a diff, and entries that fit no survivor any more."""
    console.print(_table(audit))
    for verdict in audit.survivors:
        _show(console, verdict)
    for stale in audit.stale:
        console.print(say("audit-command.out-of-date", value=stale), markup=False, soft_wrap=True)
    plain = audit.to_json()
    counts = {**plain, "survivors": len(audit.survivors), "name": audit.assignment}
    line = say("audit-command.counts", **counts, rate=audit.rate)
    console.print(line, markup=False, highlight=False, soft_wrap=True)


def _table(audit: Audit) -> Table:
    table = Table(say("audit-command.solution-cell"), *audit.figures)
    for column in table.columns[1:]:
        column.justify = "right"
    for (_, cell), part in audit.by_cell().items():
        table.add_row(cell, *part.figures.values())
    return table


def _show(console: Console, verdict: Verdict) -> None:
    mutant = verdict.mutant
    console.print(
        say("audit-command.survived", cell=mutant.cell, operator=mutant.operator),
        style="bold",
        markup=False,
    )
    if verdict.note:
        console.print(say("audit-command.note", note=verdict.note), markup=False)
    if console.is_terminal:
        console.print(Syntax(mutant.diff, "diff", background_color="default"))
    else:
        console.print(mutant.diff, markup=False, highlight=False, soft_wrap=True)


def _line(console: Console, what: str, done: int, count: int) -> None:
    if done % _EVERY == 0 or done == count:
        console.print(
            say("audit-command.running", what=what, done=done, count=count)
            if done
            else say("audit-command.begun", what=what),
            markup=False,
        )


FINE, COURSE_ERROR, SURVIVORS, INTERRUPTED = 0, 1, 3, 130

CellOption = Annotated[
    list[str] | None, typer.Option(help="Only mutants of this solution cell (repeatable).")
]
EquivalentOption = Annotated[
    Path | None,
    typer.Option(help="Mutants judged as right as the solution; by default audits/NAME.toml."),
]
OperatorsOption = Annotated[bool, typer.Option(help="Use the operators: numpy's and cosmic-ray's.")]
AuditedOption = Annotated[
    str,
    typer.Option("--variant", metavar="LETTER", help="Audit a variant of the assignment, as b."),
]
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
    variant: AuditedOption = "",
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
            raise CourseError(text("audit-command.no-folder", path=html))
        with _course(nbgrader_root(), name, variant) as root:
            found = _run(root, name, options, console)
        if html:
            html.write_text(page(found), encoding="utf-8")
            console.print(
                text("audit-command.page", html=html),
                markup=False,
                highlight=False,
                soft_wrap=True,
            )
    except KeyboardInterrupt as error:
        typer.echo(text("audit-command.stopped"), err=True)
        raise typer.Exit(INTERRUPTED) from error
    except (CourseError, NoSandbox, ValueError, OSError) as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(COURSE_ERROR) from error
    if as_json:
        typer.echo(json.dumps(found.to_json(), indent=2))
    else:
        summarize(console, found)
    raise typer.Exit(SURVIVORS if found.survivors else FINE)


@contextlib.contextmanager
def _course(root: Path, name: str, variant: str) -> Iterator[Path]:
    """Yield the course, or a copy in which the assignment is a variant; raises CourseError."""
    if not variant:
        yield root
        return
    known = read_variants(root, name)
    if variant not in known.letters:
        letters = ", ".join(known.letters)
        raise CourseError(text("variants.unknown", name=name, letter=variant, letters=letters))
    with variant_course(root, known, variant) as copy:
        yield copy


def _run(root: Path, name: str, options: Options, console: Console) -> Audit:
    begun = time.monotonic()
    with shown(console) as tell:
        tell(text("audit-command.reading"), 0, 1)
        ready = prepare(root, name, options)
        warn(console, ready.isolation)
        found = audit_of(name, ready, options.jobs, tell)
    return replace(found, seconds=time.monotonic() - begun)
