"""A copy of the kit that a test may add files to."""

import shutil
from pathlib import Path

_PARTS = ("assignments", "autograder", "datasets", "solutions")
_FILES = ("LICENSE", "pyproject.toml", "requirements.lock")


def copy_kit(root: Path, folder: Path) -> Path:
    """Copy what bundles are made from into a new folder, and return it."""
    folder.mkdir()
    for name in _PARTS:
        shutil.copytree(root / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in _FILES:
        shutil.copy(root / name, folder)
    return folder
