"""Whether this Python will do, and whether it is the kit's own."""

import sys
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import autograder
from autograder.course.doctor.finding import Finding, trouble

OLDEST = (3, 11)
KIT = "linear-classifier-kit"
_TOO_OLD = "Python 3.11 or later is needed: install one, then make a new environment with it."
_NOT_INSTALLED = (
    "The kit runs from a folder and isn't installed: notebooks elsewhere won't find it. In that "
    "folder, run `make install`, or `python -m pip install -e .`"
)
_ANOTHER = "Install the kit again (`make install`, or `python -m pip install -e .`)."


def python(version: tuple[int, ...] = tuple(sys.version_info[:3])) -> Finding:
    """Look at Python's version."""
    fine = version[:2] >= OLDEST
    return Finding("Python", ".".join(map(str, version)), fine, "" if fine else _TOO_OLD)


def environment() -> Finding:
    """Look at where Python and the kit come from."""
    found = f"the kit {autograder.__version__} at {Path(sys.prefix)}"
    try:
        installed = version(KIT)
    except PackageNotFoundError:
        return trouble("environment", found, _NOT_INSTALLED)
    if installed != autograder.__version__:
        return trouble("environment", f"{found}, installed as {installed}", _ANOTHER)
    return Finding("environment", found)
