"""`autograder doctor`: what this machine has, and what to do about what it lacks."""

import json
from dataclasses import asdict
from typing import Annotated

import typer
from rich.console import Console

from autograder.findings import text
from autograder.instructors.doctor.examine import CHECKS, HUB_CHECKS, examine
from autograder.instructors.doctor.result import CheckItem

FINE, TROUBLE = 0, 1
# Not the one of course/options.py: that imports numpy, and a broken numpy is what this looks for.
JsonOption = Annotated[bool, typer.Option("--json", help="Print a JSON list, for programs.")]
HubOption = Annotated[
    bool, typer.Option("--hub", help="Look as well at what a server on JupyterHub needs.")
]


def doctor(as_json: JsonOption = False, hub: HubOption = False) -> None:
    """Say what this machine has for grading, and what to do about what it lacks.

    It looks at Python, packages, Jupyter's kernel, the sandbox, memory, data, disk and nbgrader's
    configuration; with --hub, in a terminal of a server that JupyterHub started, also at who sees
    what. It changes nothing. The exit code is 0 when all is fine, else 1.

    Example: autograder doctor --json
    """
    findings = []
    with Console(stderr=True).status(
        text("doctor-command.starting")
    ) as status:  # nothing where no terminal is
        for finding in examine(
            CHECKS | (HUB_CHECKS if hub else {}),
            tell=lambda about: status.update(text("doctor-command.looking", about=about)),
        ):
            findings.append(finding)
            if not as_json:
                _show(finding)
    if as_json:
        typer.echo(json.dumps([asdict(finding) for finding in findings], indent=2))
    else:
        typer.echo(_summary(findings))
    raise typer.Exit(FINE if all(finding.fine for finding in findings) else TROUBLE)


def _show(finding: CheckItem) -> None:
    """Print a finding as soon as it is there: some take seconds."""
    state = text("doctor-command.state-fine" if finding.fine else "doctor-command.state-look")
    typer.echo(f"{state:<6}{finding.about}: {finding.found}")
    if finding.to_do:
        typer.echo(f"      {finding.to_do}")


def _summary(findings: list[CheckItem]) -> str:
    look = [finding.about for finding in findings if not finding.fine]
    if not look:
        return text("doctor-command.fine")
    return text(
        "doctor-command.some", count=len(look), count_2=len(findings), names="; ".join(look)
    )
