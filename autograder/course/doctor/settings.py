"""nbgrader's settings as they are in effect, asked from nbgrader and not read from a file."""

from pathlib import Path
from typing import Any

from nbgrader.apps import ZipCollectApp
from nbgrader.converters import GenerateFeedback
from nbgrader.coursedir import CourseDirectory
from traitlets.config import Config
from traitlets.config.loader import PyFileConfigLoader

from autograder.course.doctor.finding import in_a_line
from autograder.grading.nbgrader.course import Course
from autograder.grading.nbgrader.settings import configure

_STEPS = "{name} is {found} and not the kit's"
_LACKS = "{name} lacks the kit's {missing}"


class Settings:
    """The course's settings: this file, those of the user and of the system, and defaults."""

    def __init__(self, course: Course) -> None:
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
    for converter, wanted in ours.items():
        for trait, value in wanted.items():
            found = getattr(settings.converters[converter], trait)
            problems += _compared(f"{converter}.{trait}", value, found)
    return problems


def _compared(name: str, wanted: Any, found: Any) -> list[str]:  # noqa: ANN401 - traits
    if not isinstance(wanted, list):
        same = _name(wanted) == _name(found)
        return [] if same else [_STEPS.format(name=name, found=_name(found))]
    there = set(map(_name, found))
    missing = [_name(each) for each in wanted if _is_ours(each) and _name(each) not in there]
    return [_LACKS.format(name=name, missing=", ".join(missing))] if missing else []


def _is_ours(step: Any) -> bool:  # noqa: ANN401 - a class, or its name
    return _name(step).startswith("autograder.")


def _name(step: Any) -> str:  # noqa: ANN401
    return step if isinstance(step, str) else f"{step.__module__}.{step.__name__}"
