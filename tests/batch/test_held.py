"""One process grades a course at a time."""

import getpass
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from autograder.batch.lock import CourseLocked, lock_course

HOLDER = """
import sys, pathlib
from autograder.batch.lock import lock_course as hold
with hold(pathlib.Path(sys.argv[1]), wait=sys.argv[2] == "wait"):
    print("held", flush=True)
    sys.stdin.read()
print("let go", flush=True)
"""


def start(root: Path, how: str = "") -> subprocess.Popen[str]:
    """Start a process that holds the course until its input ends."""
    return subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(root), how],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )


def next_line(process: subprocess.Popen[str]) -> str:
    """Return the next line that a process prints."""
    assert process.stdout is not None
    return process.stdout.readline().strip()


@pytest.fixture
def holder(tmp_path: Path) -> Iterator[subprocess.Popen[str]]:
    """Return a process that holds the course."""
    with start(tmp_path) as process:
        assert next_line(process) == "held"
        yield process
        process.kill()


def test_says_who(holder: subprocess.Popen[str], tmp_path: Path) -> None:
    """Is who comes second told user and process number?"""
    with pytest.raises(CourseLocked) as found, lock_course(tmp_path):
        pass
    assert f"by {getpass.getuser()} on " in str(found.value)
    assert f"(process {holder.pid}) since " in str(found.value)
    assert "--wait" in str(found.value)


def test_second_does_not_take_it(holder: subprocess.Popen[str], tmp_path: Path) -> None:
    """Does the course stay held after somebody was sent away?"""
    for _ in range(2):
        with pytest.raises(CourseLocked, match=f"process {holder.pid}"), lock_course(tmp_path):
            pass


def test_waits(holder: subprocess.Popen[str], tmp_path: Path) -> None:
    """Does one who waits go on when the first is done, and hold it then?"""
    with start(tmp_path, "wait") as second:
        assert second.poll() is None
        holder.communicate("")
        assert next_line(second) == "held"
        with pytest.raises(CourseLocked, match=f"process {second.pid}"), lock_course(tmp_path):
            pass
        second.communicate("")
        assert second.returncode == 0
    with lock_course(tmp_path):
        pass


def test_a_killed_holder(holder: subprocess.Popen[str], tmp_path: Path) -> None:
    """Does a process that was killed hold nothing?"""
    holder.kill()
    holder.wait()
    with lock_course(tmp_path):
        pass


def test_an_exception_lets_go(tmp_path: Path) -> None:
    """Is the course free after whatever happened within?"""
    with pytest.raises(RuntimeError, match="within"), lock_course(tmp_path):
        raise RuntimeError("within")
    with lock_course(tmp_path):
        pass
