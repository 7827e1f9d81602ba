"""`autograder variants`: up to eight variants of an assignment, and who has which."""

import json
from collections import Counter
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer
from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from autograder.batch.fits import Fit, fits_of
from autograder.commandline.commands.grade import console_for
from autograder.commandline.options import JobsOption, JsonOption, LanguageOption, NameArgument
from autograder.course.folders import CourseError, nbgrader_root
from autograder.engine.sandbox.isolation import NoSandbox
from autograder.findings import text as say
from autograder.instructors.authoring.translated_release import known_or_english
from autograder.instructors.authoring.variants import (
    Made,
    list_students,
    make_variants,
    write_each,
)
from autograder.instructors.lms.collect.roster import read_roster

COURSE_ERROR = 1

ClassListOption = Annotated[
    Path | None, typer.Option(help="A class list in CSV: students beside those of the gradebook.")
]
ListOption = Annotated[
    bool, typer.Option("--list", help="Only write down who has which, with those who came since.")
]
EachOption = Annotated[
    Path | None, typer.Option(help="Write each student's own handout into this folder.")
]
FitsOption = Annotated[
    bool, typer.Option("--fits", help="After grading: which answers fit another variant.")
]


def variants(
    name: NameArgument,
    class_list: ClassListOption = None,
    only_list: ListOption = False,
    each: EachOption = None,
    fits: FitsOption = False,
    language: LanguageOption = "",
    jobs: JobsOption = None,
    as_json: JsonOption = False,
) -> None:
    """Release up to eight variants of an assignment, and write down who has which.

    With --language zh handouts are written in that, too: into assignments-b-zh/NAME and so on.

    What differs stands in variants/NAME.toml. Handouts are written to assignments-a/NAME and so on;
    grading, reports and exports know the assignment once, and grade each student by their own.
    Exit codes: 0 done; 1 nothing was changed, and it is said why.

    Example: autograder variants svm-loss --class-list students.csv --each handouts

    Example: autograder variants svm-loss --fits
    """
    console = console_for(as_json)
    try:
        root, spoken = nbgrader_root(), known_or_english(language)
        if fits:
            _tell_fits(console, fits_of(root, name, jobs), as_json=as_json)
            return
        more = _listed(console, class_list) if class_list else []
        if only_list or each:
            students = list_students(root, name, more)
        else:
            made = make_variants(root, name, more, lambda said: _line(console, said), spoken)
            _tell_made(console, root, made)
            students = dict(made.students)
        if each:
            count = len(write_each(root, name, each, spoken))
            _line(console, say("variants.each", count=count, folder=each))
    except (CourseError, NoSandbox, ValueError, OSError) as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(COURSE_ERROR) from error
    _tell_students(console, name, students)
    if as_json:
        typer.echo(json.dumps({"assignment": name, "students": students}, indent=2))


def _line(console: Console, said: str) -> None:
    console.print(said, markup=False, highlight=False, soft_wrap=True)


def _listed(console: Console, path: Path) -> list[str]:
    roster = read_roster(path)
    for said in roster.remarks:
        _line(console, said)
    return sorted(roster.students)


def _tell_made(console: Console, root: Path, made: Made) -> None:
    for letter, folder in made.handouts.items():
        says = ", ".join(made.variants.says[letter])
        shown = folder.relative_to(root)
        _line(console, say("variants.made", letter=letter, says=says, folder=shown))


def _tell_students(console: Console, name: str, students: dict[str, str]) -> None:
    if not students:
        _line(console, say("variants.nobody", name=name))
        return
    counts = sorted(Counter(students.values()).items())
    listed = ", ".join(say("variants.count", letter=each, count=n) for each, n in counts)
    _line(console, say("variants.students", name=name, count=len(students), listed=listed))


def _tell_fits(console: Console, found: list[Fit], *, as_json: bool) -> None:
    if as_json:
        typer.echo(json.dumps([asdict(each) for each in found], indent=2))
        return
    if not found:
        _line(console, say("variants.no-fits"))
        return
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for key in ("student", "question", "own", "points", "fits"):
        table.add_column(say(f"variants-column.{key}"), overflow="fold")
    for each in found:
        points = say("variants.points", points=each.points, most=each.max_points)
        table.add_row(*map(Text, (each.student, each.question, each.own, points, each.other)))
    console.print(table)
    _line(console, say("variants.a-look"))
