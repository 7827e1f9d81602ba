"""Ctrl-C stops a class at once, and the next run goes on from there."""

import json
import os
import signal
import subprocess
import time
from pathlib import Path

import pytest

from autograder.commandline.commands.grade import INTERRUPTED
from autograder.engine.proof.store import FOLDER_VARIABLE
from tests.batch.small_class import SmallClass
from tests.batch.sources import RIGHT
from tests.batch.under_way import (
    GRADED,
    STUDENTS,
    below,
    check_ended,
    check_files,
    check_rows,
    first_graded,
    hand_in_slow_ones,
    next_line,
    start,
)

STOPPED = "Stopped. What was graded is safe; the same command goes on from here."
HANGS = "import time\ntime.sleep(3600)\n"
UNDER_WAY = "autograder-tests-*"  # where a worker runs the tests of a submission


def states(room: SmallClass) -> dict[str, str]:
    """Grade; return each student's state."""
    done = room.grade("--json")
    assert done.returncode in (0, 3), done.stderr
    return {each["student"]: each["state"] for each in json.loads(done.stdout)["students"]}


def press_ctrl_c(process: subprocess.Popen[str]) -> str:
    """Send what a terminal sends to all in the foreground; return what is still printed."""
    started = below(process)
    os.killpg(process.pid, signal.SIGINT)
    said, _ = process.communicate()
    assert process.returncode == INTERRUPTED, said
    check_ended(started)
    return said


def wait_for_a_submission(scratch: Path, process: subprocess.Popen[str]) -> None:
    """Wait until a worker runs a submission."""
    while not list(scratch.glob(UNDER_WAY)):
        assert process.poll() is None
        time.sleep(0.05)


@pytest.fixture
def scratch(tmp_path: Path) -> Path:
    """Return an empty folder for temporary files."""
    folder = tmp_path / "scratch"
    folder.mkdir()
    return folder


def test_in_the_middle(room: SmallClass, scratch: Path) -> None:
    """Are those who are done left alone by the next run, and the others graded, once?"""
    hand_in_slow_ones(room)
    with start(room, scratch) as process:
        first = first_graded(process)
        said = press_ctrl_c(process)
    assert said.splitlines()[-1] == STOPPED
    lines = [line for line in (first + said).splitlines()[:-1] if GRADED in line]
    told = {line.split("] ")[1].split(":")[0] for line in lines}
    assert not list(scratch.iterdir())
    check_files(room.folder)
    found = states(room)
    assert set(found) == set(STUDENTS)
    assert {found[name] for name in told} == {"unchanged"}
    assert "graded" in found.values()
    check_rows(room)
    assert set(states(room).values()) == {"unchanged"}


@pytest.mark.parametrize("seconds", [0.0, 0.7])
def test_while_a_course_is_proved(
    room: SmallClass, scratch: Path, monkeypatch: pytest.MonkeyPatch, seconds: float
) -> None:
    """Is nothing left of the workers that try the course's own submissions?"""
    monkeypatch.setenv(FOLDER_VARIABLE, str(room.folder / "proofs"))
    room.hand_in("ada", **RIGHT)
    with start(room, scratch) as process:
        assert "graded as in one kernel and as here" in next_line(process)
        time.sleep(seconds)
        said = press_ctrl_c(process)
    assert said.splitlines() == [STOPPED]
    assert not list(scratch.iterdir())
    assert room.scores() == {}
    assert states(room) == {"ada": "graded"}
    assert room.scores() == {"ada": 7.0}


def test_while_a_student_hangs(room: SmallClass, scratch: Path) -> None:
    """Do worker and sandbox end in the middle of a student's code, and remove their files?

    A worker that doesn't notice is killed after a while, and can't remove anything.
    """
    room.hand_in("ada", f=RIGHT["f"], g="")
    assert states(room) == {"ada": "graded"}  # and the course is proved
    room.hand_in("ada", f=HANGS + RIGHT["f"], g=RIGHT["g"])
    with start(room, scratch) as process:
        wait_for_a_submission(scratch, process)
        said = press_ctrl_c(process)
    assert said.splitlines() == [STOPPED]
    assert not list(scratch.iterdir())
    room.hand_in("ada", **RIGHT)
    assert states(room) == {"ada": "graded"}
    assert room.scores() == {"ada": 7.0}
