"""Options and arguments that several commands have."""

from typing import Annotated

import typer

from autograder.course.folders import CourseError, assignments
from autograder.engine.sandbox.isolation import Isolation


def complete_assignment(incomplete: str) -> list[str]:
    """Return the course's assignments that begin with what is typed; none outside a course."""
    try:
        return [name for name in assignments() if name.startswith(incomplete)]
    except (CourseError, OSError):  # whoever runs the command is told; a key press is not
        return []


NameArgument = Annotated[
    str,
    typer.Argument(
        help="The assignment, for example softmax-loss.", autocompletion=complete_assignment
    ),
]
NamesArgument = Annotated[
    list[str] | None,
    typer.Argument(help="Assignments, by default all.", autocompletion=complete_assignment),
]
LanguageOption = Annotated[
    str, typer.Option(metavar="NAME", help="Another language than the course's own, as zh.")
]
VariantOption = Annotated[
    str, typer.Option(metavar="LETTER", help="A variant that `autograder variants` made, as b.")
]
JobsOption = Annotated[
    int | None, typer.Option(min=1, help="Workers at a time, by default one for each core.")
]
IsolationOption = Annotated[
    Isolation | None, typer.Option(help="By default what nbgrader_config.py says, else sandbox.")
]
JsonOption = Annotated[bool, typer.Option("--json", help="Print one JSON object, for programs.")]
