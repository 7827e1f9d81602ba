"""What a pool is given and what it returns."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Protocol

from autograder.grading.grade.material import Graded, Submission


@dataclass(frozen=True)
class Task:
    """One student's work: a submission for each notebook to grade, by the notebook's name."""

    student: str
    notebooks: dict[str, Submission] = field(default_factory=dict)


@dataclass(frozen=True)
class Done:
    """What came of a task, by the notebook's name."""

    task: Task
    graded: dict[str, Graded]


class Pool(Protocol):
    """Grades tasks, as many at a time as it has workers."""

    def map(self, tasks: Iterable[Task]) -> Iterator[Done]:
        """Yield what came of each task when it is done; `tasks` are taken as they are needed."""
        ...

    def close(self) -> None:
        """End all workers."""
        ...
