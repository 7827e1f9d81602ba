"""`autograder report`: a class as one page."""

import json
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from autograder.commandline.commands.grade import console_for
from autograder.commandline.options import JsonOption, NameArgument
from autograder.course.files import write_whole
from autograder.course.folders import CourseError, nbgrader_root
from autograder.findings import text as say
from autograder.instructors.reports.class_report.figures import ClassFigures, figures
from autograder.instructors.reports.class_report.load import load_class
from autograder.instructors.reports.class_report.pseudonyms import pseudonymized as veiled
from autograder.instructors.reports.class_report.render import page

COURSE_ERROR = 1
FOLDER = "reports"

OutputOption = Annotated[
    Path | None, typer.Option(help="Where to write the page, by default reports/NAME.html.")
]
AnonymousOption = Annotated[
    bool, typer.Option("--anonymous", help="Write numbers, drawn anew each time, for names.")
]


def report(
    name: NameArgument,
    output: OutputOption = None,
    anonymous: AnonymousOption = False,
    as_json: JsonOption = False,
) -> None:
    """Write one page on a class: points, mistakes, who needs help, what is worth a look.

    With --json the figures are printed and the page is written only where --output says. The exit
    code is 0, or 1 when there is no gradebook, no such assignment or no place for the page.

    Example: autograder report softmax-loss --anonymous --output softmax-loss.html
    """
    console = console_for(as_json)
    try:
        root = nbgrader_root()
        with console.status(say("report-command.reading", name=name)):
            record = load_class(root, name)
            found = figures(veiled(record) if anonymous else record)
        path = output or (None if as_json else root / FOLDER / f"{name}.html")
        if path:
            _write(path, page(found, anonymous=anonymous), make_folder=output is None)
    except CourseError as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(COURSE_ERROR) from error
    _tell(console, found, path)
    if as_json:
        typer.echo(json.dumps(found.to_json(), indent=2))


def _tell(console: Console, found: ClassFigures, path: Path | None) -> None:
    if not found.graded:
        console.print(
            say("report-command.nothing", name=found.assignment), markup=False, soft_wrap=True
        )
    for problem in found.problems:
        who = f"{problem.student}: " if problem.student else ""
        console.print(f"{who}{problem.sentence}", markup=False, highlight=False, soft_wrap=True)
    parts = (
        say("report-command.graded", graded=found.graded),
        say("report-command.need-help", count=len(found.urgent)),
        say("report-command.await-manual", count=len(found.awaiting)),
        say("report-command.pairs", count=len(found.alike)),
    )
    console.print(f"{found.assignment}: {', '.join(parts)}.", markup=False, soft_wrap=True)
    if path:
        console.print(
            say("report-command.page", path=path), markup=False, highlight=False, soft_wrap=True
        )


def _write(path: Path, text: str, *, make_folder: bool) -> None:
    """Write the page whole or not at all."""
    path = path.absolute()
    try:
        if make_folder:
            path.parent.mkdir(exist_ok=True)
        if not path.parent.is_dir():
            raise CourseError(say("report-command.no-folder", path=path, folder=path.parent))
        write_whole(path, text.encode("utf-8", "replace"))
    except OSError as error:
        reason = error.strerror or str(error)
        raise CourseError(say("report-command.not-written", path=path, reason=reason)) from error
