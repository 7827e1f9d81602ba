"""What grading a notebook needs of its course, and what was handed in: plain data."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from autograder.course.files import Files
from autograder.engine.agent.preload import all_offered
from autograder.engine.bridge.solution_names import SolutionNames
from autograder.engine.sandbox.isolation import Isolation
from autograder.engine.sandbox.limits import Limits
from autograder.engine.sandbox.view import View
from autograder.engine.sandbox.warm import WarmSandbox
from autograder.engine.submission.cell_runs import Place
from autograder.findings import Finding
from autograder.notebooks.writing import Node

_OWN_MEMORY_MB = 4096  # for the libraries that tests import, beside twice a student's
_GRACE_SECONDS = 60
# Students may load a dataset that no cell of the handout asks for.
_WITH_DATA = ("autograder.data",)


@dataclass(frozen=True)
class Settings:
    """Limits, isolation, what can be seen; `files` are put into the working folder, by name.

    `required_names` are those that the assignment asks students to define, `course_names` those
    that the handout defines and tests never take from a student, `solution_names` what the
    instructor's solution does with names; `modules` are imported ahead in students' processes.
    """

    limits: Limits = field(default_factory=Limits)
    isolation: Isolation = Isolation.SANDBOX
    view: View = field(default_factory=View)
    files: tuple[tuple[str, bytes], ...] = ()
    required_names: frozenset[str] = frozenset()
    course_names: frozenset[str] = frozenset()
    solution_names: SolutionNames = field(default_factory=SolutionNames)
    modules: tuple[str, ...] = ()

    def with_files(self, files: Mapping[str, bytes]) -> "Settings":
        """Return the same settings with other files."""
        return replace(self, files=tuple(files.items()))

    @property
    def grader_seconds(self) -> float:
        """The longest that a grader process may take, to start and to write included."""
        limits = self.limits
        own = limits.call_seconds + limits.start_seconds + _GRACE_SECONDS
        return limits.notebook_seconds + own

    @property
    def grader_mb(self) -> int:
        """The memory that a grader process may have: a test may list an endless iterator."""
        return 2 * self.limits.memory_mb + _OWN_MEMORY_MB

    def warm_sandbox(self) -> WarmSandbox:
        """Return where students' processes of this kind come from; raises NoSandbox."""
        modules = (*self.modules, *_WITH_DATA)
        shown = [path for show in all_offered(modules, "folders_to_show") for path in show()]
        view = replace(self.view, shown=(*self.view.shown, *dict.fromkeys(shown)))
        return WarmSandbox(self.limits, self.isolation, view, self.modules)


@dataclass(frozen=True)
class OutputRules:
    """What is kept of outputs, as nbgrader's LimitOutput and IgnorePattern say; -1 is no limit."""

    max_lines: int = 1000
    max_traceback: int = 100
    ignore_pattern: str = ""


@dataclass(frozen=True)
class Specification:
    """All that the course knows of one notebook of an assignment.

    `handout` is its JSON with the tests, points and flags that count; `files` are the course's own
    beside it, of which students may change `may_overwrite`; `sources` are the source notebooks
    that its tests read references from, by their path in the course. `definitions` has, for each
    cell of the handout, what tests need of it, as handout_names tells. `places` are those of tests
    that don't run apart from the student's code, by cell: what was proved of the course's own
    material says so. `translated` gives, by a cell's source in another language than the handout's,
    what it is here. `key` is a hash of everything here that a result depends on.
    """

    assignment: str
    notebook: str
    handout: Node
    settings: Settings
    files: Files = field(default_factory=dict)
    sources: Files = field(default_factory=dict)
    may_overwrite: frozenset[str] = frozenset()
    rules: OutputRules = field(default_factory=OutputRules)
    definitions: tuple[str, ...] = ()
    places: Mapping[str, Place] = field(default_factory=dict)
    translated: Mapping[str, str] = field(default_factory=dict)
    key: str = ""

    @property
    def fixed_files(self) -> Files:
        """The files that count as the course has them: tests see these only."""
        return {name: data for name, data in self.files.items() if name not in self.may_overwrite}


@dataclass(frozen=True)
class Submission:
    """A student's notebook as it was handed in, and the files beside it.

    `problem` says why there is no `notebook`; `remarks` are about files that were left out;
    `request` is the file that asks for a regrade.
    """

    student: str
    notebook: bytes = b""
    files: Files = field(default_factory=dict)
    problem: Finding | None = None
    remarks: tuple[Finding, ...] = ()
    request: bytes = b""
