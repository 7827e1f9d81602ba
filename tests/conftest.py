"""What all tests share: where the kit is, and its reference functions."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from IPython.core.interactiveshell import InteractiveShell

from autograder.grading.reference import load_reference

ROOT = Path(__file__).resolve().parents[1]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Keep the tests of a file in one process, and all attacks: they share a graded class."""
    for item in items:
        group = "attacks" if "attacks" in item.path.parts else str(item.path.relative_to(ROOT))
        item.add_marker(pytest.mark.xdist_group(group))


@pytest.fixture(scope="session")
def root() -> Path:
    """Return the kit's own folder."""
    return ROOT


@pytest.fixture(autouse=True)
def _no_shell_stays() -> Iterator[None]:
    """See that a test leaves no shell of IPython behind: what later ones show would go there."""
    yield
    assert not InteractiveShell.initialized()


@pytest.fixture
def in_root(monkeypatch: pytest.MonkeyPatch) -> None:
    """Run a test in the kit's own folder, without variables that change its behaviour."""
    monkeypatch.chdir(ROOT)
    for name in ("AUTOGRADER_SEED", "AUTOGRADER_COURSE", "NBGRADER_EXECUTION"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def softmax(in_root: None) -> dict[str, Any]:  # noqa: ARG001 - found from the current folder
    """Return the reference of softmax-loss."""
    return load_reference("softmax-loss")


@pytest.fixture
def svm(in_root: None) -> dict[str, Any]:  # noqa: ARG001 - found from the current folder
    """Return the reference of svm-loss."""
    return load_reference("svm-loss")
