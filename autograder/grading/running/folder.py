"""The working folder of a grader process: new, with the course's own files in it."""

import contextlib
import os
import sys
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path


@contextlib.contextmanager
def new_folder(files: Mapping[str, bytes]) -> Iterator[Path]:
    """Within, there is a folder that holds the files; it is removed whatever becomes of it."""
    with tempfile.TemporaryDirectory(
        prefix="autograder-tests-", ignore_cleanup_errors=True
    ) as folder:
        write_files(Path(folder), files)
        yield Path(folder)


def go_to(folder: Path) -> None:
    """Work in the folder from now on, and import modules from it first."""
    os.chdir(folder)
    sys.path.insert(0, "")


@contextlib.contextmanager
def within(folder: Path) -> Iterator[None]:
    """Work in the folder for a while."""
    before, path = Path.cwd(), sys.path[:]
    go_to(folder)
    try:
        yield
    finally:
        os.chdir(before)
        sys.path[:] = path


def write_files(folder: Path, files: Mapping[str, bytes]) -> None:
    """Write files below a folder, by their relative names."""
    for name, data in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
