"""A real scheduler with two workers grades as this machine does, also when one is killed."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from msgspec import structs

from autograder.batch import opening
from autograder.course.folders import CourseError
from autograder.engine.workers import dask
from autograder.engine.workers.dask import ClusterPool
from autograder.engine.workers.pool import LocalPool
from autograder.engine.workers.tasks import Task
from autograder.results import Graded
from tests.engine.workers.processes import Cluster
from tests.engine.workers.tiny import RIGHT, SLOW, WRONG, passed, results, specification, tasks


@pytest.fixture(scope="module")
def two_workers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    """Yield a cluster that no test harms."""
    with Cluster(tmp_path_factory.mktemp("dask")) as found:
        yield found


def timeless(found: dict[str, Graded]) -> dict[str, Graded]:
    """Return results without the seconds that they took."""
    return {name: structs.replace(each, seconds={}) for name, each in found.items()}


def test_same_results_as_here(two_workers: Cluster) -> None:
    """Does a cluster, in a folder without a course, return what the local pool returns?"""
    given, asked = [specification()], tasks([RIGHT, WRONG, "1 / 0", RIGHT] * 4)
    there = ClusterPool(given, two_workers.address)
    try:
        found = results(there.map(iter(asked)))
    finally:
        there.close()
    here = LocalPool(given, 2)
    try:
        expected = results(here.map(asked))
    finally:
        here.close()
    assert timeless(found) == timeless(expected)
    assert [passed(found[task.student]) for task in asked] == [True, False, False, True] * 4


def test_a_bounded_number_is_taken(two_workers: Cluster) -> None:
    """Are tasks taken as they are needed, so that a large class needs no more memory?"""
    taken = 0

    def counted() -> Iterator[Task]:
        nonlocal taken
        for taken, task in enumerate(tasks([RIGHT] * 20), 1):  # noqa: B007 - for the test to see
            yield task

    pool = ClusterPool([specification()], two_workers.address)
    try:
        found = pool.map(counted())
        next(found)
        assert taken < 10
        assert len(results(found)) == 19
    finally:
        pool.close()


def test_options_lead_there(two_workers: Cluster) -> None:
    """Does the option --scheduler choose the cluster?"""
    pool = opening._pool([specification()], opening.Options(scheduler=two_workers.address))
    pool.close()
    assert isinstance(pool, ClusterPool)


def test_other_version(two_workers: Cluster, monkeypatch: pytest.MonkeyPatch) -> None:
    """Is a worker with another version of the kit refused, at the start and later?"""
    with monkeypatch.context() as patch:
        patch.setattr(dask, "kit_key", lambda: "another")
        with pytest.raises(CourseError, match="has another version of this kit"):
            ClusterPool([specification()], two_workers.address)
    pool = ClusterPool([specification()], two_workers.address)
    monkeypatch.setattr(dask, "kit_key", lambda: "another")
    try:
        with pytest.raises(CourseError, match="has another version of this kit"):
            list(pool.map(tasks([RIGHT])))
    finally:
        pool.close()


def graded_while(mine: Cluster, count: int, harm: Callable[[], None]) -> None:
    """Have slow tasks graded; do harm after the first; is each still done, once?"""
    pool = ClusterPool([specification()], mine.address)
    try:
        found = pool.map(tasks([SLOW] * count))
        first = next(found)
        harm()
        graded = results([first, *found])
    finally:
        pool.close()
    assert len(graded) == count
    assert all(map(passed, graded.values()))


def test_a_killed_worker(tmp_path: Path) -> None:
    """When a worker is killed while it grades, is each task still done, once?"""
    with Cluster(tmp_path) as mine:
        graded_while(mine, 12, mine.kill_worker)


def test_all_workers_replaced(tmp_path: Path) -> None:
    """When the last worker is gone, does another one get all that it needs?"""
    with Cluster(tmp_path, workers=1) as mine:

        def replace() -> None:
            mine.kill_worker()
            mine.add_worker()

        graded_while(mine, 6, replace)


def test_no_worker_and_no_scheduler(tmp_path: Path) -> None:
    """Is it said that a cluster has no worker, and that a scheduler ended?"""
    with Cluster(tmp_path, workers=0) as mine:
        with pytest.raises(CourseError, match="has had no worker for 1 s"):
            ClusterPool([specification()], mine.address, seconds=1)
        mine.add_worker()
        pool = ClusterPool([specification()], mine.address, seconds=10)
        try:
            found = pool.map(tasks([SLOW] * 6))
            next(found)
            mine.kill_scheduler()
            with pytest.raises(CourseError, match="is gone"):
                list(found)
        finally:
            pool.close()
