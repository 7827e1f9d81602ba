"""Whether the course here is one that nbgrader and this command can grade."""

from collections.abc import Iterator
from pathlib import Path

from autograder.course.doctor.finding import Finding, trouble
from autograder.course.doctor.here import course_here
from autograder.course.doctor.settings import Settings, broken_file, not_in_effect
from autograder.course.doctor.stores import exchange, gradebook
from autograder.grading.course import CourseError, assignments
from autograder.grading.nbgrader.course import Course

CONFIG = "nbgrader_config.py"
_NO_COURSE = (
    "Run this in the course folder, the one with solutions (or source) in it, or set "
    "AUTOGRADER_COURSE to it. A student needs none."
)
_NO_CONFIG = (
    "Write one: `from autograder.grading.nbgrader import configure`, `c = get_config()`, "
    "`configure(c)`. Without it nbgrader grades in one process."
)
_BROKEN = "Correct that line: until then nbgrader goes on as if the file were not there."
_NOT_CONFIGURED = (
    "Call `configure(c)` in {config}, after `c = get_config()` and after other settings of the "
    "same names: nbgrader would run students' code and tests in one process."
)
_NO_ASSIGNMENT = "Put one into {folder}/NAME/NAME.ipynb, or correct source_directory in {config}."


def course() -> Iterator[Finding]:
    """Look at the course that this is in, if any."""
    yield from course_findings(course_here())


def course_findings(root: Path | None) -> Iterator[Finding]:
    """Yield what is found of the course folder, its configuration, gradebook and exchange."""
    if root is None:
        yield Finding("course", "none here", to_do=_NO_COURSE)
        return
    if not (root / CONFIG).is_file():
        yield trouble("nbgrader configuration", f"no {CONFIG} in {root}", _NO_CONFIG)
        return
    error = broken_file(root / CONFIG)
    if error:
        yield trouble("nbgrader configuration", f"{CONFIG} doesn't load: {error}", _BROKEN)
        return
    try:
        settings = Settings(Course(root))
    except (CourseError, SystemExit) as problem:
        yield trouble("nbgrader configuration", "not for autograder grade", str(problem))
        return
    yield _configured(settings)
    yield _folders(root, settings)
    yield gradebook(settings)
    yield exchange(settings)


def _configured(settings: Settings) -> Finding:
    missing = not_in_effect(settings)
    if missing:
        to_do = _NOT_CONFIGURED.format(config=CONFIG)
        return trouble("nbgrader configuration", f"{'; '.join(missing)}", to_do)
    return Finding("nbgrader configuration", "in effect: two processes, feedback without tests")


def _folders(root: Path, settings: Settings) -> Finding:
    names = assignments(root)
    source = settings.directory.source_directory
    if not settings.folder(source).is_dir():
        to_do = _NO_ASSIGNMENT.format(folder=source, config=CONFIG)
        return trouble("course", f"no folder {settings.folder(source)}", to_do)
    if not names:
        return trouble(
            "course", "no assignment", _NO_ASSIGNMENT.format(folder=source, config=CONFIG)
        )
    folders = (settings.directory.release_directory, settings.directory.submitted_directory)
    later = [name for name in folders if not settings.folder(name).is_dir()]
    to_do = f"Not there yet: {', '.join(later)}; made when first needed." if later else ""
    return Finding("course", f"{root.name}, {len(names)} assignments", to_do=to_do)
