"""Courses to grade: a class of any size with the example class's mixed answers, and a tiny one."""

import itertools
import os
import shutil
import subprocess
import sys
from pathlib import Path

import nbformat
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from autograder.instructors.authoring.example_class import DemoCourse

KINDS = ("softmax-loss", "minimal")
_RIGHT = "all-correct"
_FOLDERS = """
c = get_config()
c.CourseDirectory.course_id = "benchmark"
c.CourseDirectory.source_directory = "solutions"
c.CourseDirectory.release_directory = "assignments"
"""
# Stock nbgrader runs all in one kernel, whose time limit is its own.
CONFIGS = {
    "stock": _FOLDERS,
    "kit": "from autograder.gradebook import configure\n" + _FOLDERS + "configure(c)\n",
}
_SOURCE = "def double(x):\n    ### BEGIN SOLUTION\n    return 2 * x\n    ### END SOLUTION"
_TESTS = """assert double(3) == 6
### BEGIN HIDDEN TESTS
assert double(-1.5) == -3
### END HIDDEN TESTS"""
_ANSWERS = ("return 2 * x", "return x + x", "return 2 * x", "return x + 3", "return 2 * x", "raise")


def make_class(folder: Path, kind: str, size: int, different: int | None = None) -> None:
    """Make a course of `size` submissions for a kind of notebook, graded by nobody yet.

    Every second submission of softmax-loss is right, the others are the example class's in turn:
    with mistakes, unfinished, with errors. After `different` submissions they begin again. It has
    the kit's configuration.
    """
    course = folder / "kit"
    answers = (_softmax(course) if kind == "softmax-loss" else _minimal(course))[:different]
    for number, answer in zip(range(size), itertools.cycle(answers), strict=False):
        place = course / "submitted" / f"student-{number:05d}" / kind
        place.mkdir(parents=True)
        nbformat.write(answer, place / f"{kind}.ipynb")
    shutil.copytree(course, folder / "stock")
    (folder / "stock" / "nbgrader_config.py").write_text(CONFIGS["stock"])


def _softmax(course: Path) -> list[nbformat.NotebookNode]:
    """Prepare the kit's own assignment; return answers to hand in, in turn."""
    demo = DemoCourse(Path(__file__).resolve().parent.parent, course)
    steps = [step for step in demo.prepare() if step.assignment == "softmax-loss"]
    found = {
        step.student: nbformat.read(_handed_in(course, step.student), as_version=4)
        for step in steps
    }
    shutil.rmtree(course / "submitted")
    (course / "nbgrader_config.py").write_text(CONFIGS["kit"])
    right = found.pop(_RIGHT)
    return [each for other in found.values() for each in (right, other)]


def _handed_in(course: Path, student: str) -> Path:
    return course / "submitted" / student / "softmax-loss" / "softmax-loss.ipynb"


def _minimal(course: Path) -> list[nbformat.NotebookNode]:
    """Make an assignment of one function and one test."""
    (course / "solutions" / "minimal").mkdir(parents=True)
    notebook = new_notebook(
        cells=[
            new_markdown_cell("Double it.", id="text"),
            new_code_cell(_SOURCE, id="double", metadata=_flags("double", solution=True)),
            new_code_cell(_TESTS, id="tests", metadata=_flags("tests", points=2)),
        ],
        metadata={"kernelspec": {"name": "python3", "language": "python", "display_name": "3"}},
    )
    nbformat.write(notebook, course / "solutions" / "minimal" / "minimal.ipynb")
    (course / "nbgrader_config.py").write_text(CONFIGS["kit"])
    run_nbgrader(course, "generate_assignment", "minimal")
    released = course / "assignments" / "minimal" / "minimal.ipynb"
    answers = []
    for answer in _ANSWERS:
        handed_in = nbformat.read(released, as_version=4)
        handed_in.cells[1].source = f"def double(x):\n    {answer}"
        answers.append(handed_in)
    return answers


def _flags(name: str, *, solution: bool = False, points: int = 0) -> dict[str, object]:
    flags = {"grade_id": name, "schema_version": 3, "solution": solution, "grade": bool(points)}
    more = {"points": points} if points else {}
    return {"nbgrader": flags | more | {"locked": bool(points), "task": False}}


def run_nbgrader(course: Path, *words: str) -> None:
    """Run an nbgrader command in a course; raises SystemExit with its log when it fails."""
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    done = subprocess.run(
        [sys.executable, "-m", "nbgrader", *words],
        cwd=course,
        env={**os.environ, "PATH": path},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise SystemExit(f"nbgrader {' '.join(words)} failed:\n{done.stderr[-2000:]}")
