"""Write a feedback page where nbgrader's release_feedback looks for it: whole, or as it was."""

from pathlib import Path
from typing import Literal

from autograder.grading.whole_file import write_whole
from autograder.reporting.feedback.render import GENERATOR

Written = Literal["written", "unchanged", "replaced"]

# What nbgrader release_feedback reads beside a page: when it was handed in, and the page's secret.
_BESIDE = ("timestamp.txt", "submission_secret.txt")
_MOST_BESIDE = 10_000  # bytes


def write_page(path: Path, text: str, force: bool, mode: int = 0o644) -> Written:
    """Write the page if it isn't there already, or with `force`.

    "replaced" tells that nbgrader's own page, or another that isn't ours, was there. Raises
    OSError; the file is then as it was.
    """
    data = text.encode("utf-8", "replace")
    before = path.read_bytes() if path.is_file() and not path.is_symlink() else None
    if before == data and not force:
        return "unchanged"
    _write(path, data, mode)
    return "replaced" if before is not None and GENERATOR.encode() not in before else "written"


def copy_beside(source: Path, target: Path, mode: int = 0o644) -> None:
    """Copy what release_feedback needs from the autograded folder, if it has changed."""
    for name in _BESIDE:
        path = source / name
        if path.is_file() and not path.is_symlink() and path.stat().st_size <= _MOST_BESIDE:
            data = path.read_bytes()
            there = target / name
            if not there.is_file() or there.read_bytes() != data:
                _write(there, data, mode)


def _write(path: Path, data: bytes, mode: int) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    write_whole(path, data, mode)
