"""Pools that tell what they were asked, and a class graded in this process."""

from collections.abc import Iterable, Iterator, Sequence

import pytest

from autograder.batch import opening
from autograder.batch.opening import Options, open_class
from autograder.batch.outcomes import Outcome
from autograder.engine.submission.specification import Specification
from autograder.engine.workers.tasks import Pool, Task, TaskResult
from autograder.engine.workers.worker import Worker
from tests.batch.small_class import SmallClass


class Watched:
    """A worker that is given one task after the other; `asked` has the notebooks by student."""

    def __init__(self, given: Sequence[Specification]) -> None:
        self._worker = Worker(given)
        self.asked: dict[str, set[str]] = {}

    def map(self, tasks: Iterable[Task]) -> Iterator[TaskResult]:
        """Grade, and note what."""
        for task in tasks:
            self.asked[task.student] = set(task.submissions)
            yield self._worker.grade(task)

    def close(self) -> None:
        """End the worker."""
        self._worker.close()


class Idle:
    """Fails a test that has something run."""

    def map(self, tasks: Iterable[Task]) -> Iterator[TaskResult]:
        """Take no task."""
        for task in tasks:
            raise AssertionError(f"{task.student} was run: {sorted(task.submissions)}")
        yield from ()

    def close(self) -> None:
        """Do nothing."""


def grade_with(room: SmallClass, pool: Pool, options: Options | None = None) -> dict[str, Outcome]:
    """Grade a class with a pool; return what came of each student."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(opening, "_pool", lambda *_: pool)
        with open_class(room.folder, "ps1", options or Options()) as opened:
            return {outcome.student: outcome for outcome in opened.outcomes}


def grade_watched(
    room: SmallClass, options: Options | None = None
) -> tuple[dict[str, str], dict[str, set[str]]]:
    """Grade a class; return each student's state, and the notebooks that were run by student."""
    pools: list[Watched] = []

    def made(given: Sequence[Specification], _: Options) -> Watched:
        pools.append(Watched(given))
        return pools[-1]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(opening, "_pool", made)
        with open_class(room.folder, "ps1", options or Options()) as opened:
            states = {outcome.student: outcome.state for outcome in opened.outcomes}
    return {name: str(state) for name, state in states.items()}, pools[0].asked


def states_idle(room: SmallClass, options: Options | None = None) -> dict[str, str]:
    """Grade a class where nothing may be run; return each student's state."""
    return {name: str(each.state) for name, each in grade_with(room, Idle(), options).items()}
