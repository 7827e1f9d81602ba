"""Whether students' code can be kept apart here."""

import os
import subprocess

from autograder.course.doctor.finding import Finding, trouble
from autograder.grading.sandbox.bubblewrap import find_bubblewrap
from autograder.grading.sandbox.isolation import Isolation, NoSandbox, problem_with_sandbox
from autograder.grading.sandbox.limits import Limits
from autograder.grading.sandbox.nursery import Nursery
from autograder.grading.sandbox.view import View

_ROOT = (
    "The kernel counts no processes of root, so a fork bomb is ended by a look every quarter "
    "of a second instead of at once: grade as an ordinary user."
)


def sandbox() -> Finding:
    """Look for bubblewrap by running it: some systems have it and forbid what it needs."""
    problem = problem_with_sandbox()
    if problem:
        return trouble("sandbox", "none", problem)
    program = find_bubblewrap()
    done = subprocess.run([str(program), "--version"], capture_output=True, text=True, check=False)
    return Finding("sandbox", f"{done.stdout.strip()} at {program}")


def student_process() -> Finding:
    """Start a student's process the way grading does."""
    isolation = Isolation.PROCESS if problem_with_sandbox() else Isolation.SANDBOX
    try:
        nursery = Nursery(Limits(), isolation, View())
        nursery.student().end()
        nursery.end()
    except NoSandbox as error:
        return trouble("student's process", "does not start", str(error))
    return Finding("student's process", f"starts (isolation '{isolation}')")


def root_user() -> Finding:
    """Look at who runs this."""
    if not hasattr(os, "geteuid") or os.geteuid() != 0:
        return Finding("user", "an ordinary one")
    return trouble("user", "root", _ROOT)
