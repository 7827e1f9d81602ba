"""Whether the course's settings of nbgrader go with this kit's."""

from pathlib import Path
from typing import Any

from nbgrader.apps import ZipCollectApp
from nbgrader.converters import GenerateFeedback
from nbgrader.coursedir import CourseDirectory
from traitlets.config import Config
from traitlets.config.loader import PyFileConfigLoader

from autograder.course.folders import CourseError, nbgrader_root
from autograder.findings import text
from autograder.gradebook.configure import configure
from autograder.gradebook.course import Course
from autograder.instructors.doctor.result import in_a_line


def current_course() -> Path | None:
    """Return the course folder that this is in, if any."""
    try:
        return nbgrader_root()
    except CourseError:
        return None


class Settings:
    """The course's settings: this file, those of the user and of the system, and defaults."""

    def __init__(self, course: Course) -> None:
        self.course = course
        self.directory: CourseDirectory = course.directory
        self.config: Config = course.config
        self.converters: dict[str, Any] = {
            "Autograde": course.converter,
            "GenerateFeedback": GenerateFeedback(coursedir=course.directory, config=course.config),
            "ZipCollectApp": ZipCollectApp(coursedir=course.directory, config=course.config),
        }

    def folder(self, name: str) -> Path:
        """Return a folder of the course, which a setting may name absolutely or not."""
        return Path(self.directory.root) / name


def broken_file(path: Path) -> str:
    """Return '' if nbgrader can load a configuration file, else why it can't.

    nbgrader itself prints the error and goes on without the file.
    """
    try:
        PyFileConfigLoader(path.name, path=str(path.parent)).load_config()
    except (Exception, SystemExit) as error:  # the file is a program, and may do anything
        return in_a_line(error)
    return ""


def not_in_effect(settings: Settings) -> list[str]:
    """Return what of `configure(c)` isn't in effect, each as a sentence's part."""
    ours: Any = Config()
    configure(ours)
    problems = []
    for converter, its in settings.converters.items():
        for trait, value in ours[converter].items():
            found = getattr(its, trait)
            problems += _compared(f"{converter}.{trait}", value, found)
    return problems


def _compared(name: str, wanted: Any, found: Any) -> list[str]:  # noqa: ANN401 - traits
    if not isinstance(wanted, list):
        same = _name(wanted) == _name(found)
        return [] if same else [text("doctor-settings.other-steps", name=name, found=_name(found))]
    there = set(map(_name, found))
    missing = [_name(each) for each in wanted if _must_be_there(each) and _name(each) not in there]
    return [text("doctor-settings.lacks", name=name, missing=", ".join(missing))] if missing else []


def _must_be_there(step: Any) -> bool:  # noqa: ANN401 - a class, or its name
    """Whether a course can't do without a step: those of the kit's, and nbgrader's for scores."""
    return _name(step).startswith("autograder.") or _name(step).endswith(".SaveAutoGrades")


def _name(step: Any) -> str:  # noqa: ANN401
    return step if isinstance(step, str) else f"{step.__module__}.{step.__name__}"
