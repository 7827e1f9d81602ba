"""`autograder bundle`: the students' zip."""

from pathlib import Path
from typing import Annotated

import typer

from autograder.course.folders import CourseError, assignments, course_root
from autograder.findings import text
from autograder.instructors.authoring.bundle import make_bundle

NamesArgument = Annotated[
    list[str] | None, typer.Argument(help="Assignments to hand out, by default all, in one zip.")
]
OutputOption = Annotated[
    Path | None, typer.Option(help="The zip to write, by default bundles/NAME.zip.")
]


def bundle(names: NamesArgument = None, output: OutputOption = None) -> None:
    """Make the students' zip: notebooks, data, checks, a start script, and nothing secret.

    It is read back and looked through for lines of solutions and hidden tests; one that holds any
    is not written. Students unpack it and run: python start.py

    Example: autograder bundle softmax-loss
    """
    try:
        root = course_root()
        path, count = make_bundle(root, names or assignments(root), output)
    except CourseError as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(1) from error
    size = path.stat().st_size / 1e6
    typer.echo(text("bundle-command.made", path=path, count=count, size=size))
