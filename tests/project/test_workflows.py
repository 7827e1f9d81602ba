"""The workflows for pull requests: what may see a secret runs nothing of a student's."""

import importlib.util
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
import yaml

from tests.conftest import ROOT
from tests.gradebook.course import ANSWER, STUB, Course, notebook
from tests.support.commands import without

BASH = shutil.which("bash") or "bash"
FOLDER = ROOT / "examples" / "github"
TAKE, GRADE = "take-notebook.yml", "grade-notebook.yml"
SECRET = re.compile(
    r"\bsecrets\b|github\.token|GITHUB_TOKEN|GH_TOKEN|ACTIONS_ID_TOKEN", re.IGNORECASE
)
RUNS_CODE = re.compile(r"\b(?:autograder|python|jupyter|nbgrader|nbconvert|ipython|make|pytest)\b")


def workflow(name: str) -> dict[Any, Any]:
    """Return a workflow; YAML 1.1 takes its key `on` for true."""
    found: dict[Any, Any] = yaml.safe_load((FOLDER / name).read_text(encoding="utf-8"))
    return found


def steps(name: str, job: str) -> list[dict[str, Any]]:
    """Return the steps of a job."""
    found: list[dict[str, Any]] = workflow(name)["jobs"][job]["steps"]
    return found


def script(name: str, job: str, title: str) -> str:
    """Return what a step runs, by the beginning of its name."""
    (found,) = (each for each in steps(name, job) if each.get("name", "").startswith(title))
    return str(found["run"])


def test_the_first_has_no_secret_and_runs_nothing() -> None:
    """Is a pull request taken without a secret, a right to write, or a program that runs it?"""
    found = workflow(TAKE)
    assert list(found[True]) == ["pull_request"]
    assert found["permissions"] == {"contents": "read"}
    assert all("permissions" not in job for job in found["jobs"].values())
    assert not SECRET.search((FOLDER / TAKE).read_text(encoding="utf-8"))
    runs = [each["run"] for each in steps(TAKE, "take") if "run" in each]
    assert runs and not any(map(RUNS_CODE.search, runs))


def test_the_second_is_the_default_branchs() -> None:
    """Does it start at the first's end, and check nothing of the pull request out?"""
    found = workflow(GRADE)
    assert found[True]["workflow_run"]["workflows"] == [workflow(TAKE)["name"]]
    assert found["permissions"] == {}
    (checkout,) = (
        each
        for job in found["jobs"].values()
        for each in job["steps"]
        if str(each.get("uses", "")).startswith("actions/checkout")
    )
    assert set(checkout["with"]) == {"repository", "ssh-key", "persist-credentials"}
    assert checkout["with"]["persist-credentials"] is False


def test_what_runs_a_students_code_has_no_secret_and_a_sandbox() -> None:
    """Is every step that grades without a secret, in a job that can write nothing?"""
    jobs = workflow(GRADE)["jobs"]
    grading = [
        (job, step)
        for job in jobs.values()
        for step in job["steps"]
        if re.search(r"autograder (?:grade|check|collect)", str(step.get("run", "")))
    ]
    assert len(grading) == 1
    for job, step in grading:
        assert not SECRET.search(json.dumps(step))
        assert set(job["permissions"].values()) <= {"read"}
        assert not SECRET.search(json.dumps(job.get("env", {})))
        assert step["run"].count("--isolation sandbox") == step["run"].count("autograder grade")
        assert "autograder check" not in step["run"]  # it has no sandbox
    writing = [job for job in jobs.values() if "write" in job["permissions"].values()]
    assert writing
    for job in writing:  # nothing of a student's is run there, nor a hidden test at hand
        assert not any(RUNS_CODE.search(str(step.get("run", ""))) for step in job["steps"])
        assert not any("checkout" in str(step.get("uses", "")) for step in job["steps"])


