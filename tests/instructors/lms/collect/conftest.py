"""A course with one assignment, and a look at what was collected in it."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import ROOT
from tests.instructors.lms.collect.downloads import NAME
from tests.selfstudy.conftest import run
from tests.support.gradebooks import put_gradebook

Collected = Callable[..., dict[str, Any]]


@pytest.fixture
def course(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a course of its own, which is also the current folder."""
    folder = tmp_path / "course"
    for part in ("solutions", "assignments"):
        shutil.copytree(ROOT / part / NAME, folder / part / NAME)
    shutil.copy(ROOT / "nbgrader_config.py", folder)
    put_gradebook(folder, "linear-classifiers")
    for variable in ("AUTOGRADER_SEED", "AUTOGRADER_COURSE", "NBGRADER_EXECUTION"):
        monkeypatch.delenv(variable, raising=False)
    monkeypatch.chdir(folder)
    return folder


@pytest.fixture
def collected(course: Path) -> Collected:
    """Return what collects a download into the course, and returns the JSON object printed."""
    assert course.is_dir()

    def collect(*words: object) -> dict[str, Any]:
        done = run("collect", NAME, *words, "--json")
        assert done.exit_code in (0, 3), done.output
        report: dict[str, Any] = json.loads(done.stdout)
        return report | {"code": done.exit_code}

    return collect


def handed_in(course: Path) -> dict[str, str]:
    """Return the last cell of each student's notebook, by student."""
    found = {}
    for path in sorted((course / "submitted").glob(f"*/{NAME}/{NAME}.ipynb")):
        if not path.is_file():
            continue
        last = json.loads(path.read_bytes())["cells"][-1]
        found[path.parents[1].name] = "".join(last["source"])
    return found


def reasons(report: dict[str, Any]) -> dict[str, str]:
    """Return why each file was not taken, by its name."""
    return {each["file"].rpartition("/")[2]: each["why"] for each in report["not_taken"]}
