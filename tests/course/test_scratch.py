"""Temporary folders: found again after their process was killed, and no others."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from autograder.course import files
from autograder.course.files import scratch_folder

OWNER = """
import sys, time
from autograder.course.files import scratch_folder
folder = scratch_folder("tests")
print(folder.name, flush=True)
time.sleep(60)
"""


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a folder for temporary files, of a process that has looked for none yet."""
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    files._remove_abandoned_once.cache_clear()
    return tmp_path


def _owner(root: Path) -> tuple[subprocess.Popen[str], Path]:
    variables = {**os.environ, "PYTHONPATH": str(root)}
    process = subprocess.Popen(
        [sys.executable, "-c", OWNER], env=variables, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    return process, Path(process.stdout.readline().strip())


def test_what_is_left_by_a_killed_process(place: Path, root: Path) -> None:
    """Does the next run remove what a killed one left, and nothing that is used or another's?"""
    killed, left = _owner(root)
    alive, used = _owner(root)
    (left / "file").touch()
    killed.send_signal(signal.SIGKILL)
    killed.wait()
    for name in ("autograder-notes", "autograder-tests-1-2-3-other-machines"):
        (place / name).mkdir()
    (place / f"{left.name}2").symlink_to(used)
    try:
        with scratch_folder("tests") as own:
            kept = {path.name for path in place.iterdir()}
            assert Path(own).name in kept and used.name in kept
            assert left.name not in kept
            assert {"autograder-notes", "autograder-tests-1-2-3-other-machines"} <= kept
    finally:
        alive.kill()
        alive.wait()
        assert alive.stdout and killed.stdout
        alive.stdout.close()
        killed.stdout.close()


def test_a_number_that_is_used_again(place: Path) -> None:
    """Is a folder removed whose process had the number of one that runs, but began earlier?"""
    began, space = files._began(os.getpid()), files._processes()
    (place / f"autograder-tests-{os.getpid()}-{began - 1}-{space}-x").mkdir()
    (place / f"autograder-tests-{os.getpid()}-{began}-{space}-x").mkdir()
    files.remove_abandoned()
    assert [path.name.split("-")[3] for path in place.iterdir()] == [str(began)]


def test_a_system_that_tells_nothing(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Is there a folder all the same, without an owner, where nobody says when a process began?"""
    monkeypatch.setattr(files, "_began", lambda _: 0)
    with scratch_folder("tests") as name:
        assert Path(name).parent == place and Path(name).is_dir()
    assert not list(place.iterdir())
