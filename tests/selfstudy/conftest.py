"""A course of two assignments in a temporary folder, and students' notebooks to check in it."""

import copy
import json
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import nbformat
import pytest
from typer.testing import CliRunner, Result

from autograder.cli import app
from autograder.engine.workers.shared import end_now
from autograder.instructors.authoring.example_class import load_examples, submission
from autograder.selfstudy import run as selfstudy_run
from tests.conftest import ROOT

Notebook = dict[str, Any]
EXAMPLES = {example.name: example for example in load_examples(ROOT / "examples" / "class")}
ASSIGNMENTS = ("softmax-loss", "svm-loss")


def run(*words: object) -> Result:
    """Run `autograder` with these words."""
    return CliRunner().invoke(app, [str(word) for word in words])


def checked(path: Path, *options: object) -> dict[str, Any]:
    """Check a notebook and return the JSON object that is printed."""
    done = run("check", path, "--json", *options)
    assert done.exit_code in (0, 1), done.output
    report: dict[str, Any] = json.loads(done.stdout)
    return report


def points(report: dict[str, Any]) -> dict[str, float]:
    """Return the points of each question of a report."""
    return {question["name"]: question["points"] for question in report["questions"]}


def missing(report: dict[str, Any], name: str) -> str:
    """Return what a question lacks, in one text."""
    found = [question for question in report["questions"] if question["name"] == name]
    return "\n".join(found[0]["missing"])


def cell(notebook: Notebook, key: str) -> dict[str, Any]:
    """Return a cell of a notebook by its id."""
    found: dict[str, Any] = next(cell for cell in notebook["cells"] if cell["id"] == key)
    return found


@pytest.fixture(scope="module", autouse=True)
def _one_worker() -> Iterator[None]:
    """Keep the worker from check to check, which a command ends with itself: it takes a second."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(selfstudy_run, "end_now", lambda: None)
        yield
    end_now()


@pytest.fixture
def own_worker(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have a check start and end a worker of its own, as the command does."""
    end_now()
    monkeypatch.setattr(selfstudy_run, "end_now", end_now)


@pytest.fixture
def course(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a course folder of its own, which is also the current folder."""
    folder = tmp_path / "course"
    for name in ASSIGNMENTS:
        for part in ("solutions", "assignments"):
            shutil.copytree(ROOT / part / name, folder / part / name)
    for variable in ("AUTOGRADER_SEED", "AUTOGRADER_COURSE", "NBGRADER_EXECUTION"):
        monkeypatch.delenv(variable, raising=False)
    monkeypatch.chdir(folder)
    return folder


@pytest.fixture
def work(course: Path) -> Callable[..., Notebook]:
    """Return a function that gives an example student's notebook, to be changed at will."""

    def build(example: str = "all-correct", assignment: str = "softmax-loss") -> Notebook:
        source, released = (
            nbformat.read(course / part / assignment / f"{assignment}.ipynb", as_version=4)
            for part in ("solutions", "assignments")
        )
        changes = EXAMPLES[example].submissions[assignment]
        notebook: Notebook = copy.deepcopy(submission(changes, source, released))
        return notebook

    return build


@pytest.fixture
def save(course: Path) -> Callable[..., Path]:
    """Return a function that writes a notebook into the course and gives its path."""

    def write(notebook: Notebook, name: str = "mine.ipynb") -> Path:
        path = course / name
        path.write_text(json.dumps(notebook), encoding="utf-8")
        return path

    return write
