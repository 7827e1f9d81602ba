"""The commands `autograder check` and `autograder progress`."""

import io
import json
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console, RenderableType
from rich.text import Text

from autograder.course.files import Unreadable, read_file
from autograder.findings import text as say
from autograder.findings.language import language_of_learner, speaking
from autograder.notebooks.cells import MOST_BYTES
from autograder.notebooks.translation import handout_language
from autograder.selfstudy.check import Report, check_notebook
from autograder.selfstudy.progress import overview, remember
from autograder.selfstudy.source import CheckError
from autograder.selfstudy.tables import course_table, scoreboard

PLAIN_WIDTH = 100  # of a table in a file or a pipe
INCOMPLETE, NOT_GRADED = 1, 2  # exit codes

NotebookArgument = Annotated[Path, typer.Argument(help="Your notebook, wherever it is.")]
TimeoutOption = Annotated[float, typer.Option(min=1.0, help="Seconds that each cell may take.")]
AnswersOption = Annotated[
    bool,
    typer.Option("--answers", help="Show model answers beside the written ones that you gave."),
]
JsonOption = Annotated[bool, typer.Option("--json", help="Print one JSON object, for programs.")]


def check(
    notebook: NotebookArgument,
    timeout: TimeoutOption = 60.0,
    answers: AnswersOption = False,
    as_json: JsonOption = False,
) -> None:
    """Grade one notebook on the spot and show what is missing.

    The exit code is 0 with all points, 1 when some are missing, 2 when it can't be graded.

    Example: autograder check assignments/softmax-loss/softmax-loss.ipynb
    """
    with speaking(_language_of(notebook)):
        console = _console()
        try:
            report = _check(notebook, timeout, console, answers)
        except CheckError as error:
            raise _stop(error) from error
        notice = remember(report)
        if as_json:
            _print_json({**report.to_json(), "notice": notice})
        else:
            _print(console, scoreboard(report), notice)
    raise typer.Exit(0 if report.complete else INCOMPLETE)


def progress(as_json: JsonOption = False) -> None:
    """Show the course as a whole: points, what is done, what has changed since its check.

    Example: autograder progress --json
    """
    with speaking(language_of_learner()):
        try:
            course = overview()
        except CheckError as error:
            raise _stop(error) from error
        if as_json:
            _print_json(course.to_json())
        else:
            _print(_console(), course_table(course))


def _language_of(notebook: Path) -> str:
    """Return the language to speak to whoever works in a notebook."""
    try:
        handout = handout_language(read_file(notebook, MOST_BYTES))
    except (OSError, Unreadable):  # the check says what is wrong with it
        handout = None
    return language_of_learner(handout)


def _check(notebook: Path, seconds: float, console: Console, answers: bool) -> Report:
    if not console.is_terminal:
        return check_notebook(notebook, seconds, with_models=answers)
    stderr = Console(stderr=True)  # so that --json stays one object
    with stderr.status(say("check-command.starting")) as status:

        def show(key: str, number: int, count: int) -> None:
            shown = {"number": number, "count": count, "value": key or say("check-command.yours")}
            status.update(say("check-command.running", **shown))

        return check_notebook(notebook, seconds, show, answers)


def _console() -> Console:
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="replace")  # a terminal may lack a letter of a message
    console = Console(highlight=False)
    return console if console.is_terminal else Console(width=PLAIN_WIDTH, highlight=False)


def _print(console: Console, parts: Iterable[RenderableType], notice: str = "") -> None:
    for part in [*parts, Text(notice)] if notice else parts:
        console.print(part, soft_wrap=isinstance(part, Text))  # a path to copy stays in one piece


def _print_json(data: dict[str, Any]) -> None:
    typer.echo(json.dumps(data, indent=2))


def _stop(error: CheckError) -> typer.Exit:
    typer.echo(str(error), err=True)
    return typer.Exit(NOT_GRADED)
