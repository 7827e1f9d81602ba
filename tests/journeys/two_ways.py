"""A course with every example and every solution handed in, and its scores in either way."""

import hashlib
import json
import shutil
import subprocess
from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Any

from nbgrader.api import Gradebook

from autograder.course.folders import assignments
from autograder.instructors.authoring.example_class import DemoCourse
from tests.conftest import ROOT
from tests.journeys.handing_in import hand_in_solution
from tests.support.commands import NBGRADER, forked_releases, python, without

RECORD = Path(__file__).with_name("stock_scores.json")
RENEW = "python -m tests.journeys.record_stock_scores"
SEED = "20"  # the same inputs both ways
STOCK_CONFIG = """
c = get_config()
c.CourseDirectory.source_directory = "solutions"
c.CourseDirectory.release_directory = "assignments"
c.Execute.timeout = 120
"""
# By student, notebook and cell.
Scores = dict[str, dict[str, dict[str, float | None]]]


def hand_in_all(folder: Path) -> None:
    """Make a course in a new folder, with every example and every solution handed in."""
    with forked_releases():
        DemoCourse(ROOT, folder).prepare()
    hand_in_solutions(folder, assignments(ROOT))


def hand_in_solutions(folder: Path, names: Sequence[str]) -> None:
    """Hand in solutions, in a course which is made where there is none."""
    folder.mkdir(exist_ok=True)
    shutil.copy(ROOT / "nbgrader_config.py", folder)
    for name in assignments(ROOT):  # all of them: some borrow of others
        shutil.copytree(ROOT / "solutions" / name, folder / "solutions" / name, dirs_exist_ok=True)
    for name in names:
        if not (folder / "assignments" / name).is_dir():
            assert not _nbgrader(folder, "generate_assignment", name).returncode
        hand_in_solution(ROOT, name, folder / "submitted" / "solution" / name)


def stock_scores(folder: Path) -> Scores:
    """Grade such a course with nbgrader alone."""
    (folder / "nbgrader_config.py").write_text(STOCK_CONFIG, encoding="utf-8")
    return scores(folder)


def scores(folder: Path) -> Scores:
    """Grade what was handed in as the course's settings say; return all automatic scores."""
    handed_in = {path.name for path in folder.glob("submitted/*/*")}
    for name in sorted(handed_in):
        done = _nbgrader(folder, "autograde", name)
        assert done.returncode == 0, done.stderr
    found: Scores = {}
    with Gradebook(f"sqlite:///{folder / 'gradebook.db'}") as gradebook:
        for assignment in gradebook.assignments:
            for submission in gradebook.assignment_submissions(assignment.name):
                for notebook in submission.notebooks:
                    cells = {grade.name: grade.auto_score for grade in notebook.grades}
                    found.setdefault(submission.student.id, {})[notebook.name] = cells
    return found


def what_they_depend_on() -> dict[str, str]:
    """Return nbgrader's version, and a hash of all notebooks and of what is handed in."""
    digest = hashlib.sha256()
    for path in sorted([*ROOT.glob("solutions/*/*.ipynb"), *ROOT.glob("examples/class/*/*.toml")]):
        digest.update(path.relative_to(ROOT).as_posix().encode() + b"\0" + path.read_bytes())
    return {"nbgrader": version("nbgrader"), "seed": SEED, "notebooks": digest.hexdigest()}


def recorded() -> dict[str, Any]:
    """Return what is kept of a run of stock nbgrader."""
    found: dict[str, Any] = json.loads(RECORD.read_text(encoding="utf-8"))
    return found


def _nbgrader(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    variables = without("AUTOGRADER") | {"AUTOGRADER_SEED": SEED}
    return python([*NBGRADER, *words], folder, variables)
