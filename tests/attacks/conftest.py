"""Grade each class of attackers once, when the first test asks for it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from autograder.engine.sandbox.backends import backend_problem
from tests.attacks.batch import Batch, remove
from tests.attacks.classes import CLASSES, NAMES


class Batches(dict[str, Batch]):
    """The graded classes by name."""

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self._folder = folder

    def __missing__(self, name: str) -> Batch:
        """Grade a class."""
        folder = self._folder / name.replace(" ", "-")
        folder.mkdir()
        self[name] = Batch(folder, *CLASSES[name])
        self[name].run()
        return self[name]


@pytest.fixture(scope="session")
def batches(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Batches]:
    """Return the graded classes; without a sandbox, nothing here may run."""
    problem = backend_problem()
    if problem:
        pytest.skip(f"attacks are only run in a sandbox: {problem}")
    folder = tmp_path_factory.mktemp("attacks")
    yield Batches(folder)
    remove(folder)


@pytest.fixture(params=NAMES)
def batch(batches: Batches, request: pytest.FixtureRequest) -> Batch:
    """Return each class in turn."""
    return batches[request.param]
