"""A class of forty with a dozen of the worst attackers, graded in each of the ways there are."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from autograder.commandline.commands.gradescope import make
from autograder.engine.sandbox.backends import backend_problem
from tests.attacks.batch import CANARY, GRADE, Batch, remove
from tests.attacks.forty import PROCESS, STUDENTS, OrdinaryBatch, class_of_forty
from tests.attacks.submissions.course import ASSIGNMENT
from tests.instructors.lms.gradescope.machine import Machine

WAYS = ("as-it-is", "ordinary", "process", "process-ordinary", "gradescope")
Scores = dict[str, float]


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    """Yield a folder for a class; without a sandbox, nothing here may run."""
    problem = backend_problem()
    if problem:
        pytest.skip(f"attacks are only run where there is a sandbox: {problem}")
    yield tmp_path
    remove(tmp_path)


def batch_of(way: str, folder: Path, root: Path) -> Batch:
    """Return the class, not graded yet."""
    more = PROCESS if "process" in way else ""
    if "ordinary" in way:
        return OrdinaryBatch(folder, root, more)
    return Batch(folder, class_of_forty(sandbox=way == "as-it-is"), GRADE, more)


def graded(batch: Batch) -> Scores:
    """Grade the class with the kit's command; return the sum of each student's points."""
    batch.run()
    assert batch.code in (0, 3), batch.log[-3000:]
    return {student: sum(map(float, each.values())) for student, each in batch.scores.items()}  # type: ignore[arg-type]


def graded_on_gradescope(batch: Batch, folder: Path) -> Scores:
    """Grade the class one by one from a zip, in a folder with no sandbox."""
    batch.hand_in_all()
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(batch.course)
        machine = Machine(folder / "autograder", make(batch.course, ASSIGNMENT).data)
    broken = folder / "broken"
    broken.mkdir()
    (broken / "bwrap").write_text("#!/bin/sh\nexit 1\n")
    (broken / "bwrap").chmod(0o755)
    found: Scores = {}
    for student in batch.submissions:
        place = batch.course / "submitted" / student / ASSIGNMENT
        machine.hand_in({path.name: path.read_bytes() for path in place.iterdir()})
        results = machine.run_as("as it is", PATH=f"{broken}:{os.defpath}")
        assert results is not None, student
        assert results["extra_data"]["isolation"] == "process"
        found[student] = results["score"]
    shutil.rmtree(machine.root)
    return found


@pytest.mark.parametrize("way", WAYS)
def test_everybody_has_what_they_earned(way: str, folder: Path, root: Path) -> None:
    """Have honest students all points, attackers none too many, and is nothing left of them?"""
    batch = batch_of(way, folder, root)
    scores = graded_on_gradescope(batch, folder) if way == "gradescope" else graded(batch)
    assert len(scores) == STUDENTS
    attackers = 0
    for student, attack in batch.submissions.items():
        earned = sum(map(float, attack.points.values()))
        attackers += attack.name != "honest"
        exactly = not attack.may_lose
        assert scores[student] == earned if exactly else scores[student] <= earned, student
    assert attackers >= 12
    for place in (batch.course, batch.home, batch.tmp):
        assert (place / "canary.txt").read_text(encoding="utf-8") == CANARY
    assert [path.name for path in batch.tmp.iterdir()] == ["canary.txt"]
    assert not list(batch.home.rglob(f"*{batch.mark}*"))
    lines = [each.info["cmdline"] or () for each in psutil.process_iter(["cmdline"])]
    assert not [line for line in lines if batch.mark in " ".join(line)]
