"""`autograder export`: grades into the table of a learning platform."""

import json
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer
from traitlets.config import Config

from autograder.commandline.options import JsonOption
from autograder.course.folders import CourseError, nbgrader_root
from autograder.findings import text
from autograder.gradebook.course import Course
from autograder.gradebook.gradebook_reader import gradebook_to_read
from autograder.gradebook.team_grades import share_by_hand
from autograder.instructors.lms.export.exporter import LmsExporter
from autograder.instructors.lms.export.fill import Filled
from autograder.instructors.lms.platforms.canvas import CanvasExporter
from autograder.instructors.lms.platforms.moodle import MoodleExporter


class Platform(StrEnum):
    """Where grades go."""

    CANVAS = "canvas"
    MOODLE = "moodle"


_EXPORTERS: dict[Platform, type[LmsExporter]] = {
    Platform.CANVAS: CanvasExporter,
    Platform.MOODLE: MoodleExporter,
}

NamesArgument = Annotated[
    list[str] | None, typer.Argument(help="Assignments to export, by default all.")
]
ToOption = Annotated[Platform, typer.Option("--to", help="The platform that imports the file.")]
FileOption = Annotated[
    Path | None, typer.Option(help="The file to write, by default canvas.csv or moodle.csv.")
]
TemplateOption = Annotated[
    Path | None, typer.Option(help="The platform's own download, whose rows and columns are kept.")
]
ColumnOption = Annotated[
    list[str] | None,
    typer.Option(help="ASSIGNMENT=TITLE of a column with another title (repeatable)."),
]
StudentOption = Annotated[
    list[str] | None, typer.Option(help="Only this student, by id (repeatable).")
]
CompleteOption = Annotated[
    bool, typer.Option("--only-complete", help="Leave out who waits for grading by hand.")
]
CommentsOption = Annotated[
    bool, typer.Option("--comments", help="Write points by question as Moodle's feedback comment.")
]
DecimalOption = Annotated[
    bool | None,
    typer.Option(
        "--decimal-comma/--decimal-point",
        help="How to write decimals, by default as the template does.",
    ),
]


def export(
    to: ToOption,
    names: NamesArgument = None,
    file: FileOption = None,
    template: TemplateOption = None,
    column: ColumnOption = None,
    student: StudentOption = None,
    only_complete: CompleteOption = False,
    comments: CommentsOption = False,
    decimal_comma: DecimalOption = None,
    as_json: JsonOption = False,
) -> None:
    """Write grades as Canvas or Moodle imports them, into their own table or a new one.

    What is not plain (who has no row, waits for grading by hand, another maximum) is told on
    stderr. Exit codes: 0 written; 1 nothing was written.

    Example: autograder export softmax-loss --to canvas --template gradebook-export.csv
    """
    settings = {
        "to": str(file or f"{to.value}.csv"),
        "template": str(template or ""),
        "assignment": names or [],
        "columns": column or [],
        "student": student or [],
        "only_complete": only_complete,
        "comments": comments,
        "decimal_comma": decimal_comma,
    }
    try:
        exporter, filled = _exported(_EXPORTERS[to], settings)
    except CourseError as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(1) from error
    _say(exporter.file, filled, as_json)


def _exported(kind: type[LmsExporter], settings: dict[str, Any]) -> tuple[LmsExporter, Filled]:
    course = Course(nbgrader_root())
    for said in share_by_hand(course, settings["assignment"]):
        typer.echo(said, err=True)
    given = {name: value for name, value in settings.items() if value not in (None, "", [], False)}
    if settings["decimal_comma"] is False:
        given["decimal_comma"] = False
    exporter = kind(config=Config(course.config), **given)  # the rest as nbgrader_config.py says
    with gradebook_to_read(course) as gradebook:
        return exporter, exporter.write(gradebook)


def _say(file: Path, filled: Filled, as_json: bool) -> None:
    if as_json:
        found = {"file": str(file), "written": filled.written, "notices": filled.notices}
        typer.echo(json.dumps(found, indent=2))
        return
    for name, count in filled.written.items():
        typer.echo(text("export-command.written", file=file, grades=_grades(count), name=name))
    for notice in filled.notices:
        typer.echo(notice, err=True)


def _grades(count: int) -> str:
    return "1 grade" if count == 1 else text("export-command.grades", count=count)
