"""`autograder feedback`: a page for each student of an assignment."""

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Annotated, Any, NoReturn

import typer
from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from autograder.commandline.options import JsonOption, NameArgument
from autograder.course.folders import CourseError, nbgrader_root
from autograder.findings import text
from autograder.findings.language import following_the_system
from autograder.gradebook.course import Course
from autograder.gradebook.team_grades import share_by_hand
from autograder.instructors.reports.feedback.html import plain
from autograder.instructors.reports.feedback.publish import Feedback, NotWritten, Outcome
from autograder.judging.pictures import picture_of

FINE, COURSE_ERROR, FAILED, NOT_WRITTEN, INTERRUPTED = 0, 1, 4, 6, 130
PLAIN_WIDTH = 100  # of lines in a file or a pipe

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
    with following_the_system():
        _feedback(name, student or (), force=force, as_json=as_json)


def _feedback(name: str, student: Sequence[str], *, force: bool, as_json: bool) -> NoReturn:
    console = Console(stderr=as_json)
    if not console.is_terminal:
        console = Console(stderr=as_json, width=PLAIN_WIDTH)
    try:
        root = nbgrader_root()
        for said in share_by_hand(Course(root), [name]):
            typer.echo(said, err=True)
        pages = Feedback(root, name, student, picture_of)
        outcomes = list(_shown(console, pages, force))
    except KeyboardInterrupt as error:
        typer.echo(text("feedback-command.stopped"), err=True)
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
        TextColumn(f"{text('feedback-command.task')} {{task.description:<32}}", markup=False),
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
    line = text(
        "feedback-command.pages",
        count=len(outcomes),
        written=written,
        count_2=count["unchanged"],
    )
    console.print(
        line + (text("feedback-command.not-written", count=len(failed)) if failed else "")
    )
    if count["replaced"]:
        console.print(text("feedback-command.replaced", count=count["replaced"]))
    for each in failed:
        line = plain(f"{each.student}, {each.notebook}: {each.problem}")
        console.print(escape(line), soft_wrap=True)
    if written:
        page = next(each.page for each in outcomes if each.state in ("written", "replaced"))
        console.print(
            escape(plain(text("feedback-command.example", short=_short(page)))), soft_wrap=True
        )


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
