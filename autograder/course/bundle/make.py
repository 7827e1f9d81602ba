"""Write a bundle: the same bytes each time, whole or not at all, and never with a secret."""

import io
from collections.abc import Sequence
from pathlib import Path

from autograder.course.bundle.contents import KIT, contents
from autograder.course.bundle.leaks import refuse_leaks
from autograder.course.zips import zipped
from autograder.grading.course import CourseError
from autograder.grading.whole_file import write_whole

BUNDLES = "bundles"
_NOT_WRITTEN = "{path} could not be written ({reason}): free some space or choose --output."


def make_bundle(
    root: Path, names: Sequence[str], output: Path | None = None, kit: Path = KIT
) -> tuple[Path, int]:
    """Write the students' zip of some assignments; return its path and the number of its files.

    Its place is `output`, else bundles/<name>.zip in the course folder (bundles/course.zip for
    several); all that it holds lies in one folder. `kit` is where checks and data come from.
    Raises CourseError, and leaves no file, when it would give away a line of a solution or of a
    hidden test, or can't be written.
    """
    names = list(dict.fromkeys(names))
    title = names[0] if len(names) == 1 else "course"
    path = output or root / BUNDLES / f"{title}.zip"
    wanted = {f"{title}/{name}": data for name, data in contents(root, names, kit).items()}
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        archive = zipped(wanted)
        refuse_leaks(io.BytesIO(archive), wanted, root)
        write_whole(path, archive)
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise CourseError(_NOT_WRITTEN.format(path=path, reason=reason)) from error
    return path, len(wanted)
