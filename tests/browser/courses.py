"""Copies of the kit's course, with what students and instructors have done in it."""

import shutil
from pathlib import Path

import nbformat

from autograder.engine.sandbox.backends import backend_problem
from autograder.instructors.authoring.example_class import submission
from tests.browser.server import environment
from tests.support.commands import AUTOGRADER, NBGRADER, python

ROOT = Path(__file__).resolve().parents[2]
# The examples are the kit's own code: where no sandbox can be made they are graded without.
_OPEN = 'c.GradingSettings.isolation = "process"\n'


def copy_of_course(folder: Path, *names: str, sources: bool = True) -> Path:
    """Copy the course with the assignments `names`; return its folder."""
    for part in ("assignments", "solutions") if sources else ("assignments",):
        for name in names:
            shutil.copytree(
                ROOT / part / name, folder / part / name, ignore=shutil.ignore_patterns(".*")
            )
    settings = (ROOT / "nbgrader_config.py").read_text(encoding="utf-8")
    more = _OPEN if backend_problem() else ""
    (folder / "nbgrader_config.py").write_text(settings + more, encoding="utf-8")
    return folder


def write_finished(name: str, path: Path, **changes: object) -> None:
    """Write the notebook of a student who is done, but for `changes` (as in an example)."""
    source, released = (
        nbformat.read(ROOT / part / name / f"{name}.ipynb", as_version=4)
        for part in ("solutions", "assignments")
    )
    notebook = submission(dict(changes), source, released)
    path.parent.mkdir(parents=True, exist_ok=True)
    nbformat.write(notebook, path)


def autograder(course: Path, home: Path, *words: str, code: int = 0) -> str:
    """Run a command of the kit in the course, to end with `code`; return what it prints."""
    return _run([*AUTOGRADER, *words], course, home, code)


def nbgrader(course: Path, home: Path, *words: str) -> str:
    """Run a command of nbgrader in the course; return what it prints."""
    return _run([*NBGRADER, *words], course, home)


def _run(words: list[str], course: Path, home: Path, code: int = 0) -> str:
    done = python(words, course, environment(home))
    assert done.returncode == code, done.stdout + done.stderr
    return done.stdout
