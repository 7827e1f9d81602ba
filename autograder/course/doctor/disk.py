"""Whether there is room, and whether the course's folders can be written."""

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

from jupyter_core.paths import jupyter_runtime_dir

from autograder.course.doctor.finding import Finding, in_a_line, trouble
from autograder.course.doctor.here import course_here

GB = 1000**3
COURSE_ROOM, TEMPORARY_ROOM = 1.0 * GB, 0.5 * GB
WRITTEN = (".", ".autograder", "assignments", "release", "submitted", "autograded", "feedback")
_FULL = "Free some space: {need:.1f} GB should be free there before a class is graded."
_LOCKED = (
    "Nothing can be written there. Look at who owns it (`ls -ld`), and whether the disk can "
    "only be read."
)


def disk() -> Iterator[Finding]:
    """Look at the course folder, if this is in one, and at the temporary folder."""
    yield from disk_findings(course_here())


def disk_findings(root: Path | None) -> Iterator[Finding]:
    """Yield room and access of the course folder, if there is one, and of the temporary folder."""
    if root is not None:
        yield room("disk, course", root, COURSE_ROOM)
        yield access("writing, course", [root / name for name in WRITTEN])
    temporary = Path(tempfile.gettempdir())
    yield room("disk, temporary files", temporary, TEMPORARY_ROOM)
    yield access("writing, Jupyter", [temporary, Path(jupyter_runtime_dir())])


def room(about: str, folder: Path, need: float) -> Finding:
    """Compare the free bytes of the folder's disk with those that are needed."""
    free = shutil.disk_usage(folder).free
    found = f"{free / GB:.1f} GB free at {folder}"
    return (
        Finding(about, found)
        if free >= need
        else trouble(about, found, _FULL.format(need=need / GB))
    )


def access(about: str, folders: list[Path]) -> Finding:
    """Write a file into each folder that is there, and take it away again."""
    there = [folder for folder in folders if folder.is_dir()]
    refused = {folder: reason for folder in there if (reason := _refused(folder))}
    if refused:
        found = "; ".join(f"{folder}: {reason}" for folder, reason in refused.items())
        return trouble(about, found, _LOCKED)
    return Finding(about, f"{len(there)} folders")


def _refused(folder: Path) -> str:
    try:
        with tempfile.TemporaryFile(dir=folder) as file:
            file.write(b"written by autograder doctor\n")
            file.flush()
    except OSError as error:
        return in_a_line(error)
    return ""
