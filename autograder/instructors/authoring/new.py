"""Write a new assignment that works at once, for its author to change."""

import json
import re
import shutil
import tempfile
from importlib.resources import files
from pathlib import Path

from autograder.course.folders import (
    RELEASE_FOLDER,
    SOURCE_FOLDERS,
    CourseError,
    course_root,
    mistakes_file,
)
from autograder.findings import text as say
from autograder.gradebook.course import Course

CONFIG = """\
from autograder.gradebook import configure

c = get_config()
configure(c)
c.CourseDirectory.course_id = "my-course"
c.CourseDirectory.source_directory = "solutions"
c.CourseDirectory.release_directory = "assignments"
"""
_NAME = re.compile(r"[a-z]+(-[a-z0-9]+)*")
_PLACEHOLDER = "NAME"


def new_assignment(name: str, here: Path) -> list[Path]:
    """Write the notebook and the mistakes of a new assignment; return the files, notebook first.

    The course is the one at `here`, or above it. Raises CourseError for a bad name, one that is
    taken, or if there is no course; then nothing is written.
    """
    if not _NAME.fullmatch(name):
        raise CourseError(say("new-command.bad-name", name=name))
    root = _course(here)
    folder = Course(root).folder("source", ".", name)
    if folder.parent not in [root / each for each in SOURCE_FOLDERS]:
        raise CourseError(say("new-command.elsewhere", folder=folder.parent))
    mistakes = mistakes_file(name, root)
    others = [root / each / name for each in (*SOURCE_FOLDERS, RELEASE_FOLDER)]
    for path in (folder, mistakes, *others):
        if path.exists():
            raise CourseError(say("new-command.there", path=path))
    mistakes.parent.mkdir(exist_ok=True)
    _write_folder(folder, f"{name}.ipynb", _notebook(name))
    mistakes.write_text(_template("mistakes.toml").replace(_PLACEHOLDER, name), encoding="utf-8")
    return [folder / f"{name}.ipynb", mistakes]


def _course(here: Path) -> Path:
    if (here / "nbgrader_config.py").is_file():
        return here.resolve()
    try:
        return course_root(here)
    except CourseError as error:
        raise CourseError(say("new-command.no-course", here=here, config=CONFIG)) from error


def _notebook(name: str) -> str:
    notebook = json.loads(_template("assignment.ipynb"))
    for cell in notebook["cells"]:
        cell["source"] = cell["source"].replace(_PLACEHOLDER, name)
    return json.dumps(notebook, indent=1, ensure_ascii=False) + "\n"


def _template(name: str) -> str:
    return (files("autograder.instructors.authoring") / "template" / name).read_text(
        encoding="utf-8"
    )


def _write_folder(folder: Path, name: str, text: str) -> None:
    """Make the folder with the file in it; nobody ever sees it without."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    apart = Path(tempfile.mkdtemp(prefix=f".{folder.name}-", dir=folder.parent))
    try:
        (apart / name).write_text(text, encoding="utf-8")
        apart.chmod(0o755)
        apart.rename(folder)
    except BaseException:
        shutil.rmtree(apart, ignore_errors=True)
        raise
