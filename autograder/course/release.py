"""Make the student notebooks with nbgrader, and refuse to hand out a secret."""

import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from autograder.course.leaks import find_leaks
from autograder.grading.course import CourseError, source_notebooks
from autograder.grading.nbgrader import prefer_this_environment

RELEASE_FOLDER = "assignments"


def release(root: Path, names: Sequence[str]) -> list[Path]:
    """Generate `names` into assignments/ in the course folder; return the folders written.

    Raises CourseError when nbgrader fails, or when a student notebook holds a line of a solution
    or of a hidden test (that folder is then to be looked at, not handed out).
    """
    prefer_this_environment()
    for name in names:
        source_notebooks(name, root)
        _run_nbgrader(root, "generate_assignment", name, "--force")
        check_for_leaks(root, name)
    return [root / RELEASE_FOLDER / name for name in names]


def check_for_leaks(root: Path, name: str) -> None:
    """Raise CourseError if assignments/<name> holds a secret line of its source."""
    leaks = find_leaks(source_notebooks(name, root), root / RELEASE_FOLDER / name)
    if leaks:
        listed = "\n  ".join(map(str, leaks))
        raise CourseError(f"{name} must not be handed out, it gives away:\n  {listed}")


def _run_nbgrader(root: Path, *words: str) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "nbgrader", *words],
        cwd=root,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        log = "\n  ".join(done.stderr.strip().splitlines()[-8:])
        raise CourseError(f"nbgrader {' '.join(words)} failed; its last words:\n  {log}")