@pytest.mark.parametrize("name", [TAKE, GRADE])
def test_nothing_is_put_into_a_script(name: str) -> None:
    """Do scripts get values by the environment alone? A branch may be called `$(curl ...)`."""
    for job in workflow(name)["jobs"].values():
        for step in job["steps"]:
            assert "${{" not in str(step.get("run", ""))


def _bash(text: str, folder: Path, **variables: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [BASH, "--noprofile", "--norc", "-eo", "pipefail", "-c", text],  # as GitHub runs them
        cwd=folder,
        env={**without("AUTOGRADER", "NBGRADER"), **variables},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture
def course(tmp_path: Path) -> Course:
    """Return a course whose assignment and notebook have one name, with what a checkout has."""
    made = Course(tmp_path)
    source = made.folder / "source" / "ps1"
    (source / "p1.ipynb").rename(source / "ps1.ipynb")
    programs = made.folder / ".venv" / "bin"
    programs.mkdir(parents=True)
    command = "from autograder.cli import main; main()"
    (programs / "autograder").write_text(
        f"#!/bin/sh\nexec {sys.executable} -c '{command}' \"$@\"\n"
    )
    (programs / "autograder").chmod(0o755)
    (programs / "python").symlink_to(sys.executable)
    (made.folder / "examples").symlink_to(ROOT / "examples")
    return made


def test_the_steps_in_a_plain_folder(course: Course, tmp_path: Path) -> None:
    """Do the scripts take a notebook, grade it, and write a comment, link and request included?"""
    fork = tmp_path / "fork"
    (fork / "ps1").mkdir(parents=True)
    (fork / "ps1" / "ps1.ipynb").write_text(json.dumps(notebook(ANSWER, "assert True")))
    (fork / "request.md").symlink_to("/etc/passwd")
    words = {"ASSIGNMENT": "ps1", "STUDENT": "ada-amir"}
    done = _bash(script(TAKE, "take", "Pick"), fork, **words)
    assert done.returncode == 0, done.stderr
    taken = [path for path in (fork / "handed-in").rglob("*") if path.is_file()]
    assert [path.relative_to(fork).as_posix() for path in taken] == ["handed-in/ada-amir/ps1.ipynb"]
    results = tmp_path / "results"
    paths = f"{course.folder / '.venv' / 'bin'}{os.pathsep}{os.environ['PATH']}"
    more = {"HANDED_IN": str(fork / "handed-in"), "RESULTS": str(results), "PATH": paths}
    done = _bash(script(GRADE, "grade", "Grade"), course.folder, **words, **more)
    assert done.returncode == 0, done.stderr + done.stdout
    assert [path.name for path in results.iterdir()] == ["comment.md"]
    said = (results / "comment.md").read_text(encoding="utf-8")
    assert said.startswith("**ada-amir**: 3 of 3 points")


def test_without_a_notebook(tmp_path: Path) -> None:
    """Does the first workflow fail where there is none, so that nobody waits for a comment?"""
    done = _bash(script(TAKE, "take", "Pick"), tmp_path, ASSIGNMENT="ps1", STUDENT="ada")
    assert done.returncode == 1


def _comment() -> ModuleType:
    spec = importlib.util.spec_from_file_location("comment", FOLDER / "comment.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_what_a_comment_holds() -> None:
    """Does it have points and named mistakes, mention nobody, and hold nothing that was seen?"""
    student = {
        "student": "ada @team `x` <b>",
        "state": "graded",
        "points": 1.5,
        "max_points": 4.0,
        "mistakes": [["f", "not divided by N"]],
        "look": [f"it saw {STUB}"],
    }
    lost = student | {"student": "ben", "state": "failed"}
    said = _comment().comment({"students": [student, lost]})
    assert said.startswith("**ada team x b**: 1.5 of 4 points\n\n- `f`: not divided by N")
    assert "**ben**: this could not be graded" in said
    assert STUB not in said and "@" not in said
    assert "No notebook was found" in _comment().comment({"students": []})
