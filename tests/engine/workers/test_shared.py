"""One worker for a whole process: kept, replaced when the course's material changes, and ended."""

import os
from collections.abc import Iterator
from dataclasses import replace

import psutil
import pytest

from autograder.engine.submission.specification import Specification, Submission
from autograder.engine.workers.shared import SharedWorker
from autograder.results import Graded
from tests.engine.workers.tiny import RIGHT, WRONG, passed, specification, tasks


@pytest.fixture
def shared() -> Iterator[SharedWorker]:
    """Yield a worker to share; it is ended afterwards."""
    found = SharedWorker()
    yield found
    found.end()


def submission(answer: str) -> Submission:
    """Return a student's answer."""
    (task,) = tasks([answer])
    return task.submissions["p1"]


def grade(shared: SharedWorker, given: Specification, answer: str = RIGHT) -> Graded:
    """Grade an answer with a worker that is not warmed up."""
    return shared.grade(given, submission(answer), warm=False)


def test_it_is_kept_while_the_course_is_the_same(shared: SharedWorker) -> None:
    """Do submissions and a second notebook have one process, and another course a new one?"""
    given = specification()
    assert passed(grade(shared, given))
    first = shared.pid
    assert not passed(grade(shared, specification(), WRONG))
    assert passed(grade(shared, replace(given, notebook="p2")))
    assert shared.pid == first
    assert passed(grade(shared, replace(given, assignment="ps2")))
    assert shared.pid != first


@pytest.mark.parametrize("change", ["material", "variable"])
def test_nothing_old_is_graded_with(
    shared: SharedWorker, change: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Is there a new process for an edited test, or another seed for hidden inputs?"""
    given = specification()
    grade(shared, given)
    first = shared.pid
    if change == "material":
        given = replace(given, files={"data.txt": b"new"})
    else:
        monkeypatch.setenv("AUTOGRADER_SEED", "7")
    assert passed(grade(shared, given))
    assert shared.pid != first


def test_each_cell_is_announced(shared: SharedWorker) -> None:
    """Is each cell's name told with its number, in order?"""
    seen: list[tuple[object, ...]] = []
    shared.grade(specification(), submission(RIGHT), lambda *about: seen.append(about), warm=False)
    assert seen == [("f", 1, 2), ("f-tests", 2, 2)]


def test_it_ends_when_nobody_asks() -> None:
    """Is the process gone some time after the last submission, and made anew for the next?"""
    shared = SharedWorker(idle_seconds=0.01)
    grade(shared, specification())
    first = psutil.Process(shared.pid) if shared.pid else None
    if first is not None:
        first.wait(60)
    assert shared.pid is None
    assert passed(grade(shared, specification()))
    shared.end()


def test_a_question_that_is_given_up_spoils_no_answer(shared: SharedWorker) -> None:
    """After Ctrl-C in the middle, does the next submission get its own result?"""

    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        shared.grade(specification(), submission(WRONG), interrupt, warm=False)
    assert passed(grade(shared, specification()))


def test_a_fork_leaves_the_worker_alone(shared: SharedWorker) -> None:
    """Does a forked process that ends not end its parent's worker?"""
    grade(shared, specification())
    child = os.fork()
    if child == 0:
        shared.end()
        os._exit(0)
    os.waitpid(child, 0)
    first = shared.pid
    assert passed(grade(shared, specification()))
    assert shared.pid == first
