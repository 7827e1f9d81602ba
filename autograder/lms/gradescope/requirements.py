"""The packages that grading needs elsewhere: pinned as the course's lock has them, or as here."""

from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, requires, version
from pathlib import Path

from packaging.requirements import Requirement

from autograder.course.lock import entries, normal
from autograder.grading.course import CourseError

_KIT = "linear-classifier-kit"
_LOCK = "requirements.lock"
_NOT_INSTALLED = (
    "The kit's own requirements are not known here, since it is not installed as a package: run "
    "make install, or pip install the kit."
)


def requirements(root: Path) -> str:
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
            raise CourseError(_NOT_INSTALLED) from error
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
