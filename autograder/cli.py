"""The command `autograder`: a thin front to the packages that do the work."""

import sys
from importlib import import_module
from types import ModuleType
from typing import Annotated, Any

import typer
from typer.core import TyperCommand

from autograder import __version__
from autograder.commandline.endings import Front

# Plain help: it takes a third of the time of rich's, and a screen reader meets no frames.
PLAIN: dict[str, Any] = {"rich_markup_mode": None, "pretty_exceptions_enable": False}

app = typer.Typer(cls=Front, no_args_is_help=True, **PLAIN)

# By name: the module and the function (or typer app), and what `--help` says of it. Modules are
# imported when their command runs: --help and check don't need nbformat.
COMMANDS = {
    "check": (
        "autograder.commandline.commands.check:check",
        "Grade one notebook on the spot and show what is missing.",
    ),
    "progress": (
        "autograder.commandline.commands.check:progress",
        "Show the course as a whole: points, what is done, what has changed since its check.",
    ),
    "lab": (
        "autograder.commandline.commands.lab:lab",
        "Open JupyterLab on the course's start page.",
    ),
    "grade": (
        "autograder.commandline.commands.grade:grade",
        "Grade all that is submitted for an assignment; what has not changed is not graded again.",
    ),
    "feedback": (
        "autograder.commandline.commands.feedback:feedback",
        "Write a feedback page for each student: points, what was seen, mistakes, comments.",
    ),
    "demo": (
        "autograder.commandline.commands.demo:demo",
        "Grade the example class with nbgrader and show who lost points, and why.",
    ),
    "release": (
        "autograder.commandline.commands.demo:release",
        "Generate the student notebooks in assignments/ and look for leaks.",
    ),
    "translate": (
        "autograder.commandline.commands.translate:translate",
        "Write a file for translators: what is translated, and all English that waits.",
    ),
    "translations": (
        "autograder.commandline.commands.translate:translations",
        "Say what of each language is missing or stale, with both English versions.",
    ),
    "bundle": (
        "autograder.commandline.commands.bundle:bundle",
        "Make the students' zip: notebooks, data, checks, a start script, and nothing secret.",
    ),
    "site": (
        "autograder.commandline.commands.site:site",
        "Write the course as static files: students open a link, and work in a browser tab.",
    ),
    "collect": (
        "autograder.commandline.commands.collect:collect",
        "Take in what students handed in on Canvas or Moodle: downloads become submissions.",
    ),
    "new": (
        "autograder.commandline.commands.new:new",
        "Write a new assignment that can be released, graded and audited at once.",
    ),
    "audit": (
        "autograder.commandline.commands.audit:audit",
        "Put mistakes into an assignment's solutions and show those that its tests don't see.",
    ),
    "variants": (
        "autograder.commandline.commands.variants:variants",
        "Release up to eight variants of an assignment, and write down who has which.",
    ),
    "report": (
        "autograder.commandline.commands.report:report",
        "Write one page on a class: points, mistakes, who needs help, what is worth a look.",
    ),
    "review": (
        "autograder.commandline.commands.review:review",
        "Group answers that behave the same, and give one comment to all of a group.",
    ),
    "export": (
        "autograder.commandline.commands.export:export",
        "Write grades as Canvas or Moodle imports them, into their own table or a new one.",
    ),
    "gradescope": (
        "autograder.commandline.commands.gradescope:gradescope",
        "Make an assignment's autograder for Gradescope, which grades as autograder grade does.",
    ),
    "hub-config": (
        "autograder.commandline.commands.hub_config:hub_config",
        "Write JupyterHub's settings for one or several courses: groups, roles, servers, exchange.",
    ),
    "doctor": (
        "autograder.commandline.commands.doctor:doctor",
        "Say what this machine has for grading, and what to do about what it lacks.",
    ),
    "data": (
        "autograder.commandline.commands.data:data_app",
        "List the datasets, or fetch one.",
    ),
}


class LazyCommand(TyperCommand):
    """A name and a line for `--help`; the command itself takes over when it is called."""

    def make_context(self, *args: Any, **options: Any) -> Any:  # noqa: ANN401 - typer's own types
        """Parse the arguments as the real command does."""
        return load(self.name or "").make_context(*args, **options)


def load(name: str) -> Any:  # noqa: ANN401 - typer's own types
    """Import a command of the table and return it as typer runs it; KeyError without one."""
    module, _, attribute = COMMANDS[name][0].partition(":")
    target = getattr(import_module(module), attribute)
    if isinstance(target, typer.Typer):
        target.rich_markup_mode = None
        return typer.main.get_group(target)
    single = typer.Typer(add_completion=False, **PLAIN)
    single.command(name)(target)
    return typer.main.get_command(single)


def _version(wanted: bool) -> None:
    if wanted:
        python = ".".join(map(str, sys.version_info[:3]))
        typer.echo(f"autograder {__version__} (Python {python})")
        raise typer.Exit


VersionOption = Annotated[
    bool,
    typer.Option("--version", callback=_version, is_eager=True, help="Say the version, and end."),
]
DebugOption = Annotated[
    bool,
    typer.Option("--debug", envvar="AUTOGRADER_DEBUG", help="Show the trace of an error."),
]


@app.callback()
def front(version: VersionOption = False, debug: DebugOption = False) -> None:
    """Assignments on linear classifiers, with an autograder that says what is wrong.

    `autograder COMMAND --help` explains a command and shows an example. `--debug` stands before
    the command.

    Example: autograder --debug grade softmax-loss
    """


# What nbformat imports by way of jsonschema, which does without it: it takes 1.8 s to compile a
# grammar of international addresses, and no notebook's schema asks for such.
_SLOW = "rfc3987_syntax"

for _name, (_, _summary) in COMMANDS.items():
    app.command(_name, cls=LazyCommand, help=_summary, short_help=_summary)(lambda: None)


def main() -> None:
    """Run the command line."""
    sys.modules.setdefault(_SLOW, ModuleType(_SLOW))
    app()
