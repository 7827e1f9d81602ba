"""What all tests share: where the kit is, and its reference functions."""

import os
import signal
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from IPython.core.interactiveshell import InteractiveShell
from xdist.remote import Producer
from xdist.scheduler import LoadScopeScheduling

from autograder.engine.proof.store import FOLDER_VARIABLE
from autograder.findings.language import TRANSLATIONS
from autograder.judging.reference import load_reference
from tests.support import depth, quick, tiers

quick.import_less()  # before anything of nbformat's
ROOT = Path(__file__).resolve().parents[1]


_IN_ONE_PROCESS = ("tests/attacks/", "tests/browser/", "tests/engine/bridge/")


class ByFile(LoadScopeScheduling):  # type: ignore[misc]  # xdist has no types
    """Keep the tests of a file in one process, all attacks, and all that share a browser.

    The groups of pytest-xdist 3.8 come to nothing with pytest 9.2.
    """

    def _split_scope(self, nodeid: str) -> str:
        path = nodeid.split("::", 1)[0]
        shared = [name for name in _IN_ONE_PROCESS if path.startswith(name)]
        return shared[0] if shared else path


def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> ByFile:
    """Return what hands tests to processes."""
    return ByFile(config, log)


def pytest_xdist_auto_num_workers() -> int:
    """Return half as many more processes as there are cores: a third of their time they wait."""
    cores = len(os.sched_getaffinity(0))
    return cores + cores // 2


def pytest_addoption(pluginmanager: pytest.PytestPluginManager) -> None:
    """Have tests sorted into tiers, much or little tried, and no time lost."""
    pluginmanager.register(tiers)
    pluginmanager.register(depth)
    pluginmanager.register(quick)


def pytest_configure() -> None:
    """Let what tests start be interrupted: what a shell runs in the background ignores Ctrl-C."""
    quick.keep_version()
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture(scope="session")
def root() -> Path:
    """Return the kit's own folder."""
    return ROOT


@pytest.fixture(scope="session", autouse=True)
def _shared_proofs(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Prove each test course once in a run of pytest, however many folders it is copied to."""
    base = tmp_path_factory.getbasetemp()
    folder = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "proofs"
    os.environ[FOLDER_VARIABLE] = str(folder)


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


@pytest.fixture(scope="session")
def _pseudo_languages(tmp_path_factory: pytest.TempPathFactory) -> Path:
    from tests.support.pseudo_language import written

    return written(tmp_path_factory.mktemp("pseudo"))


@pytest.fixture
def pseudo(_pseudo_languages: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let there be a pseudo-language: what speaks it is the test's own."""
    monkeypatch.setenv(TRANSLATIONS, str(_pseudo_languages))


@pytest.fixture
def softmax(in_root: None) -> dict[str, Any]:  # noqa: ARG001 - found from the current folder
    """Return the reference of softmax-loss."""
    return load_reference("softmax-loss")


@pytest.fixture
def svm(in_root: None) -> dict[str, Any]:  # noqa: ARG001 - found from the current folder
    """Return the reference of svm-loss."""
    return load_reference("svm-loss")
