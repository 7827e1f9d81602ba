"""The pinned packages that a student needs, taken out of the kit's own lock file."""

import re
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from autograder.grading.course import CourseError

# JupyterLab with its kernel, and what installs the bundle's own package.
ALWAYS = ("flit-core", "ipykernel", "jupyterlab")
_NO_LOCK = "{path} can't be read ({reason}): a bundle is made from the kit's own folder."
_NOT_LOCKED = "{names}: imported by a notebook or a check, and not in requirements.lock."


@dataclass(frozen=True)
class Entry:
    """One pinned package of a lock file: its lines, and the packages that ask for it."""

    name: str
    text: str
    wanted_by: frozenset[str]


def requirements(lock: Path, imported: Iterable[str]) -> str:
    """Return the part of a lock file that the packages `imported` (by import name) need.

    Pins, markers of the system and hashes stay as they are, so it holds on every system. Raises
    CourseError when a package isn't locked.
    """
    entries = _read(lock)
    wanted = {*ALWAYS, *(_normal(name) for name in imported if name not in sys.stdlib_module_names)}
    missing = wanted - {entry.name for entry in entries}
    if missing:
        raise CourseError(_NOT_LOCKED.format(names=", ".join(sorted(missing))))
    before: set[str] = set()
    while before != wanted:
        before = set(wanted)
        wanted |= {entry.name for entry in entries if entry.wanted_by & before}
    return "\n".join(entry.text for entry in entries if entry.name in wanted) + "\n"


def pinned_names(text: str) -> set[str]:
    """Return the names of all packages that a lock file pins."""
    return {entry.name for entry in _entries(text)}


def _read(lock: Path) -> list[Entry]:
    try:
        return _entries(lock.read_text(encoding="utf-8"))
    except OSError as error:
        raise CourseError(_NO_LOCK.format(path=lock, reason=error.strerror)) from error


def _entries(text: str) -> list[Entry]:
    found = []
    for block in re.split(r"\n(?=[A-Za-z0-9])", text.strip()):
        name = re.match(r"[A-Za-z0-9._-]+", block)
        if name:
            lines = [line for line in block.splitlines() if not line.lstrip().startswith("#")]
            reasons = re.findall(r"#\s+(?:via )?([A-Za-z0-9][A-Za-z0-9._-]*)", block)
            wanted_by = frozenset(_normal(each) for each in reasons)
            found.append(Entry(_normal(name[0]), "\n".join(lines), wanted_by))
    return found


def _normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()
