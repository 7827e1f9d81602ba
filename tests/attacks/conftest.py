"""Grade all attacks once, in two batches side by side."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from autograder.grading.sandbox.isolation import problem_with_sandbox
from tests.attacks.batch import Batch, remove
from tests.attacks.classes import CLASSES


@pytest.fixture(scope="session")
def batches(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Batch]]:
    """Return the graded batches by name; without a sandbox, nothing here may run."""
    problem = problem_with_sandbox()
    if problem:
        pytest.skip(f"attacks are only run in a sandbox: {problem}")
    folder = tmp_path_factory.mktemp("attacks")
    made = {}
    for name, families in CLASSES.items():
        (folder / name).mkdir()
        made[name] = Batch(folder / name, families)
    with ThreadPoolExecutor(len(made)) as pool:
        list(pool.map(Batch.run, made.values()))
    yield made
    remove(folder)


@pytest.fixture(params=sorted(CLASSES))
def batch(batches: dict[str, Batch], request: pytest.FixtureRequest) -> Batch:
    """Return each batch in turn."""
    return batches[request.param]
