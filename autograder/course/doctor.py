"""What this machine has for grading, and what to do about what it lacks."""

import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from autograder.grading.course import CourseError, assignments, course_root
from autograder.grading.sandbox.bubblewrap import find_bubblewrap
from autograder.grading.sandbox.isolation import Isolation, NoSandbox, problem_with_sandbox
from autograder.grading.sandbox.limits import Limits
from autograder.grading.sandbox.nursery import Nursery
from autograder.grading.sandbox.view import View

OLDEST_PYTHON = (3, 11)


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at: what was found, and what to do if it isn't `fine`."""

    about: str
    found: str
    fine: bool = True
    to_do: str = ""


def examine() -> Iterator[Finding]:
    """Yield what is found, in the order in which it matters."""
    yield _python()
    yield _sandbox()
    yield _student_process()
    yield _root_user()
    yield _course()


def _python() -> Finding:
    found = ".".join(map(str, sys.version_info[:3]))
    fine = sys.version_info >= OLDEST_PYTHON
    return Finding("Python", found, fine, "" if fine else "Python 3.11 or later is needed.")


def _sandbox() -> Finding:
    """Look for bubblewrap by running it: some systems have it and forbid what it needs."""
    problem = problem_with_sandbox()
    if problem:
        return Finding("sandbox", "none", False, problem)
    program = find_bubblewrap()
    done = subprocess.run([str(program), "--version"], capture_output=True, text=True, check=False)
    return Finding("sandbox", f"{done.stdout.strip()} at {program}")


def _student_process() -> Finding:
    """Start a student's process the way grading does."""
    isolation = Isolation.PROCESS if problem_with_sandbox() else Isolation.SANDBOX
    try:
        nursery = Nursery(Limits(), isolation, View())
        nursery.student().end()
        nursery.end()
    except NoSandbox as error:
        return Finding("student's process", "does not start", False, str(error))
    return Finding("student's process", f"starts (isolation '{isolation}')")


def _root_user() -> Finding:
    if not hasattr(os, "geteuid") or os.geteuid() != 0:
        return Finding("user", "an ordinary one")
    return Finding(
        "user",
        "root",
        False,
        "The kernel counts no processes of root, so a fork bomb is ended by a look every quarter "
        "of a second instead of at once: grade as an ordinary user.",
    )


def _course() -> Finding:
    try:
        root = course_root()
        names = assignments(root)
    except CourseError as error:
        return Finding("course", "none here", False, str(error))
    if not (root / "nbgrader_config.py").is_file():
        return Finding("course", str(root), False, "It has no nbgrader_config.py: write one.")
    configured = "configure(" in Path(root / "nbgrader_config.py").read_text(encoding="utf-8")
    return Finding(
        "course",
        f"{root.name}, {len(names)} assignments",
        configured,
        ""
        if configured
        else "nbgrader_config.py doesn't call configure(c): nbgrader would grade in one process.",
    )
