"""The command `autograder`: a thin front to the packages that do the work."""

import typer

from autograder.course.commands import demo, release
from autograder.data.commands import data_app

app = typer.Typer(
    help="Assignments on linear classifiers, with an autograder that says what is wrong.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
)
app.add_typer(data_app, name="data")
app.command()(demo)
app.command()(release)


def main() -> None:
    """Run the command line."""
    app()
