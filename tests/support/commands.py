"""Commands in processes of their own, without the three seconds that each takes to import itself.

One process has imported nbgrader and the kit, and forks for each command: that has a folder, an
environment, streams and an end of its own, as if it were typed. What imports what, and when, is for
tests that start a Python of their own.
"""

import atexit
import json
import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace

import pytest

from autograder.course.folders import RELEASE_FOLDER
from autograder.engine.proof.store import FOLDER_VARIABLE

AUTOGRADER = ("-c", "from autograder.cli import main; main()")
NBGRADER = ("-m", "nbgrader")
_ROOT = Path(__file__).resolve().parents[2]
_SERVER = Path(__file__).with_name("command_server.py")
_MOST = 2**12  # bytes of an answer
_RELEASE = "autograder.instructors.authoring.release.subprocess"

computed = 0.0  # seconds, by all commands of this process's


class _Server:
    """The process that forks."""

    def __init__(self) -> None:
        self._socket, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with theirs:
            self._process = subprocess.Popen(
                [sys.executable, str(_SERVER), str(theirs.fileno())],
                pass_fds=[theirs.fileno()],
                stdin=subprocess.DEVNULL,
                env={**os.environ, "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"},
            )

    def ask(self, request: bytes) -> tuple[int, float, list[str]]:
        """Return a command's exit code, the seconds that it has computed, and what it printed."""
        pipes = [os.pipe() for _ in range(2)]
        socket.send_fds(self._socket, [request], [writing for _, writing in pipes])
        for _, writing in pipes:
            os.close(writing)
        with ThreadPoolExecutor(len(pipes)) as readers:
            printed = list(readers.map(_all_of, [reading for reading, _ in pipes]))
        answer = json.loads(self._socket.recv(_MOST))
        return answer["code"], answer["seconds"], printed

    def end(self) -> None:
        """End it."""
        self._socket.close()
        self._process.wait()


_started: list[_Server] = []


def python(
    words: Sequence[str], folder: Path, variables: Mapping[str, str]
) -> subprocess.CompletedProcess[str]:
    """Return what came of `python WORDS`, which begin with -m or -c, in a folder."""
    global computed
    if not _started:
        _started.append(_Server())
        atexit.register(_started[0].end)
    asked = {"words": list(words), "folder": str(folder), "variables": dict(variables)}
    code, seconds, printed = _started[0].ask(json.dumps(asked).encode())
    computed += seconds
    return subprocess.CompletedProcess([sys.executable, *words], code, *printed)


@contextmanager
def forked_releases() -> Iterator[None]:
    """Within, the kit's own code that makes student notebooks has nbgrader run this way, too."""

    def run(words: Sequence[str], cwd: Path, **_: object) -> subprocess.CompletedProcess[str]:
        return python(words[1:], cwd, os.environ)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(_RELEASE, SimpleNamespace(run=run))
        yield


@contextmanager
def fingerprints_as_released() -> Iterator[None]:
    """Within, a release takes the kit's fingerprints as they are: tests of releases make them."""

    def taken(root: Path, name: str, _: object) -> None:
        for path in (_ROOT / RELEASE_FOLDER / name).glob("*.fingerprints.json"):
            shutil.copy(path, root / RELEASE_FOLDER / name)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("autograder.instructors.authoring.release.write_fingerprints", taken)
        yield


def without(*prefixes: str) -> dict[str, str]:
    """Return the variables whose names don't begin so, and where proofs are shared."""
    kept = os.environ.items()
    return {n: v for n, v in kept if n == FOLDER_VARIABLE or not n.startswith(prefixes)}


def _all_of(pipe: int) -> str:
    with open(pipe, encoding="utf-8", errors="replace") as file:
        return file.read()
