"""How a notebook is run."""

from dataclasses import dataclass, field

from autograder.grading.sandbox.isolation import Isolation
from autograder.grading.sandbox.limits import Limits
from autograder.grading.sandbox.nursery import Nursery
from autograder.grading.sandbox.view import View


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

    def nursery(self) -> Nursery:
        """Return where students' processes of this kind come from; raises NoSandbox."""
        return Nursery(self.limits, self.isolation, self.view, self.modules)
