"""What a student handed in for an assignment, read once and within bounds."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from nbgrader.utils import parse_utc

from autograder.grading.grade.material import Submission
from autograder.grading.submission.cells import MOST_BYTES, Unreadable, read_file
from autograder.grading.submission.files import read_files

TIMESTAMP = "timestamp.txt"
_BAD_TIME = "the file timestamp.txt holds no time: the submission counts as in time"
_LONGEST_TIME = 1000


@dataclass(frozen=True)
class HandedIn:
    """A student's folder: notebooks by name, other files, and when it was handed in (UTC).

    `missing` names the assignment's notebooks that are not there, `unknown` those that are no
    notebook of the assignment.
    """

    student: str
    notebooks: dict[str, Submission] = field(default_factory=dict)
    when: datetime | None = None
    stamp: bytes = b""
    missing: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()


def collect(student: str, folder: Path, wanted: Mapping[str, Any], ignore: list[str]) -> HandedIn:
    """Return what is in a student's folder of the notebooks `wanted`."""
    files, remarks = read_files(folder, ignore)
    stamp = files.pop(TIMESTAMP, b"")[:_LONGEST_TIME]
    when, problem = _time(stamp)
    there = {path.stem: path for path in sorted(folder.glob("*.ipynb"))}
    notes = (*remarks, *([problem] if problem else []))
    return HandedIn(
        student,
        {name: _read(student, there[name], files, notes) for name in wanted if name in there},
        when,
        stamp,
        tuple(name for name in wanted if name not in there),
        tuple(name for name in there if name not in wanted),
    )


def _read(
    student: str, path: Path, files: dict[str, bytes], remarks: tuple[str, ...]
) -> Submission:
    try:
        return Submission(student, read_file(path, MOST_BYTES), files, remarks=remarks)
    except Unreadable as error:
        problem = str(error)
    except OSError as error:
        problem = f"the notebook can't be read: {error.strerror}"
    return Submission(student, b"", files, problem, remarks)


def _time(stamp: bytes) -> tuple[datetime | None, str]:
    text = stamp.decode("utf-8", "replace").strip()
    try:
        return (parse_utc(text), "") if text else (None, "")
    except (ValueError, OverflowError, TypeError):
        return None, _BAD_TIME
