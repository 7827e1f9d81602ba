"""Find the course folder: the one that holds the instructor's source notebooks."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from autograder.findings import text

# The kit's own name for nbgrader's source folder, then nbgrader's default.
SOURCE_FOLDERS = ("solutions", "source")
# Beside them: what students get wrong in an assignment, in NAME.toml.
MISTAKES_FOLDER = "mistakes"
# What instructors said to groups of answers, in NAME.toml: offered again next term.
COMMENTS_FOLDER = "comments"
# nbgrader's release folder, by the kit's own name.
RELEASE_FOLDER = "assignments"
ROOT_VARIABLE = "AUTOGRADER_COURSE"


class CourseError(Exception):
    """The course folder or something in it can't be used; the message says what to do."""


def course_root(start: Path | None = None) -> Path:
    """Return the course folder: AUTOGRADER_COURSE, or the nearest one at or above `start`.

    `start` is the current folder by default: nbgrader runs a submission in
    autograded/<student>/<assignment>. Raises CourseError when there is none.
    """
    given = os.environ.get(ROOT_VARIABLE)
    here = Path(given) if given else (start or Path.cwd())
    for folder in (here,) if given else (here, *here.parents):
        if any((folder / name).is_dir() for name in SOURCE_FOLDERS):
            return folder.resolve()
    raise CourseError(
        text(
            "course.no-solutions" if given else "course.none-above",
            here=here,
            root_variable=ROOT_VARIABLE,
        )
    )


@contextmanager
def in_course(root: Path) -> Iterator[None]:
    """Within, references and mistakes are those of the course in `root`."""
    before = os.environ.get(ROOT_VARIABLE)
    os.environ[ROOT_VARIABLE] = str(root)
    try:
        yield
    finally:
        if before is None:
            del os.environ[ROOT_VARIABLE]
        else:
            os.environ[ROOT_VARIABLE] = before


def nbgrader_root() -> Path:
    """Return the folder with an nbgrader_config.py: this one, else the course folder above it."""
    here = Path.cwd()
    return here if (here / "nbgrader_config.py").is_file() else course_root()


def source_notebooks(assignment: str, root: Path | None = None) -> list[Path]:
    """Return the instructor's notebooks of an assignment, sorted; CourseError if there is none."""
    base = root or course_root()
    for name in SOURCE_FOLDERS:
        found = sorted((base / name / assignment).glob("*.ipynb"))
        if found:
            return found
    raise CourseError(text("course.no-notebook", value=base / SOURCE_FOLDERS[0] / assignment))


def assignments(root: Path | None = None) -> list[str]:
    """Return the names of all assignments that have a source notebook."""
    base = root or course_root()
    found = (path for name in SOURCE_FOLDERS for path in (base / name).glob("*/*.ipynb"))
    return sorted({path.parent.name for path in found})


def mistakes_file(assignment: str, root: Path | None = None) -> Path:
    """Return where the mistakes of an assignment stand, whether there are any or not."""
    return (root or course_root()) / MISTAKES_FOLDER / f"{assignment}.toml"
