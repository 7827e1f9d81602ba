"""What a student handed in for an assignment, read once and within bounds."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from nbgrader.utils import parse_utc

from autograder.course.files import Unreadable, read_file, read_files, unreadable
from autograder.engine.submission.specification import Submission
from autograder.findings import Code, Finding
from autograder.notebooks.cells import MOST_BYTES
from autograder.notebooks.regrade import REQUEST

TIMESTAMP = "timestamp.txt"
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


def read_handed_in(
    student: str, folder: Path, wanted: Mapping[str, Any], ignore: list[str]
) -> HandedIn:
    """Return what is in a student's folder of the notebooks `wanted`."""
    files, remarks = read_files(folder, ignore)
    stamp, request = files.pop(TIMESTAMP, b"")[:_LONGEST_TIME], files.pop(REQUEST, b"")
    when, problem = _time(stamp)
    there = {path.stem: path for path in sorted(folder.glob("*.ipynb"))}
    notes = (*remarks, *([problem] if problem else []))
    return HandedIn(
        student,
        {
            name: replace(_read(student, there[name], files, notes), request=request)
            for name in wanted
            if name in there
        },
        when,
        stamp,
        tuple(name for name in wanted if name not in there),
        tuple(name for name in there if name not in wanted),
    )


def _read(
    student: str, path: Path, files: dict[str, bytes], remarks: tuple[Finding, ...]
) -> Submission:
    try:
        return Submission(student, read_file(path, MOST_BYTES), files, remarks=remarks)
    except Unreadable as error:
        problem = error.finding
    except OSError as error:
        problem = unreadable(error)
    return Submission(student, b"", files, problem, remarks)


def _time(stamp: bytes) -> tuple[datetime | None, Finding | None]:
    text = stamp.decode("utf-8", "replace").strip()
    try:
        return (parse_utc(text), None) if text else (None, None)
    except (ValueError, OverflowError, TypeError):
        return None, Finding(Code.NO_TIME)
