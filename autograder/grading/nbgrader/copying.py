"""nbgrader copies all files of a submission: tell it which of them can't be copied."""

import glob
import os
from collections.abc import Iterable
from pathlib import Path
from typing import Any


def ignore_what_cannot_be_copied(converter: Any) -> None:  # noqa: ANN401 - nbgrader is untyped
    """Add the names of links, devices and unreadable files to the course's list of ignored ones.

    Copying a link to nowhere fails, copying a device never ends: the submission would get no
    result. What students' code sees is read from the submission itself, whatever is copied.
    """
    coursedir = getattr(converter, "coursedir", None)
    if coursedir is not None:
        odd = _odd_names(Path(folder) for folder in converter.assignments)
        coursedir.ignore = [*coursedir.ignore, *(glob.escape(name) for name in sorted(odd))]


def _odd_names(folders: Iterable[Path]) -> set[str]:
    return {
        name
        for folder in folders
        for base, below, names in os.walk(folder)
        for name in (*below, *names)
        if _is_odd(Path(base) / name)
    }


def _is_odd(path: Path) -> bool:
    if path.suffix == ".ipynb":  # nbgrader doesn't copy these
        return False
    ordinary = path.is_dir() or (path.is_file() and os.access(path, os.R_OK))
    return path.is_symlink() or not ordinary
