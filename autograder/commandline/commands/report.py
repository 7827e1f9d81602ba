"""`autograder report`: a class as one page, and terms side by side."""

import json
from pathlib import Path
from typing import Annotated

import msgspec
import typer
from rich.console import Console

from autograder.commandline.commands.grade import console_for
from autograder.commandline.options import JsonOption, NameArgument
from autograder.course.files import write_whole
from autograder.course.folders import CourseError, nbgrader_root
from autograder.findings import text as say
from autograder.findings.language import following_the_system
from autograder.gradebook.course import Course
from autograder.instructors.reports.class_report.figures import ClassFigures, figures
from autograder.instructors.reports.class_report.load import load_class
from autograder.instructors.reports.class_report.pseudonyms import pseudonymized as veiled
from autograder.instructors.reports.class_report.render import page
from autograder.instructors.reports.terms.compare import compare_terms
from autograder.instructors.reports.terms.page import terms_page
from autograder.instructors.reports.terms.sources import find_terms
from autograder.instructors.reports.terms.sources import keep_term as keep_term_of
from autograder.instructors.reports.terms.statistics import LEAST
from autograder.instructors.reports.terms.table import terms_output
from autograder.judging.mistakes import known_names
from autograder.results.course_texts import saying_texts_of

COURSE_ERROR = 1
FOLDER = "reports"

OutputOption = Annotated[
    Path | None, typer.Option(help="Where to write the page, by default reports/NAME.html.")
]
AnonymousOption = Annotated[
    bool, typer.Option("--anonymous", help="Write numbers, drawn anew each time, for names.")
]
PlacesArgument = Annotated[
    list[Path] | None,
    typer.Argument(
        metavar="[FOLDER]...",
        help="With --terms, the earliest first: courses' folders, or kept terms.",
    ),
]
TermsOption = Annotated[
    bool, typer.Option("--terms", help="Compare terms: by default those that the course has kept.")
]
KeepOption = Annotated[
    str,
    typer.Option(metavar="TERM", help="Keep this class's counts, without names, in terms/TERM."),
]


def report(
    name: NameArgument,
    folders: PlacesArgument = None,
    output: OutputOption = None,
    anonymous: AnonymousOption = False,
    terms: TermsOption = False,
    keep_term: KeepOption = "",
    as_json: JsonOption = False,
) -> None:
    """Write one page on a class: points, mistakes, who needs help, what is worth a look.

    With --terms the page compares runs of the assignment: what became rarer or commoner, which
    texts differ, questions by difficulty. With --json the figures are printed and the page is
    written only where --output says. The exit code is 0, or 1 when there is no gradebook, no such
    assignment, no such term or no place for the page.

    Example: autograder report softmax-loss --anonymous --output softmax-loss.html

    Example: autograder report softmax-loss --terms ../2025-autumn ../2026-spring
    """
    with following_the_system():
        console = console_for(as_json)
        try:
            _refuse_nonsense(name, folders, anonymous=anonymous, terms=terms, keep=keep_term)
            if keep_term:
                _keep(console, name, keep_term, as_json=as_json)
                return
            if terms:
                _compare(console, name, folders or [], output, as_json=as_json)
                return
        except CourseError as error:
            typer.echo(str(error), err=True)
            raise typer.Exit(COURSE_ERROR) from error
        _report_class(console, name, output, anonymous=anonymous, as_json=as_json)


def _refuse_nonsense(
    name: str, folders: list[Path] | None, *, anonymous: bool, terms: bool, keep: str
) -> None:
    """Raise CourseError for words that don't go together."""
    if terms and keep:
        raise CourseError(say("terms.not-both"))
    if folders and not terms:
        raise CourseError(say("terms.places-without-terms", name=name))
    if anonymous and (terms or keep):
        raise CourseError(say("terms.no-names"))


def _keep(console: Console, name: str, term: str, *, as_json: bool) -> None:
    path, found = keep_term_of(nbgrader_root(), name, term, known_names)
    said = say("terms.kept", term=term, name=name, students=found.students, path=path)
    console.print(said, markup=False, highlight=False, soft_wrap=True)
    if found.students < LEAST:
        few = say("terms.kept-few", term=term, students=found.students)
        console.print(few, markup=False, highlight=False, soft_wrap=True)
    if as_json:
        typer.echo(json.dumps(msgspec.to_builtins(found), indent=2))


def _compare(
    console: Console, name: str, folders: list[Path], output: Path | None, *, as_json: bool
) -> None:
    root = nbgrader_root() if not (folders and output) else Path.cwd()
    if (root / "nbgrader_config.py").is_file():
        Course(root, only_reads=True)  # its language goes before that of other folders
    figures = compare_terms(find_terms(root, name, folders, known_names))
    path = output or (None if as_json else root / FOLDER / f"{name}-terms.html")
    if path:
        _write(path, terms_page(figures), make_folder=output is None)
    for each in terms_output(figures):
        console.print(each, markup=False, highlight=False, soft_wrap=isinstance(each, str))
    if path:
        said = say("report-command.page", path=path)
        console.print(said, markup=False, highlight=False, soft_wrap=True)
    if as_json:
        typer.echo(json.dumps(figures.to_json(), indent=2))


def _report_class(
    console: Console, name: str, output: Path | None, *, anonymous: bool, as_json: bool
) -> None:
    try:
        root = nbgrader_root()
        with console.status(say("report-command.reading", name=name)):
            record = load_class(root, name)
            with saying_texts_of(name, root):
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
    line = say(
        "report-command.line",
        name=found.assignment,
        graded=say("report-command.graded", graded=found.graded),
        help=say("report-command.need-help", count=len(found.urgent)),
        manual=say("report-command.await-manual", count=len(found.awaiting)),
        pairs=say("report-command.pairs", count=len(found.alike)),
    )
    console.print(line, markup=False, soft_wrap=True)
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
