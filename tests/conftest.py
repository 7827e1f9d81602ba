"""What all tests share: where the kit is, and its reference functions."""

import signal
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from IPython.core.interactiveshell import InteractiveShell
from xdist.remote import Producer
from xdist.scheduler import LoadScopeScheduling

from autograder.grading.reference import load_reference

ROOT = Path(__file__).resolve().parents[1]


class ByFile(LoadScopeScheduling):  # type: ignore[misc]  # xdist has no types
    """Keep the tests of a file in one process, and all attacks: they share a graded class.

    The groups of pytest-xdist 3.8 come to nothing with pytest 9.2.
    """

    def _split_scope(self, nodeid: str) -> str:
        path = nodeid.split("::", 1)[0]
        return "attacks" if path.startswith("tests/attacks/") else path


def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> ByFile:
    """Return what hands tests to processes."""
    return ByFile(config, log)


def pytest_configure() -> None:
    """Let what tests start be interrupted: what a shell runs in the background ignores Ctrl-C."""
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)


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
