"""Read a finished bundle back, as a student would unpack it, and refuse it if it gives away."""

import re
import tempfile
import zipfile
from pathlib import Path
from typing import BinaryIO

from autograder.course.bundle.contents import Contents
from autograder.course.bundle.imports import STUDENT_PACKAGES
from autograder.course.leaks import find_leaks
from autograder.grading.course import CourseError, assignments, source_notebooks

_MARKS = re.compile(rb"(BEGIN|END) (SOLUTION|HIDDEN TESTS)")
# What only instructors import, as it stands in code.
_PRIVATE = re.compile(
    rb"\b(?:from|import)\s+autograder\.(?!" + "|".join(STUDENT_PACKAGES).encode() + rb")"
)
_REFUSED = "This bundle must not be handed out, it gives away:\n  {found}\nNo file was written."


def refuse_leaks(archive: Path | BinaryIO, wanted: Contents, root: Path) -> None:
    """Raise CourseError unless the zip holds what is wanted, and no secret of the whole course."""
    with tempfile.TemporaryDirectory(prefix="bundle-") as name:
        folder = Path(name).resolve()
        with zipfile.ZipFile(archive) as opened:
            opened.extractall(folder)
        files = sorted(path for path in folder.rglob("*") if path.is_file())
        found = [str(leak).replace(f"{folder}/", "") for leak in _secret_lines(folder, root)]
        for path in files:
            shown = path.relative_to(folder).as_posix()
            data = path.read_bytes()
            if wanted.get(shown) != data:
                found.append(f"{shown} is not what was to be packed")
            if _MARKS.search(data):
                found.append(f"{shown} holds the marks of a solution or of hidden tests")
            if path.suffix in {".py", ".ipynb"} and _PRIVATE.search(data):
                found.append(f"{shown} imports what is not for students")
        if found or len(files) != len(wanted):
            listed = "\n  ".join(found or ["it holds other files than it should"])
            raise CourseError(_REFUSED.format(found=listed))


def _secret_lines(folder: Path, root: Path) -> list[object]:
    sources = [path for name in assignments(root) for path in source_notebooks(name, root)]
    return list(find_leaks(sources, folder))
