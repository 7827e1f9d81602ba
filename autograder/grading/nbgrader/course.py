"""An nbgrader course as its configuration says: folders, gradebook, limits, plugins."""

import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from nbgrader.apps import NbGrader
from nbgrader.converters import Autograde
from nbgrader.coursedir import CourseDirectory
from nbgrader.preprocessors import AssignLatePenalties, IgnorePattern, LimitOutput
from traitlets.config import Config

from autograder.grading.course import CourseError
from autograder.grading.grade.material import OutputRules
from autograder.grading.nbgrader.execute import ExecuteApart
from autograder.grading.nbgrader.settings import configure

_NOT_OURS = (
    "This course's nbgrader_config.py runs {names} when it autogrades, which this command does "
    "not: use nbgrader autograde, or take it out."
)


class Course:
    """A course folder; raises CourseError when its settings are not for this command.

    One that `only_reads` what others graded takes any settings.
    """

    def __init__(self, root: Path, more: Config | None = None, *, only_reads: bool = False) -> None:
        self.root = root.resolve()
        self.config = _config(self.root)
        self.config.merge(more or Config())
        if not only_reads:
            _must_be_ours(self.config)
        self.directory = CourseDirectory(config=self.config, root=str(self.root))
        self.converter = Autograde(coursedir=self.directory, config=self.config)
        self.execute = ExecuteApart(config=self.config)

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
        for path in sorted(fixed.glob(str(anyone.relative_to(fixed)))):
            found = re.fullmatch(pattern, str(path))
            if found and path.is_dir() and found["student"] not in left_out:
                yield found["student"], path

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
            raise CourseError(_NOT_OURS.format(names=", ".join(added)))


def _stock(name: str) -> list[Any]:
    found: list[Any] = Autograde.class_traits()[name].default_args[0]
    return found


def _name(step: object) -> str:
    return step if isinstance(step, str) else getattr(step, "__name__", str(step))
