"""How a notebook is run."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from autograder.grading.sandbox.isolation import Isolation
from autograder.grading.sandbox.limits import Limits
from autograder.grading.sandbox.nursery import Nursery
from autograder.grading.sandbox.view import View
from autograder.inside.limits import limit_this_process

_OWN_MEMORY_MB = 4096  # for the libraries that tests import, beside twice a student's
_GRACE_SECONDS = 60


@dataclass(frozen=True)
class Settings:
    """Limits, isolation, what can be seen; `files` are put into the working folder, by name.

    `asked` are the names that the assignment asks students to define, `modules` are imported ahead
    in students' processes.
    """

    limits: Limits = field(default_factory=Limits)
    isolation: Isolation = Isolation.SANDBOX
    view: View = field(default_factory=View)
    files: tuple[tuple[str, bytes], ...] = ()
    asked: frozenset[str] = frozenset()
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

    def limit_grader(self) -> None:
        """Limit the memory of this grader process: a test may list a student's endless iterator."""
        limit_this_process({"memory_mb": 2 * self.limits.memory_mb + _OWN_MEMORY_MB})

    def nursery(self) -> Nursery:
        """Return where students' processes of this kind come from; raises NoSandbox."""
        return Nursery(self.limits, self.isolation, self.view, self.modules)
