"""`autograder report`: a class as one page."""

import json
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from autograder.course.grade.screen import console_for
from autograder.course.options import JsonOption, NameArgument
from autograder.grading.course import CourseError, nbgrader_root
from autograder.grading.whole_file import write_whole
from autograder.reporting.classroom.figures import ClassFigures, figures
from autograder.reporting.classroom.load import load_class
from autograder.reporting.classroom.page import page
from autograder.reporting.classroom.veil import anonymous as veiled

COURSE_ERROR = 1
FOLDER = "reports"
_NO_FOLDER = "The page {path} can't be written: there is no folder {folder}."
_NOT_WRITTEN = "The page {path} can't be written: {reason}."
_NOTHING = "Nothing is graded yet for {name}: run `autograder grade {name}` when work is handed in."

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
        with console.status(f"Reading the class of {name} ..."):
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
        console.print(_NOTHING.format(name=found.assignment), markup=False, soft_wrap=True)
    for problem in found.problems:
        who = f"{problem.student}: " if problem.student else ""
        console.print(f"{who}{problem.sentence}", markup=False, highlight=False, soft_wrap=True)
    parts = (
        f"{found.graded} graded",
        f"{len(found.urgent)} need help",
        f"{len(found.awaiting)} await manual grading",
        f"{len(found.alike)} pairs worth a look",
    )
    console.print(f"{found.assignment}: {', '.join(parts)}.", markup=False, soft_wrap=True)
    if path:
        console.print(f"The page: {path}", markup=False, highlight=False, soft_wrap=True)


def _write(path: Path, text: str, *, make_folder: bool) -> None:
    """Write the page whole or not at all."""
    path = path.absolute()
    try:
        if make_folder:
            path.parent.mkdir(exist_ok=True)
        if not path.parent.is_dir():
            raise CourseError(_NO_FOLDER.format(path=path, folder=path.parent))
        write_whole(path, text.encode("utf-8", "replace"))
    except OSError as error:
        reason = error.strerror or str(error)
        raise CourseError(_NOT_WRITTEN.format(path=path, reason=reason)) from error
