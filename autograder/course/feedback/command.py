"""`autograder feedback`: a page for each student of an assignment."""

import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from autograder.course.feedback.run import Feedback, NotWritten, Outcome
from autograder.course.options import JsonOption, NameArgument
from autograder.grading.course import CourseError, nbgrader_root
from autograder.reporting.feedback.text import plain

FINE, COURSE_ERROR, FAILED, NOT_WRITTEN, INTERRUPTED = 0, 1, 4, 6, 130
PLAIN_WIDTH = 100  # of lines in a file or a pipe
_STOPPED = "Stopped. Each page is whole; the same command goes on from here."
_REPLACED = (
    "{count} replaced a page that another command had written (nbgrader generate_feedback). "
    "Run one of the two: nbgrader's --force, and the formgrader's button, put its page back."
)

StudentOption = Annotated[
    list[str] | None, typer.Option(help="Only this student (repeatable; * and ? match).")
]
ForceOption = Annotated[bool, typer.Option("--force", help="Write unchanged pages again, too.")]


def feedback(
    name: NameArgument,
    student: StudentOption = None,
    force: ForceOption = False,
    as_json: JsonOption = False,
) -> None:
    """Write a feedback page for each student: points, what was seen, mistakes, comments.

    The pages stand in feedback/STUDENT/NAME, where nbgrader release_feedback finds them. Exit
    codes: 0 all written; 4 some could not be; 1 nothing is graded; 6 pages can't be written here;
    130 stopped.

    Example: autograder feedback softmax-loss --student 'a*'
    """
    console = Console(stderr=as_json)
    if not console.is_terminal:
        console = Console(stderr=as_json, width=PLAIN_WIDTH)
    try:
        pages = Feedback(nbgrader_root(), name, student or ())
        outcomes = list(_shown(console, pages, force))
    except KeyboardInterrupt as error:
        typer.echo(_STOPPED, err=True)
        raise typer.Exit(INTERRUPTED) from error
    except (CourseError, NotWritten) as error:
        typer.echo(str(error), err=True)
        code = NOT_WRITTEN if isinstance(error, NotWritten) else COURSE_ERROR
        raise typer.Exit(code) from error
    code = FAILED if any(each.state == "failed" for each in outcomes) else FINE
    if as_json:
        typer.echo(json.dumps(_to_json(name, outcomes, code), indent=2))
    else:
        _summarize(console, outcomes)
    raise typer.Exit(code)


def _shown(console: Console, pages: Feedback, force: bool) -> Iterator[Outcome]:
    columns = (
        TextColumn("Feedback {task.description:<32}", markup=False),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=console, disable=not console.is_terminal) as progress:
        task = progress.add_task("", total=pages.total)
        for outcome in pages.write(force):
            progress.update(task, advance=1, description=plain(outcome.student))
            yield outcome


def _summarize(console: Console, outcomes: list[Outcome]) -> None:
    count = Counter(outcome.state for outcome in outcomes)
    written = count["written"] + count["replaced"]
    failed = [outcome for outcome in outcomes if outcome.state == "failed"]
    line = f"{len(outcomes)} pages: {written} written, {count['unchanged']} unchanged"
    console.print(line + (f", {len(failed)} could not be written" if failed else ""))
    if count["replaced"]:
        console.print(_REPLACED.format(count=count["replaced"]))
    for each in failed:
        line = plain(f"{each.student}, {each.notebook}: {each.problem}")
        console.print(escape(line), soft_wrap=True)
    if written:
        page = next(each.page for each in outcomes if each.state in ("written", "replaced"))
        console.print(escape(plain(f"For example {_short(page)}")), soft_wrap=True)


def _short(page: Path) -> str:
    here = Path.cwd()
    return str(page.relative_to(here) if page.is_relative_to(here) else page)


def _to_json(name: str, outcomes: list[Outcome], code: int) -> dict[str, Any]:
    return {
        "assignment": name,
        "pages": len(outcomes),
        "counts": dict(Counter(outcome.state for outcome in outcomes)),
        "exit_code": code,
        "students": [
            {
                "student": each.student,
                "notebook": each.notebook,
                "state": each.state,
                "page": str(each.page),
                "problem": each.problem,
            }
            for each in outcomes
        ],
    }
