"""A small course, its zip, a class graded by `autograder grade`, and a machine for the same."""

from pathlib import Path

import pytest

from autograder.commandline.commands.gradescope import Made, make
from tests.batch.small_class import SmallClass
from tests.batch.sources import RIGHT, first, second
from tests.gradebook.course import CONFIG
from tests.instructors.lms.gradescope.machine import Machine

HIDDEN_WORDS = "f(5) should be 6"
_HIDDEN = f"### BEGIN HIDDEN TESTS\nassert f(5) == 6, {HIDDEN_WORDS!r}\n### END HIDDEN TESTS"
TESTS = f"assert f(1) == 2\n{_HIDDEN}"
CLASS = {
    "right": RIGHT,
    "wrong": {**RIGHT, "f": "def f(x):\n    return 2"},
    "hanging": {**RIGHT, "f": "def f(x):\n    while True:\n        pass"},
    "missing": RIGHT,
}


@pytest.fixture(scope="session")
def course(tmp_path_factory: pytest.TempPathFactory) -> SmallClass:
    """Return the course, released, with its class."""
    room = SmallClass(tmp_path_factory.mktemp("course"))
    (room.folder / "nbgrader_config.py").write_text(CONFIG.replace("= 20", "= 3"))
    room.write_source("p1", first(TESTS))
    room.write_source("p2", second())
    room.generate()
    for student, answers in CLASS.items():
        room.hand_in(student, **answers)
    (room.submitted("missing") / "p2.ipynb").unlink()
    return room


@pytest.fixture(scope="session")
def graded(course: SmallClass) -> None:
    """Have the class graded by `autograder grade`."""
    done = course.grade("--jobs", "1")
    assert "4 graded" in done.stdout, done.stderr


@pytest.fixture(scope="session")
def made(course: SmallClass) -> Made:
    """Return the course's zip."""
    with pytest.MonkeyPatch.context() as patch:  # no longer: other tests have a folder of their own
        patch.chdir(course.folder)
        return make(course.folder, "ps1")


@pytest.fixture(scope="session")
def machine(made: Made, tmp_path_factory: pytest.TempPathFactory) -> Machine:
    """Return a machine with the zip unpacked."""
    return Machine(tmp_path_factory.mktemp("autograder"), made.data)


def submitted(course: SmallClass, student: str) -> dict[str, bytes]:
    """Return what a student handed in."""
    folder: Path = course.submitted(student)
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}
