"""The pinned packages that a student needs, taken out of the kit's own lock file."""

import sys
from collections.abc import Iterable
from pathlib import Path

from autograder.course.lock import Entry, entries, normal
from autograder.grading.course import CourseError

# JupyterLab with its kernel, and what installs the bundle's own package.
ALWAYS = ("flit-core", "ipykernel", "jupyterlab")
_NO_LOCK = "{path} can't be read ({reason}): a bundle is made from the kit's own folder."
_NOT_LOCKED = "{names}: imported by a notebook or a check, and not in requirements.lock."


def requirements(lock: Path, imported: Iterable[str]) -> str:
    """Return the part of a lock file that the packages `imported` (by import name) need.

    Pins, markers of the system and hashes stay as they are, so it holds on every system. Raises
    CourseError when a package isn't locked.
    """
    locked = _read(lock)
    wanted = {*ALWAYS, *(normal(name) for name in imported if name not in sys.stdlib_module_names)}
    missing = wanted - {entry.name for entry in locked}
    if missing:
        raise CourseError(_NOT_LOCKED.format(names=", ".join(sorted(missing))))
    before: set[str] = set()
    while before != wanted:
        before = set(wanted)
        wanted |= {entry.name for entry in locked if entry.wanted_by & before}
    return "\n".join(entry.text for entry in locked if entry.name in wanted) + "\n"


def pinned_names(text: str) -> set[str]:
    """Return the names of all packages that a lock file pins."""
    return {entry.name for entry in entries(text)}


def _read(lock: Path) -> list[Entry]:
    try:
        return entries(lock.read_text(encoding="utf-8"))
    except OSError as error:
        raise CourseError(_NO_LOCK.format(path=lock, reason=error.strerror)) from error
