"""The command `autograder`: a thin front to the packages that do the work."""

import sys
from importlib import import_module
from types import ModuleType
from typing import Any

import typer
from typer.core import TyperCommand

app = typer.Typer(
    help="Assignments on linear classifiers, with an autograder that says what is wrong.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
)

# By name: the module and the function (or typer app), and what `--help` says of it. Modules are
# imported when their command runs: --help and check don't need nbformat.
COMMANDS = {
    "check": (
        "autograder.selfstudy.commands:check",
        "Grade one notebook on the spot and show what is missing.",
    ),
    "progress": (
        "autograder.selfstudy.commands:progress",
        "Show the course as a whole: points, what is done, what has changed since its check.",
    ),
    "lab": (
        "autograder.course.lab:lab",
        "Open JupyterLab on the course's start page.",
    ),
    "grade": (
        "autograder.course.grade.command:grade",
        "Grade all that is submitted for an assignment; what has not changed is not graded again.",
    ),
    "demo": (
        "autograder.course.commands:demo",
        "Grade the example class with nbgrader and show who lost points, and why.",
    ),
    "release": (
        "autograder.course.commands:release",
        "Generate the student notebooks in assignments/ and look for leaks.",
    ),
    "audit": (
        "autograder.audit.command:audit",
        "Put mistakes into an assignment's solutions and show those that its tests don't see.",
    ),
    "doctor": (
        "autograder.course.commands:doctor",
        "Say what this machine has for grading, and what to do about what it lacks.",
    ),
    "data": (
        "autograder.data.commands:data_app",
        "List the datasets, or fetch one.",
    ),
}


class LazyCommand(TyperCommand):
    """A name and a line for `--help`; the command itself takes over when it is called."""

    def make_context(self, *args: Any, **options: Any) -> Any:  # noqa: ANN401 - typer's own types
        """Parse the arguments as the real command does."""
        module, _, name = COMMANDS[self.name or ""][0].partition(":")
        target = getattr(import_module(module), name)
        if isinstance(target, typer.Typer):
            return typer.main.get_group(target).make_context(*args, **options)
        single = typer.Typer(add_completion=False, pretty_exceptions_enable=False)
        single.command(self.name)(target)
        return typer.main.get_command(single).make_context(*args, **options)


# What nbformat imports by way of jsonschema, which does without it: it takes 1.8 s to compile a
# grammar of international addresses, and no notebook's schema asks for such.
_SLOW = "rfc3987_syntax"

for _name, (_, _summary) in COMMANDS.items():
    app.command(_name, cls=LazyCommand, help=_summary)(lambda: None)


def main() -> None:
    """Run the command line."""
    sys.modules.setdefault(_SLOW, ModuleType(_SLOW))
    app()
