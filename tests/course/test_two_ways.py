"""Honest work scores the same in two processes as in nbgrader's one kernel."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from nbgrader.api import Gradebook

from autograder.course.demo import DemoCourse
from autograder.grading.course import assignments
from tests.conftest import ROOT
from tests.course.handing_in import hand_in_solution

STOCK_CONFIG = """
c = get_config()
c.CourseDirectory.source_directory = "solutions"
c.CourseDirectory.release_directory = "assignments"
c.Execute.timeout = 120
"""
Scores = dict[tuple[str, str, str], float | None]


@pytest.fixture(scope="module")
def ours(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a course with every example and every solution handed in."""
    folder = tmp_path_factory.mktemp("two-ways") / "ours"
    DemoCourse(ROOT, folder).prepare()
    for name in assignments(ROOT):
        if not (folder / "solutions" / name).is_dir():
            shutil.copytree(ROOT / "solutions" / name, folder / "solutions" / name)
            assert not _nbgrader(folder, "generate_assignment", name).returncode
        hand_in_solution(ROOT, name, folder / "submitted" / "solution" / name)
    return folder


def test_scores_are_the_same_both_ways(ours: Path) -> None:
    """Has every cell of every example and solution the score that stock nbgrader gives it?"""
    stock = ours.parent / "stock"
    shutil.copytree(ours, stock)
    (stock / "nbgrader_config.py").write_text(STOCK_CONFIG, encoding="utf-8")
    apart, together = _graded(ours), _graded(stock)
    assert apart == together
    assert len({student for student, _, _ in apart}) == 14
    solution = [score or 0.0 for (student, _, _), score in apart.items() if student == "solution"]
    assert sum(solution) == 157  # all points that tests give


def _graded(folder: Path) -> Scores:
    for name in assignments(folder):
        done = _nbgrader(folder, "autograde", name)
        assert done.returncode == 0, done.stderr
    with Gradebook(f"sqlite:///{folder / 'gradebook.db'}") as gradebook:
        return {
            (submission.student.id, grade.notebook.name, grade.name): grade.auto_score
            for assignment in gradebook.assignments
            for submission in gradebook.assignment_submissions(assignment.name)
            for notebook in submission.notebooks
            for grade in notebook.grades
        }


def _nbgrader(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    variables = {k: v for k, v in os.environ.items() if not k.startswith("AUTOGRADER")}
    variables["AUTOGRADER_SEED"] = "20"  # the same inputs both ways
    return subprocess.run(
        [sys.executable, "-m", "nbgrader", *words],
        cwd=folder,
        env=variables,
        capture_output=True,
        text=True,
        check=False,
    )
