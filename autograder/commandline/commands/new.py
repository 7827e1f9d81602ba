"""The command `autograder new`."""

from pathlib import Path
from typing import Annotated

import typer

from autograder.course.folders import CourseError
from autograder.findings import text
from autograder.instructors.authoring.new import new_assignment

NewName = Annotated[str, typer.Argument(help="The new assignment, for example two-layer-net.")]


def new(name: NewName) -> None:
    """Write a new assignment that can be released, graded and audited at once.

    A notebook with one question in solutions/NAME, and mistakes/NAME.toml with two mistakes to be
    named. Nothing that is there is overwritten.

    Example: autograder new two-layer-net
    """
    try:
        written = new_assignment(name, Path.cwd())
    except (CourseError, OSError) as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(1) from error
    for path in written:
        typer.echo(text("new-command.written", path=path))
    typer.echo(text("new-command.next", name=name))
