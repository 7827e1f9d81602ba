"""A cluster that can't be used is named in plain words before anything is graded."""

import socket
import sys

import pytest

from autograder.course.folders import CourseError
from autograder.engine.workers.dask import ClusterPool
from tests.engine.workers.tiny import specification


def test_wrong_address() -> None:
    """Is it said that nobody answers at an address?"""
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    for address in (f"tcp://127.0.0.1:{port}", "nothing://127.0.0.1"):
        with pytest.raises(CourseError, match=f"No Dask scheduler answers at {address}"):
            ClusterPool([specification()], address, seconds=1)


def test_not_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without Dask, is it said how to install it?"""
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(CourseError, match=r"pip install 'linear-classifier-kit\[cluster\]'"):
        ClusterPool([specification()], "tcp://127.0.0.1:1")
