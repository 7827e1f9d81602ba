"""Write a new assignment that works at once, for its author to change."""

import json
import re
import shutil
import tempfile
from importlib.resources import files
from pathlib import Path

from autograder.course.release import RELEASE_FOLDER
from autograder.grading.course import SOURCE_FOLDERS, CourseError, course_root
from autograder.grading.mistakes.own import file_of
from autograder.grading.nbgrader.course import Course

CONFIG = """\
from autograder.grading.nbgrader import configure

c = get_config()
configure(c)
c.CourseDirectory.course_id = "my-course"
c.CourseDirectory.source_directory = "solutions"
c.CourseDirectory.release_directory = "assignments"
"""
_NAME = re.compile(r"[a-z]+(-[a-z0-9]+)*")
_BAD_NAME = (
    "{name!r} is no name for an assignment: use small letters and digits in words with hyphens "
    "between them, a letter first, as in two-layer-net."
)
_NO_COURSE = (
    "There is no course at or above {here}. Make one: a folder with a file nbgrader_config.py that "
    "holds\n\n{config}\nThen run this again in that folder."
)
_THERE = "{path} is already there and stays as it is: choose another name."
_ELSEWHERE = (
    "This course keeps its source notebooks in {folder}, where hidden tests don't find their "
    'reference: set c.CourseDirectory.source_directory = "solutions" in nbgrader_config.py.'
)
_PLACEHOLDER = "NAME"


def new_assignment(name: str, here: Path) -> list[Path]:
    """Write the notebook and the mistakes of a new assignment; return the files, notebook first.

    The course is the one at `here`, or above it. Raises CourseError for a bad name, one that is
    taken, or if there is no course; then nothing is written.
    """
    if not _NAME.fullmatch(name):
        raise CourseError(_BAD_NAME.format(name=name))
    root = _course(here)
    folder = Course(root).folder("source", ".", name)
    if folder.parent not in [root / each for each in SOURCE_FOLDERS]:
        raise CourseError(_ELSEWHERE.format(folder=folder.parent))
    mistakes = file_of(name, root)
    others = [root / each / name for each in (*SOURCE_FOLDERS, RELEASE_FOLDER)]
    for path in (folder, mistakes, *others):
        if path.exists():
            raise CourseError(_THERE.format(path=path))
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
        raise CourseError(_NO_COURSE.format(here=here, config=CONFIG)) from error


def _notebook(name: str) -> str:
    notebook = json.loads(_template("assignment.ipynb"))
    for cell in notebook["cells"]:
        cell["source"] = cell["source"].replace(_PLACEHOLDER, name)
    return json.dumps(notebook, indent=1, ensure_ascii=False) + "\n"


def _template(name: str) -> str:
    return (files("autograder.authoring") / "template" / name).read_text(encoding="utf-8")


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
