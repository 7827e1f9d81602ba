"""`autograder hub-config`: what a JupyterHub needs to know of its courses."""

from pathlib import Path
from typing import Annotated

import typer

from autograder.commandline.commands.lab import SETTINGS
from autograder.course.folders import CourseError
from autograder.findings import text
from autograder.instructors.hub import EXAMPLE, Hub, read_hub, write_configuration

FileArgument = Annotated[Path, typer.Argument(help="Courses, instructors and students, in TOML.")]
OutputOption = Annotated[
    Path, typer.Option(help="The folder to write; everybody's servers read it.")
]
ExampleOption = Annotated[bool, typer.Option("--example", help="Print a file to begin with.")]


def hub_config(
    file: FileArgument = Path("hub.toml"),
    output: OutputOption = Path("/etc/jupyterhub/courses"),
    example: ExampleOption = False,
) -> None:
    """Write JupyterHub's settings for one or several courses: groups, roles, servers, exchange.

    Run it on the hub's machine, in the Python environment of the kit. It changes nothing but the
    folder that it writes: a script for root makes users and folders, and can be read first.

    Example: autograder hub-config hub.toml --output /etc/jupyterhub/courses
    """
    if example:
        typer.echo(EXAMPLE.read_text(encoding="utf-8"), nl=False)
        return
    folder = output.absolute()
    try:
        hub = read_hub(file.absolute())
        written = write_configuration(hub, file.absolute(), folder, SETTINGS)
    except CourseError as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(1) from error
    except OSError as error:
        reason = error.strerror or str(error)
        typer.echo(text("hub-config-command.not-written", folder=folder, reason=reason), err=True)
        raise typer.Exit(1) from error
    _say(hub, written.jupyterhub, written.set_up)
    for each in (*(said for course in hub.courses for said in course.remarks), *written.missing):
        typer.echo(each, err=True)


def _say(hub: Hub, jupyterhub: Path, set_up: Path) -> None:
    typer.echo(text("hub-config-command.written", jupyterhub=jupyterhub, set_up=set_up))
    typer.echo(text("hub-config-command.users", set_up=set_up))
    typer.echo(text("hub-config-command.load", path=str(jupyterhub)))
    typer.echo(text("hub-config-command.courses"))
    for each in hub.courses:
        line = {"name": each.name, "folder": each.folder, "grader": each.grader}
        typer.echo(text("hub-config-command.course", **line))
