"""The commands `autograder demo` and `autograder release`."""

import tempfile
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from autograder.course.demo import DemoCourse, Step
from autograder.course.options import NamesArgument
from autograder.course.release import release as release_assignments
from autograder.grading.course import CourseError, assignments, course_root
from autograder.reporting.mistakes import mistakes_table
from autograder.reporting.results import read_results
from autograder.reporting.table import LEGEND, class_table

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
        console.print(f"Releasing {' and '.join(course.assignments)} ...")
        if not course.sandboxed:
            console.print("Without a sandbox, as this machine has none (see autograder doctor).")
        steps = course.prepare()
        _grade_with_progress(course, steps, console)
        scores = read_results(course.folder)
    except CourseError as error:
        raise _stop(error) from error
    for name in course.assignments:
        console.print(class_table(scores, name))
    console.print(LEGEND)
    table = mistakes_table((each.question, name) for each in scores for name in each.mistakes)
    if table:
        console.print(table)
    console.print("Points of the written answers come in the formgrader, by hand.")
    console.print(f"Gradebook: {course.folder / 'gradebook.db'}", soft_wrap=True)
    pages = course.folder / "feedback"
    console.print(f"Feedback:  {pages}/<student>/<assignment>/*.html", soft_wrap=True)


def release(names: NamesArgument = None) -> None:
    """Generate the student notebooks in assignments/ and look for leaks.

    Example: autograder release softmax-loss
    """
    try:
        root = course_root()
        for name in names or assignments(root):
            for written in release_assignments(root, [name]):
                typer.echo(f"released {written.relative_to(root)}: no solution, no hidden test")
    except CourseError as error:
        raise _stop(error) from error


def _grade_with_progress(course: DemoCourse, steps: list[Step], console: Console) -> None:
    columns = (
        TextColumn("Grading {task.description:<32}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=console) as progress:
        task = progress.add_task("", total=len(steps))
        for step in course.grade(steps):
            progress.update(task, advance=1, description=step.student)
            if not console.is_terminal:
                console.print(f"graded {step.student}, {step.assignment}")


def _stop(error: CourseError) -> typer.Exit:
    typer.echo(str(error), err=True)
    return typer.Exit(1)
