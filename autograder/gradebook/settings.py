"""How a course has its students' code run: `c.GradingSettings` in its nbgrader_config.py."""

from enum import StrEnum
from fnmatch import fnmatchcase

from nbgrader.preprocessors import Execute
from traitlets import Dict, Enum, Integer, List, Unicode, Union
from traitlets.config import Config

from autograder.course.folders import CourseError
from autograder.course.renamed import renamed_settings
from autograder.engine.proof.record import Together
from autograder.engine.sandbox.isolation import Isolation
from autograder.engine.sandbox.limits import Limits

_DEFAULT = Limits()
_TOGETHER = [each.value for each in Together]


class OlderHandouts(StrEnum):
    """What grades a notebook that was made from the handout of an earlier release."""

    OWN = "their own tests"
    NOW = "the tests of now"


class GradingSettings(Execute):  # type: ignore[misc]  # nbgrader is untyped
    """Limits and isolation; `timeout` is for one call, and `c.Execute.timeout` counts, too.

    It is nbgrader's Execute for its settings only: `GradeNotebook` runs the cells.
    """

    isolation = Enum(
        [each.value for each in Isolation],
        default_value=Isolation.SANDBOX.value,
        help="'sandbox' (bubblewrap), or 'process': the student's process sees all files",
    ).tag(config=True)
    notebook_seconds = Integer(_DEFAULT.notebook_seconds, help="for a whole notebook").tag(
        config=True
    )
    cpu_seconds = Integer(_DEFAULT.cpu_seconds, help="of computing, for a process").tag(config=True)
    memory_mb = Integer(_DEFAULT.memory_mb, help="for all processes together").tag(config=True)
    processes = Integer(_DEFAULT.processes, help="processes and threads").tag(config=True)
    file_mb = Integer(_DEFAULT.file_mb, help="for one file").tag(config=True)
    scratch_mb = Integer(_DEFAULT.scratch_mb, help="for all files (sandbox only)").tag(config=True)
    open_files = Integer(_DEFAULT.open_files, help="open at a time").tag(config=True)
    extra_paths = List(
        Unicode(), help="files and folders that students' code may read, beside Python's"
    ).tag(config=True)

    together = Union(
        [Enum(_TOGETHER), Dict(value_trait=Enum(_TOGETHER), key_trait=Unicode())],
        default_value=Together.NEEDED.value,
        help="which tests run with the student's code: 'where needed' (as the course's own "
        "material proves), 'never', 'always'; or a dict of these by assignment, '*' for all others",
    ).tag(config=True)

    older_handouts = Enum(
        [each.value for each in OlderHandouts],
        default_value=OlderHandouts.OWN.value,
        help="what grades a notebook made from an earlier release: 'their own tests' (where the "
        "questions and points are still the same), or 'the tests of now'",
    ).tag(config=True)

    language = Unicode(
        "", help="the language that is spoken where AUTOGRADER_LANGUAGE says none, as 'zh'"
    ).tag(config=True)

    def together_for(self, assignment: str) -> Together:
        """Return which tests of an assignment run with the student's code."""
        if isinstance(self.together, str):
            return Together(self.together)
        fitting = (value for name, value in self.together.items() if fnmatchcase(assignment, name))
        return Together(self.together.get(assignment) or next(fitting, Together.NEEDED))

    def limits(self) -> Limits:
        """Return the limits that the configuration says."""
        return Limits(
            call_seconds=self.timeout or self.notebook_seconds,
            notebook_seconds=self.notebook_seconds,
            cpu_seconds=self.cpu_seconds,
            memory_mb=self.memory_mb,
            processes=self.processes,
            file_mb=self.file_mb,
            scratch_mb=self.scratch_mb,
            open_files=self.open_files,
        )


def refuse_old_names(config: Config) -> None:
    """Raise CourseError if a course sets what has another name by now."""
    # As a plain dict: asking a Config for a section makes one. An empty one sets nothing.
    for sentence in renamed_settings({name for name, section in dict.items(config) if section}):
        raise CourseError(sentence)
