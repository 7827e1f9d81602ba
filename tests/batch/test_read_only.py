"""Folders that are read-only, and a disk that is full: real ones, which hold for root, too.

The command runs where a part of the course folder is mounted otherwise. In there it can't make a
sandbox of its own, so all here is graded without one.
"""

import shutil
import subprocess
from pathlib import Path

import pytest

from autograder.commandline.commands.grade import FINE, NOT_WRITTEN
from autograder.engine.sandbox.bubblewrap import find_bubblewrap
from tests.batch.small_class import PROGRAM, SmallClass
from tests.batch.sources import RIGHT
from tests.batch.test_command import files
from tests.batch.under_way import check_files

OPTIONS = ["--isolation", "process", "--jobs", "1"]
SCORES = {"ada": 7.0, "ben": 7.0}
READ_ONLY = "Read-only file system"
NOT_KEPT = "Results can't be kept in {folder}/.autograder: "
NO_BOOK = "attempt to write a readonly database"
# test_not_written.py has the same faults, made by hand, each day.
AT_NIGHT = pytest.mark.nightly(20, "read-only folders")
BY_PLACE = {
    "autograded": f"ben's autograded folder can't be written: {READ_ONLY}",
    ".autograder": f"Results can't be kept in {{folder}}/.autograder: {READ_ONLY}.",
    "gradebook.db": f"The gradebook can't be written: {NO_BOOK}.",
    ".": f"Results can't be kept in {{folder}}/.autograder: {READ_ONLY}.",
}


@pytest.fixture(scope="module")
def before(template: SmallClass, tmp_path_factory: pytest.TempPathFactory) -> SmallClass:
    """Return the course with two submissions; ada's is graded."""
    room = template.copy(tmp_path_factory.mktemp("before") / "course")
    for name in SCORES:
        room.hand_in(name, **RIGHT)
    done = room.grade("--student", "ada", *OPTIONS)
    assert done.returncode == FINE, done.stderr
    return room


@pytest.fixture
def room(before: SmallClass, tmp_path: Path) -> SmallClass:
    """Return a copy of it; files have the times that are in the notes of what was written."""
    shutil.copytree(before.folder, tmp_path / "course", copy_function=shutil.copy2)
    return SmallClass(tmp_path / "course")


def grade_mounted(room: SmallClass, *mounts: str) -> subprocess.CompletedProcess[str]:
    """Grade where something is mounted on a part of the course."""
    program = find_bubblewrap()
    assert program is not None
    words = [str(program), "--dev-bind", "/", "/", *mounts, "--", *PROGRAM, "grade", "ps1"]
    return subprocess.run(
        [*words, *OPTIONS],
        cwd=room.folder,
        env=room.variables(),
        capture_output=True,
        text=True,
        check=False,
    )


def check_refused(done: subprocess.CompletedProcess[str], said: str) -> None:
    """Check that the command says that and no more, with its code."""
    assert done.returncode == NOT_WRITTEN, done.stdout + done.stderr
    assert said in done.stderr
    assert "Traceback" not in done.stderr


def check_safe(room: SmallClass) -> None:
    """Check that ada has what she had, and that the next run finishes ben."""
    check_files(room.folder)
    assert room.scores().get("ada") == SCORES["ada"]
    done = room.grade(*OPTIONS)
    assert done.returncode == FINE, done.stderr
    assert "ada: unchanged" in done.stdout
    assert room.scores() == SCORES
    check_files(room.folder)


@pytest.mark.parametrize(
    "place",
    [pytest.param(each, marks=AT_NIGHT if each == "gradebook.db" else ()) for each in BY_PLACE],
)
def test_read_only(room: SmallClass, place: str) -> None:
    """Is it said what can't be written, and is all that was there before as it was?"""
    path, had = str(room.folder / place), files(room.folder)
    done = grade_mounted(room, "--ro-bind", path, path)
    check_refused(done, BY_PLACE[place].format(folder=room.folder))
    ben = "autograded/ben"
    assert {k: v for k, v in files(room.folder).items() if not k.startswith(ben)} == had
    assert room.scores() == {"ada": 7.0}
    check_safe(room)


@pytest.mark.parametrize(
    ("place", "size", "said"),
    [
        ("autograded", 8192, "autograded folder can't be written: No space left on device"),
        pytest.param(".autograder", 4096, NOT_KEPT, marks=AT_NIGHT),
        pytest.param(".autograder", 32768, NOT_KEPT, marks=AT_NIGHT),
    ],
)
def test_full_disk(room: SmallClass, place: str, size: int, said: str) -> None:
    """Is a disk without room for results named, and can the next run go on with another one?"""
    done = grade_mounted(room, "--size", str(size), "--tmpfs", str(room.folder / place))
    check_refused(done, said.format(folder=room.folder))
    check_safe(room)
