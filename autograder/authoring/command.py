"""The command `autograder new`."""

from pathlib import Path
from typing import Annotated

import typer

from autograder.authoring.new import new_assignment
from autograder.grading.course import CourseError

NewName = Annotated[str, typer.Argument(help="The new assignment, for example two-layer-net.")]
_NEXT = """\
It works as it is: try it, then change it (docs/authoring.md).
  autograder release {name}     the student notebook, in assignments/
  autograder audit {name}       how good are its tests?
  autograder grade {name}       what is in submitted/<student>/{name}/"""


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
        typer.echo(f"written: {path}")
    typer.echo(_NEXT.format(name=name))
