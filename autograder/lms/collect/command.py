"""`autograder collect`: downloads of a learning platform become submissions."""

import json
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from enum import StrEnum
from pathlib import Path
from typing import Annotated
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import typer
from rich.console import Console
from rich.progress import track

from autograder.course.grade.screen import console_for
from autograder.course.options import JsonOption, NameArgument
from autograder.grading.course import CourseError, nbgrader_root
from autograder.lms.collect.gather import Gathered, Intake, Wishes
from autograder.lms.collect.note import note_people
from autograder.lms.collect.screen import looks, nobody, summarize, to_json

NEEDS_A_LOOK = 3


class Platform(StrEnum):
    """How the files of a download are named."""

    CANVAS = "canvas"
    MOODLE = "moodle"
    NBGRADER = "nbgrader"
    FOLDERS = "folders"


DownloadsArgument = Annotated[
    list[Path], typer.Argument(help="Downloaded zips, or folders of what was downloaded.")
]
PlatformOption = Annotated[
    Platform | None, typer.Option(help="How files are named, by default seen from the names.")
]
RosterOption = Annotated[
    Path | None, typer.Option(help="Class list: a CSV file with the column student_id.")
]
TimezoneOption = Annotated[
    str, typer.Option(help="Zone of the class list's times, by default UTC.", show_default=False)
]
DryOption = Annotated[bool, typer.Option("--dry-run", help="Only say what would be done.")]
ForceOption = Annotated[bool, typer.Option("--force", help="Replace newer submissions, too.")]


def collect(
    name: NameArgument,
    downloads: DownloadsArgument,
    platform: PlatformOption = None,
    roster: RosterOption = None,
    timezone: TimezoneOption = "",
    dry_run: DryOption = False,
    force: ForceOption = False,
    as_json: JsonOption = False,
) -> None:
    """Take in what students handed in on Canvas or Moodle: downloads become submissions.

    Exit codes: 0 all taken; 3 something needs a look; 1 the course, the class list or a download
    can't be used.

    Example: autograder collect softmax-loss submissions.zip --roster class.csv --dry-run
    """
    wishes = Wishes(platform or "", roster, timezone, force, dry_run)
    console = console_for(as_json)
    try:
        _check_zone(timezone)
        intake = Intake(nbgrader_root(), name, wishes)
        with _busy(console, intake, downloads) as gathered:
            steps = intake.place(gathered, downloads)
            hidden = not console.is_terminal
            for _ in track(steps, "Placing", gathered.total, console=console, disable=hidden):
                pass
        if not dry_run:
            people = [
                (each.student, gathered.plan.people[each.student]) for each in gathered.placed
            ]
            gathered.roster.remarks += note_people(intake.course.directory, people)
    except CourseError as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(1) from error
    if as_json:
        typer.echo(json.dumps(to_json(gathered, name, dry_run), indent=2))
    else:
        summarize(console, gathered, name, dry_run, str(intake.replaced))
    raise typer.Exit(_code(gathered))


@contextmanager
def _busy(console: Console, intake: Intake, downloads: list[Path]) -> Iterator[Gathered]:
    """Yield what is in the downloads, and show that they are being unpacked until then."""
    with ExitStack() as stack:
        with console.status("Unpacking ..."):
            gathered = stack.enter_context(intake.look(downloads))
        yield gathered


def _check_zone(name: str) -> None:
    try:
        ZoneInfo(name or "UTC")
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise CourseError(f"{name!r} is no time zone: give one such as Europe/Berlin.") from error


def _code(gathered: Gathered) -> int:
    return NEEDS_A_LOOK if looks(gathered) or nobody(gathered) else 0
