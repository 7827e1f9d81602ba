"""An nbgrader course as its configuration says: folders, gradebook, limits, plugins."""

import os
import re
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import Any

from nbgrader.apps import NbGrader
from nbgrader.converters import Autograde
from nbgrader.coursedir import CourseDirectory
from nbgrader.preprocessors import AssignLatePenalties, IgnorePattern, LimitOutput
from traitlets.config import Config

from autograder.course.folders import CourseError
from autograder.engine.submission.specification import OutputRules
from autograder.findings import text
from autograder.findings.language import use_language
from autograder.gradebook.configure import configure
from autograder.gradebook.settings import GradingSettings, refuse_old_names


class Course:
    """A course folder; raises CourseError when its settings are not for this command.

    One that `only_reads` what others graded takes any settings.
    """

    def __init__(self, root: Path, more: Config | None = None, *, only_reads: bool = False) -> None:
        config = _config(root.resolve())
        config.merge(more or Config())
        if not only_reads:
            refuse_old_names(config)
            _must_be_ours(config)
        directory = CourseDirectory(config=config, root=str(root.resolve()))
        self._take(config, Autograde(coursedir=directory, config=config))

    @classmethod
    def of_converter(cls, converter: Autograde) -> "Course":
        """Return the course that nbgrader is grading just now, with the command's own options.

        Raises CourseError when its settings are not for this kit.
        """
        refuse_old_names(converter.config)
        course = cls.__new__(cls)
        course._take(converter.config, converter)
        return course

    def _take(self, config: Config, converter: Autograde) -> None:
        self.config: Config = config
        self.converter = converter
        self.directory: CourseDirectory = converter.coursedir
        self.root = Path(self.directory.root).resolve()
        self.settings = GradingSettings(config=config)
        use_language(self.settings.language)

    def folder(self, step: str, student: str, assignment: str) -> Path:
        """Return the folder of a step (submitted, autograded, ...), by nbgrader's own rule."""
        name = getattr(self.directory, f"{step}_directory")
        return Path(self.directory.format_path(name, student, assignment))

    def submitted(self, assignment: str) -> Iterator[tuple[str, Path]]:
        """Yield each student's name and the folder that holds what they handed in, by name."""
        yield from self.students("submitted", assignment)

    def students(self, step: str, assignment: str) -> Iterator[tuple[str, Path]]:
        """Yield each student's name and folder of a step (submitted, autograded, ...), by name."""
        directory = getattr(self.directory, f"{step}_directory")
        pattern = self.directory.format_path(
            directory, "(?P<student>[^/]+)", assignment, escape=True
        )
        anyone = self.folder(step, "*", assignment)
        fixed = Path(*anyone.parts[: anyone.parts.index("*")])
        left_out = set(filter(None, self.directory.student_id_exclude.split(",")))
        for path in sorted(_all(anyone, fixed)):
            found = re.fullmatch(pattern, str(path))
            if found and path.is_dir() and found["student"] not in left_out:
                yield found["student"], path

    def misplaced(self, assignment: str, notebooks: Collection[str]) -> list[Path]:
        """Return what was handed in beside the folders, where no command sees it.

        That is a file in the place of a student's folder or of the assignment's, and one of the
        assignment's notebooks beside the latter.
        """
        anyone = self.folder("submitted", "*", assignment)
        fixed = Path(*anyone.parts[: anyone.parts.index("*")])
        found = {path for path in fixed.glob("*") if path.suffix in _HANDED_IN}
        found |= set(_all(anyone, fixed))
        if anyone.parent != fixed:
            found |= {path for path in fixed.glob("*/*.ipynb") if path.stem in notebooks}
        return sorted(path for path in found if path.is_file() and path.name[0] != ".")

    def rules(self) -> OutputRules:
        """Return what of outputs is kept."""
        limit, ignore = LimitOutput(config=self.config), IgnorePattern(config=self.config)
        return OutputRules(
            max_lines=limit.max_lines if limit.enabled else -1,
            max_traceback=limit.max_traceback if limit.enabled else -1,
            ignore_pattern=ignore.pattern if ignore.enabled else "",
        )

    def late_penalty(self, student: str, score: float, seconds: float) -> float | None:
        """Return the points that the course's plugin takes for a late submission, if any."""
        penalties = AssignLatePenalties(config=self.config)
        penalties.init_plugin()
        found: float | None = penalties.plugin_inst.late_submission_penalty(student, score, seconds)
        return None if found is None else min(max(found, 0.0), score)


# As a student's work looks that nobody has put into a folder; a README is none.
_HANDED_IN = ("", ".ipynb", ".zip")


def _all(anyone: Path, fixed: Path) -> Iterator[Path]:
    """Yield all that fit a path with a star in it, below the folder where the star stands."""
    yield from fixed.glob(str(anyone.relative_to(fixed)))


def _config(root: Path) -> Config:
    """Return the configuration as nbgrader's own commands find it in the course folder."""
    before = Path.cwd()
    os.chdir(root)
    try:
        app = NbGrader()
        app.initialize([], root=str(root))
        found: Config = app.config
        return found
    finally:
        os.chdir(before)


def _must_be_ours(config: Config) -> None:
    """Raise CourseError if the course adds steps to autograding that are not run here."""
    ours: Any = Config()
    configure(ours)
    for name in ("sanitize_preprocessors", "autograde_preprocessors"):
        if name not in config.Autograde:  # nbgrader's default steps: ours stand for them
            continue
        known = {_name(each) for each in (*ours.Autograde[name], *_stock(name))}
        added = [_name(each) for each in config.Autograde[name] if _name(each) not in known]
        if added:
            raise CourseError(text("gradebook.other-steps", names=", ".join(added)))


def _stock(name: str) -> list[Any]:
    found: list[Any] = Autograde.class_traits()[name].default_args[0]
    return found


def _name(step: object) -> str:
    return step if isinstance(step, str) else getattr(step, "__name__", str(step))
