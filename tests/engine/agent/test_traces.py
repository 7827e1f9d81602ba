"""What is looked at after each student, and what no student can leave anything in."""

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from autograder.course.files import scratch_folder
from autograder.engine.agent.leftovers import Leftovers
from autograder.engine.sandbox.bubblewrap import HOME, find_bubblewrap, sandboxed
from autograder.engine.sandbox.view import View, environment

LOOK = """
from pathlib import Path
from autograder.engine.agent.leftovers import _files_below
Path("{folder}-beside").touch()
print(*map(str, _files_below([Path("/tmp")])))
"""
WRITE = "open('{folder}/left', 'w')"


@pytest.fixture
def folder() -> Iterator[Path]:
    """Yield a folder below /tmp with a file in it, as an environment may lie there."""
    with tempfile.TemporaryDirectory(dir="/tmp") as name:
        (Path(name) / "package.py").touch()
        yield Path(name)


def ran(code: str, view: View) -> subprocess.CompletedProcess[str]:
    """Run Python in a sandbox."""
    program = find_bubblewrap()
    assert program is not None
    command = [sys.executable, "-P", "-c", code]
    return subprocess.run(
        sandboxed(program, view, environment(HOME), 1, {}, command),
        capture_output=True,
        text=True,
        check=False,
    )


def test_what_is_mounted_is_not_searched(folder: Path) -> None:
    """Are an environment's files below /tmp passed over, and a student's file there found?"""
    done = ran(LOOK.format(folder=folder), View(shown=(folder,)))
    assert done.returncode == 0, done.stderr
    assert f"{folder}-beside" in done.stdout.split()
    assert "package.py" not in done.stdout


def test_nothing_can_be_left_in_a_hidden_folder() -> None:
    """Can a student write nothing into the empty folder that hides one of the grader's?"""
    hidden = Path(pytest.__file__).parent  # below the environment, which can be read
    done = ran(WRITE.format(folder=hidden), View(hidden=(hidden,)))
    assert "Read-only file system" in done.stderr


def test_a_working_folder_that_was_closed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Is it seen that a student let nobody write into the working folder any more?"""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "there").touch()
    leftovers = Leftovers(alone=False)
    assert leftovers.clear()
    tmp_path.chmod(0o500)
    assert not leftovers.clear()
    tmp_path.chmod(0o700)


def test_folders_thousands_deep(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Are folders thousands deep seen, and removed with the scratch folder that they lie in?"""
    with scratch_folder("test") as name:
        monkeypatch.chdir(name)
        leftovers = Leftovers(alone=False)
        for _ in range(3000):
            Path("deep").mkdir()
            os.chdir("deep")
        Path("file").touch()
        monkeypatch.chdir(tmp_path)
        monkeypatch.setattr(leftovers, "_folders", [Path(name)])
        assert not leftovers.clear()
    assert not Path(name).exists()


def test_a_file_whose_time_was_set_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Is it seen that a file of before has changed, when its size and time are those of before?"""
    monkeypatch.chdir(tmp_path)
    file = tmp_path / "settings.py"
    file.write_text("x = 1")
    leftovers, before = Leftovers(alone=False), file.stat()
    file.write_text("x = 2")
    os.utime(file, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert not leftovers.clear()
