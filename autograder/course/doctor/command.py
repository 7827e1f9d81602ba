"""`autograder doctor`: what this machine has, and what to do about what it lacks."""

import json
from dataclasses import asdict
from typing import Annotated

import typer
from rich.console import Console

from autograder.course.doctor.examine import examine
from autograder.course.doctor.finding import Finding

FINE, TROUBLE = 0, 1
# Not the one of course/options.py: that imports numpy, and a broken numpy is what this looks for.
JsonOption = Annotated[bool, typer.Option("--json", help="Print a JSON list, for programs.")]


def doctor(as_json: JsonOption = False) -> None:
    """Say what this machine has for grading, and what to do about what it lacks.

    It looks at Python, packages, Jupyter's kernel, the sandbox, memory, data, disk and nbgrader's
    configuration. It changes nothing. The exit code is 0 when all is fine, else 1.

    Example: autograder doctor --json
    """
    findings = []
    with Console(stderr=True).status("Looking ...") as status:  # nothing where no terminal is
        for finding in examine(tell=lambda about: status.update(f"Looking at {about} ...")):
            findings.append(finding)
            if not as_json:
                _show(finding)
    if as_json:
        typer.echo(json.dumps([asdict(finding) for finding in findings], indent=2))
    else:
        typer.echo(_summary(findings))
    raise typer.Exit(FINE if all(finding.fine for finding in findings) else TROUBLE)


def _show(finding: Finding) -> None:
    """Print a finding as soon as it is there: some take seconds."""
    typer.echo(f"{'fine  ' if finding.fine else 'LOOK  '}{finding.about}: {finding.found}")
    if finding.to_do:
        typer.echo(f"      {finding.to_do}")


def _summary(findings: list[Finding]) -> str:
    look = [finding.about for finding in findings if not finding.fine]
    if not look:
        return "All is fine."
    return f"{len(look)} of {len(findings)} need a look: {'; '.join(look)}."
