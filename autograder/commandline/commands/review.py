"""`autograder review`: answers that behave the same, and one comment for all of a group."""

import json
import sqlite3
import webbrowser
from contextlib import closing
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import Progress, TaskID

from autograder.commandline.commands.grade import console_for
from autograder.commandline.options import JobsOption, JsonOption, NameArgument
from autograder.course.files import write_whole
from autograder.course.folders import CourseError, nbgrader_root
from autograder.engine.sandbox.isolation import NoSandbox
from autograder.findings import text as say
from autograder.gradebook.course import Course
from autograder.instructors.review.agreement import Agreement
from autograder.instructors.review.bank import read_comments
from autograder.instructors.review.load import AnswerReader
from autograder.instructors.review.pages import static_pages
from autograder.instructors.review.probes import Tell, take_values
from autograder.instructors.review.server import Review, serve
from autograder.instructors.review.store import FOLDER, ReviewStore

COURSE_ERROR = 1
_WAY = '<!DOCTYPE html><meta http-equiv="refresh" content="0; url={address}">'

StaticOption = Annotated[
    Path | None, typer.Option(help="Write the pages into this folder instead, to be read only.")
]
PortOption = Annotated[
    int, typer.Option(min=0, max=65535, help="By default any that is free.", show_default=False)
]
BrowserOption = Annotated[
    bool, typer.Option("--browser/--no-browser", help="Open a browser, or only say the address.")
]
SecondOption = Annotated[
    bool,
    typer.Option(
        "--second-grader",
        help="Grade the written answers a second time, blind to the first's points.",
    ),
]
AgreementOption = Annotated[
    bool, typer.Option("--agreement", help="Only say how two graders agree, and end.")
]


def review(
    name: NameArgument,
    static: StaticOption = None,
    second_grader: SecondOption = False,
    agreement: AgreementOption = False,
    as_json: JsonOption = False,
    port: PortOption = 0,
    browser: BrowserOption = True,
    jobs: JobsOption = None,
) -> None:
    """Group answers that behave the same, and give one comment to all of a group.

    The pages are served on this machine alone, behind a random address, until Ctrl-C. Before the
    first time after grading, each submission is run once more for what its functions return on
    fixed inputs. With --second-grader they are the written answers alone, and points are kept
    beside the gradebook; --agreement, with --json for programs, says how two graders agree. The
    exit code is 0, or 1 when there is no gradebook or no such assignment, or the pages can't be
    served or written.

    Example: autograder review softmax-loss --static review
    """
    console = console_for(False)
    if second_grader and (static or agreement or as_json):
        raise typer.BadParameter(say("review-command.second-alone"))
    if static and (agreement or as_json):
        raise typer.BadParameter(say("review-command.agreement-alone"))
    try:
        root = nbgrader_root()
        course = Course(root, only_reads=True)
        with closing(ReviewStore(root)) as store:
            reader = AnswerReader(course, name, store)
            reader.answers()  # an assignment that nobody knows is said before anything takes time
            if agreement or as_json:
                _agree(console, Review(reader, store), as_json)
                return
            if second_grader:
                _serve(console, Review(reader, store, blind=True), port, browser)
                return
            _take(console, root, name, store, jobs)
            reader.forget_values()
            if static:
                _write(console, static, reader, store)
            else:
                _serve(console, Review(reader, store), port, browser)
    except sqlite3.Error as error:
        said = say("review-command.store", folder=root / FOLDER, reason=error)
        typer.echo(said, err=True)
        raise typer.Exit(COURSE_ERROR) from error
    except CourseError as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(COURSE_ERROR) from error


class _Bar(Tell):
    """A bar of the submissions that are run."""

    def __init__(self, progress: Progress) -> None:
        self._progress = progress
        self._task: TaskID | None = None

    def start(self, count: int) -> None:
        if count:
            self._task = self._progress.add_task(say("review-command.taking"), total=count)

    def step(self) -> None:
        if self._task is not None:
            self._progress.advance(self._task)


def _take(console: Console, root: Path, name: str, store: ReviewStore, jobs: int | None) -> None:
    """Take values where they can be taken; without them tests alone tell answers apart."""
    try:
        with Progress(console=console, transient=True) as progress:
            take_values(Course(root), name, store, _Bar(progress), jobs)
    except (CourseError, NoSandbox, ValueError) as error:
        console.print(say("review-command.no-values", reason=error), markup=False, soft_wrap=True)


def _write(console: Console, folder: Path, reader: AnswerReader, store: ReviewStore) -> None:
    found = reader.answers()
    comments = read_comments(reader.course.root, reader.assignment)
    numbers = range(1, len(found.questions) + 1)
    known = [Review(reader, store).known(found, number) for number in numbers]
    given = store.givings(reader.assignment)
    made = static_pages(found, given, comments, known, reader.words())
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        for name, page in made.items():
            write_whole(folder / name, page.encode("utf-8", "replace"), mode=0o600)
    except OSError as error:
        reason = error.strerror or str(error)
        said = say("review-command.not-written", folder=folder, reason=reason)
        raise CourseError(said) from error
    path = folder / "index.html"
    console.print(say("review-command.pages", path=path), markup=False, soft_wrap=True)


def _agree(console: Console, found: Review, as_json: bool) -> None:
    agreements, name = found.agreements(), found.reader.assignment
    if as_json:
        questions = [_measures(each) for each in agreements]
        typer.echo(json.dumps({"assignment": name, "questions": questions}))
        return
    begun = [each.sentence for each in agreements if each.begun]
    for said in begun or [say("review-command.no-second", name=name)]:
        console.print(said, markup=False, highlight=False, soft_wrap=True)


def _measures(found: Agreement) -> dict[str, object]:
    return {
        "question": found.question.name,
        "max_points": found.question.max_points,
        "both": len(found.pairs),
        "equal": found.equal,
        "mean_difference": found.mean_difference,
        "kappa": found.kappa,
        "settled": found.settled,
        "first_only": found.first_only,
        "second_only": found.second_only,
        "out_of_date": len(found.out_of_date),
    }


def _serve(console: Console, found: Review, port: int, browser: bool) -> None:
    def ready(address: str) -> None:
        code = "review-command.second-address" if found.blind else "review-command.address"
        said = say(code, name=found.reader.assignment, address=address)
        console.print(said, markup=False, highlight=False, soft_wrap=True)
        console.print(say("review-command.how-to-end"), markup=False, soft_wrap=True)
        if browser:
            # A file that leads there: other users see what a program is started with.
            write_whole(way, _WAY.format(address=address).encode(), mode=0o600)
            webbrowser.open(way.as_uri())

    way = (found.reader.course.root / FOLDER / "open-review.html").resolve()
    try:
        serve(found, port, ready)
    except OSError as error:
        raise CourseError(say("review-command.port", port=port)) from error
    finally:
        way.unlink(missing_ok=True)
    code = "review-command.second-ended" if found.blind else "review-command.ended"
    said = say(code, name=found.reader.assignment)
    console.print(said, markup=False, soft_wrap=True)
