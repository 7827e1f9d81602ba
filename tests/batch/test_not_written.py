"""A disk that takes nothing: said in words, nothing lost, and the next run finishes."""

import errno
import os
import sqlite3
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.exc import OperationalError

from autograder.batch import result_writer
from autograder.batch.opening import Options, open_class
from autograder.batch.result_store import ResultStore
from autograder.batch.result_writer import NotWritten
from autograder.gradebook import gradebook_writer
from tests.batch.pools import grade_watched, states_idle
from tests.batch.small_class import PROGRAM, SmallClass
from tests.batch.sources import RIGHT

FULL = os.strerror(errno.ENOSPC)
SCORES = {"ada": 7.0, "ben": 7.0, "cat": 7.0}
STATES = {"ada": "unchanged", "ben": "restored", "cat": "graded"}
# Runs the command with files of at most so many bytes; Python ignores the signal for that.
LIMITED = """
import resource, sys
from autograder.cli import main
size = int(sys.argv.pop(1))
resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))
main()
"""


@pytest.fixture
def full(room: SmallClass) -> SmallClass:
    """Return the course with three submissions."""
    for name in SCORES:
        room.hand_in(name, **RIGHT)
    return room


def finish(room: SmallClass, states: dict[str, str]) -> None:
    """Check that a second run finishes, with these states, and that nothing is left over."""
    assert grade_watched(room)[0] == states
    assert room.scores() == SCORES
    assert not list(room.folder.rglob("*.autograder-part"))
    assert set(states_idle(room).values()) == {"unchanged"}


def test_full_disk_in_autograded(full: SmallClass) -> None:
    """Are place and reason named when a notebook can't be written, and is the rest safe?"""
    write = result_writer._write
    with pytest.MonkeyPatch.context() as patch:

        def failing(path: Path, data: bytes) -> None:
            if "ben" in path.parts:
                path.with_name(path.name + result_writer._PART).write_bytes(data[:100])
                raise OSError(errno.ENOSPC, FULL, str(path))
            write(path, data)

        patch.setattr(result_writer, "_write", failing)
        with pytest.raises(NotWritten) as found:
            grade_watched(full)
    text = str(found.value)
    assert text.startswith("ben's autograded folder can't be written: " + FULL)
    assert str(full.folder / "autograded" / "ben" / "ps1") in text
    assert "All that was graded before is safe" in text
    assert full.scores() == {"ada": 7.0}
    finish(full, STATES)


def test_full_disk_in_the_gradebook(full: SmallClass, monkeypatch: pytest.MonkeyPatch) -> None:
    """Does a gradebook that can't be written have each student's scores wholly or not at all?"""
    write, written = gradebook_writer.write_points, 0

    def failing(*given: Any) -> None:
        nonlocal written
        write(*given)
        written += 1
        if written == 4:  # the second notebook of the second student
            raise OperationalError("UPDATE", {}, sqlite3.OperationalError("disk I/O error"))

    monkeypatch.setattr(gradebook_writer, "write_points", failing)
    with pytest.raises(NotWritten, match=r"The gradebook can't be written: disk I/O error\."):
        grade_watched(full)
    assert full.scores() == {"ada": 7.0}
    monkeypatch.undo()
    finish(full, STATES)


def test_full_disk_in_the_kept_results(full: SmallClass, monkeypatch: pytest.MonkeyPatch) -> None:
    """Is it said where results can't be kept?"""

    def failing(*_: Any) -> None:
        raise sqlite3.OperationalError("database or disk is full")

    monkeypatch.setattr(ResultStore, "put", failing)
    with pytest.raises(NotWritten) as found:
        grade_watched(full)
    assert f"{full.folder / '.autograder'}: database or disk is full" in str(found.value)
    monkeypatch.undo()
    finish(full, dict.fromkeys(SCORES, "graded"))


@pytest.mark.parametrize("size", [0, 60_000])
def test_no_room_for_files(full: SmallClass, size: int) -> None:
    """Does the command end with code 6 and no traceback when the system refuses to write?"""
    done = full.run(["-c", LIMITED, str(size), *PROGRAM[3:], "grade", "ps1"])
    assert done.returncode == 6, done.stderr
    assert "Traceback" not in done.stderr
    assert "can't be" in done.stderr
    assert str(full.folder) in done.stderr or "gradebook" in done.stderr
    finished = full.grade()
    assert finished.returncode == 0, finished.stderr
    assert full.scores() == SCORES


def test_no_folder_for_results(full: SmallClass) -> None:
    """Is a course where the kit's folder can't be made refused with code 6?"""
    (full.folder / ".autograder").write_text("a file in its place")
    with (
        pytest.raises(NotWritten, match=r"can't be kept in .*\.autograder: File exists"),
        open_class(full.folder, "ps1", Options()),
    ):
        pass
