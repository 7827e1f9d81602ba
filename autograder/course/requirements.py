"""The packages that a bundle or a platform needs, pinned as the course's lock has them."""

import re
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, requires, version
from pathlib import Path

from packaging.requirements import Requirement

from autograder.course.folders import CourseError
from autograder.findings import text
from autograder.findings import text as say


@dataclass(frozen=True)
class Entry:
    """One pinned package of a lock file: its lines, and the packages that ask for it."""

    name: str
    text: str
    wanted_by: frozenset[str]


def entries(text: str) -> list[Entry]:
    """Return what a lock file pins: versions, markers of the system and hashes, no comments."""
    found = []
    for block in re.split(r"\n(?=[A-Za-z0-9])", text.strip()):
        name = re.match(r"[A-Za-z0-9._-]+", block)
        if name:
            lines = [line for line in block.splitlines() if not line.lstrip().startswith("#")]
            reasons = re.findall(r"#\s+(?:via )?([A-Za-z0-9][A-Za-z0-9._-]*)", block)
            wanted_by = frozenset(normal(each) for each in reasons)
            found.append(Entry(normal(name[0]), "\n".join(lines), wanted_by))
    return found


def normal(name: str) -> str:
    """Return a package's name as all spellings of it are compared."""
    return re.sub(r"[-_.]+", "-", name).lower()


# JupyterLab with its kernel, what installs the bundle's own package, and a progress bar, which the
# kit can do without.
ALWAYS = ("flit-core", "ipykernel", "jupyterlab", "tqdm")


def student_requirements(lock: Path, imported: Iterable[str]) -> str:
    """Return the part of a lock file that the packages `imported` (by import name) need.

    Pins, markers of the system and hashes stay as they are, so it holds on every system. Raises
    CourseError when a package isn't locked.
    """
    locked = _read(lock)
    wanted = {*ALWAYS, *(normal(name) for name in imported if name not in sys.stdlib_module_names)}
    missing = wanted - {entry.name for entry in locked}
    if missing:
        raise CourseError(say("bundle.not-locked", names=", ".join(sorted(missing))))
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
        raise CourseError(say("bundle.no-lock", path=lock, reason=error.strerror)) from error


_KIT = "linear-classifier-kit"
_LOCK = "requirements.lock"


def grading_requirements(root: Path) -> str:
    """Return a requirements.txt without the address of an index.

    From the lock in the course folder come versions for each system, checked by hash; without one
    the versions that are installed here. Raises CourseError when the kit isn't installed.
    """
    needed = _needed()
    lock = root / _LOCK
    if lock.is_file():
        locked = entries(lock.read_text(encoding="utf-8"))
        return "".join(f"{entry.text}\n" for entry in locked if entry.name in needed)
    return "".join(f"{line}\n" for _, line in sorted(needed.items()))


def _needed() -> dict[str, str]:
    """Return the kit's requirements and theirs, each as a line, by name."""
    found: dict[str, str] = {}
    waiting = [_KIT]
    while waiting:
        for requirement in _requirements_of(waiting.pop()):
            name = normal(requirement.name)
            if name not in found:
                found[name] = _line(requirement)
                waiting.append(requirement.name)
    return found


def _requirements_of(name: str) -> Iterator[Requirement]:
    """Yield what a package needs without extras, on any system; nothing if it isn't here."""
    try:
        lines = requires(name) or []
    except PackageNotFoundError as error:
        if name == _KIT:
            raise CourseError(text("gradescope.not-installed")) from error
        return
    for requirement in map(Requirement, lines):
        if "extra ==" not in str(requirement.marker or ""):
            yield requirement


def _line(requirement: Requirement) -> str:
    marker = f" ; {requirement.marker}" if requirement.marker else ""
    try:
        return f"{requirement.name}=={version(requirement.name)}{marker}"
    except PackageNotFoundError:  # for another system than this one
        return f"{requirement.name}{requirement.specifier}{marker}"
