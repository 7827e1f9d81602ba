"""The cheap way to run a notebook's tests, which a first import in a test cell must not spoil."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from autograder.course.folders import assignments, course_root
from autograder.instructors.audit.answers import pasted

ROOT = course_root()

# As a worker does for `autograder check`, in a process that has imported nothing of the notebook's.
CHECK = """
import json, os, sys
from pathlib import Path

from autograder.engine.submission.specification import Submission
from autograder.engine.workers import grader
from autograder.selfstudy.run import specification_of
from autograder.selfstudy.source import find_source, read_notebook

os.environ["NBGRADER_EXECUTION"] = "autograde"
path = Path(sys.argv[1])
given = specification_of(find_source(path, read_notebook(path)), 60.0)
grader.in_fork = None  # whoever calls it fails
nobody, _ = os.pipe()
worker = grader.Grader(nobody)
try:
    worker.prepare(given, warm=False)
    graded = worker.grade(given.notebook, Submission("you", path.read_bytes()), careful=False)
finally:
    worker.end()
print(json.dumps([[each.points, each.max_points] for each in graded.cells if each.question]))
"""


def solution(assignment: str) -> dict[str, Any]:
    """Return a solution as a student would have it: functions of other assignments pasted in."""
    path = ROOT / "solutions" / assignment / f"{assignment}.ipynb"
    found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    for cell in found["cells"]:
        if cell["cell_type"] == "code":
            cell["source"] = pasted("".join(cell["source"]), ROOT)
    return found


@pytest.mark.parametrize("assignment", assignments(ROOT))
def test_a_solution_is_checked_without_a_fork(assignment: str, tmp_path: Path) -> None:
    """Do a solution's tests run in the worker itself, to full points, in a fresh process?"""
    path = tmp_path / f"{assignment}.ipynb"
    path.write_text(json.dumps(solution(assignment)), encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-c", CHECK, str(path)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    points = json.loads(done.stdout.splitlines()[-1])
    assert points and all(earned == most for earned, most in points)
