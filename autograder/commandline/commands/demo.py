"""The commands `autograder demo` and `autograder release`."""

import tempfile
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from autograder.commandline.options import LanguageOption, NamesArgument
from autograder.course.folders import CourseError, assignments, course_root
from autograder.engine.proof.told import lines
from autograder.findings import text
from autograder.gradebook.variants import made_variants
from autograder.instructors.authoring.example_class import DemoCourse, Step
from autograder.instructors.authoring.release import changed_names, proofs_of
from autograder.instructors.authoring.release import release as release_assignments
from autograder.instructors.authoring.translated_release import release_in
from autograder.instructors.reports.class_table import class_table, mistakes_table, read_results

UNLIKE = 3  # the exit code when a test scores otherwise here in any way
PLAIN_WIDTH = 100  # of a table in a file or a pipe
FolderOption = Annotated[
    Path | None, typer.Option(help="A new folder for the course, by default a temporary one.")
]


def demo(folder: FolderOption = None) -> None:
    """Grade the example class with nbgrader and show who lost points, and why.

    Example: autograder demo --folder demo-course
    """
    console = Console()
    if not console.is_terminal:
        console = Console(width=PLAIN_WIDTH)
    try:
        course = DemoCourse(course_root(), folder or Path(tempfile.mkdtemp(prefix="demo-course-")))
        console.print(text("demo-command.releasing", names=" and ".join(course.assignments)))
        if not course.sandboxed:
            console.print(text("demo-command.no-sandbox"))
        steps = course.prepare()
        _grade_with_progress(course, steps, console)
        scores = read_results(course.folder)
    except CourseError as error:
        raise _stop(error) from error
    for name in course.assignments:
        console.print(class_table(scores, name))
    console.print(text("class-table.legend"))
    table = mistakes_table((each.question, name) for each in scores for name in each.mistakes)
    if table:
        console.print(table)
    console.print(text("demo-command.by-hand"))
    console.print(
        text("demo-command.gradebook", value=course.folder / "gradebook.db"), soft_wrap=True
    )
    pages = course.folder / "feedback"
    console.print(text("demo-command.feedback", pages=pages), soft_wrap=True)


def release(names: NamesArgument = None, language: LanguageOption = "") -> None:
    """Generate the student notebooks in assignments/ and look for leaks.

    Beside them lie fingerprints of the graded functions, by which a check under a cell knows what
    is right, and known mistakes by their names.

    Then its own solution, the handout, and the solution without each answer are graded as in one
    kernel and as here: a test that scores otherwise runs with the student's code, and is named.
    With --language the same release is also written in another language, into assignments-zh/ and
    the like: handouts of which a submission is graded alike.

    Exit codes: 0 released; 3 released, but a test scores otherwise here in any way; 1 not released.

    Example: autograder release softmax-loss
    """
    try:
        root = course_root()
        wanted = names or assignments(root)
        unlike = [name for name in wanted if _release(root, name)]
        for written in release_in(root, wanted, language, typer.echo) if language else ():
            _released(root, written)
    except (CourseError, ValueError) as error:
        raise _stop(error) from error
    for name in wanted:
        if made_variants(root, name):
            typer.echo(text("variants.release-of-a", name=name))
    if unlike:
        raise typer.Exit(UNLIKE)


def _release(root: Path, name: str) -> bool:
    """Release an assignment; return whether a test scores otherwise here in any way."""
    for written in release_assignments(root, [name], typer.echo):
        _released(root, written)
    for notebook, listed in changed_names(root, name).items():
        typer.echo(text("demo-command.names", notebook=notebook, names=listed))
    unlike = False
    for notebook, proof in proofs_of(root, name).items():
        typer.echo("\n".join(lines(notebook, proof)))
        unlike = unlike or bool(proof.of("neither"))
    return unlike


def _released(root: Path, folder: Path) -> None:
    typer.echo(text("demo-command.released", relative_to=folder.relative_to(root)))


def _grade_with_progress(course: DemoCourse, steps: list[Step], console: Console) -> None:
    columns = (
        TextColumn(f"{text('demo-command.grading')} {{task.description:<32}}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=console) as progress:
        task = progress.add_task("", total=len(steps))
        for step in course.grade(steps):
            progress.update(task, advance=1, description=step.student)
            if not console.is_terminal:
                console.print(
                    text("demo-command.graded", student=step.student, assignment=step.assignment)
                )


def _stop(error: Exception) -> typer.Exit:
    typer.echo(str(error), err=True)
    return typer.Exit(1)
