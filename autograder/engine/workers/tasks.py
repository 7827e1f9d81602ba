"""What a pool is given and what it returns."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from autograder.engine.submission.specification import Specification, Submission
    from autograder.results import Graded


class Spoilt(Exception):  # noqa: N818 - what happened
    """A run has changed settings of the process, which the message names: it must not go on."""


@dataclass(frozen=True)
class Task:
    """One student's work: a submission for each notebook to grade, by the notebook's name."""

    student: str
    submissions: dict[str, "Submission"] = field(default_factory=dict)


@dataclass(frozen=True)
class Prepare:
    """What a worker's process is told to take on.

    `warm` is to go through all once beforehand, which pays when many submissions are to come.
    """

    given: "Specification"
    warm: bool = True


@dataclass(frozen=True)
class Ask:
    """What a worker's process is asked; `tells` that it is to say which cell runs."""

    notebook: str
    submission: "Submission"
    careful: bool
    tells: bool = False


@dataclass(frozen=True)
class TaskResult:
    """What came of a task, by the notebook's name."""

    task: Task
    graded: dict[str, "Graded"]


class Pool(Protocol):
    """Grades tasks, as many at a time as it has workers."""

    def map(self, tasks: Iterable[Task]) -> Iterator[TaskResult]:
        """Yield what came of each task when it is done; `tasks` are taken as they are needed."""
        ...

    def close(self) -> None:
        """End all workers."""
        ...
