"""Which names of a handout tests take from the student's process, and which they never do."""

import pytest

from autograder.engine.submission.handout_names import HandoutNames, handout_names, solutions_of
from autograder.notebooks.cells import Cell

HANDOUT = (
    Cell("setup", "code", "%matplotlib inline\nimport numpy as np\nTOL = 1e-6", locked=True),
    Cell("helper", "code", "import math\ndef rel_error(a, b):\n    return np.abs(a - b) / SCALE"),
    Cell("scale", "code", "SCALE = 2.0\nUNUSED = list(range(10))\nprint(SCALE)"),
    Cell("best", "code", "best = None"),
    Cell("f", "code", "# YOUR CODE HERE\nraise NotImplementedError()", solution=True),
    Cell("run", "code", "history = [f(n) for n in range(3)]\nTABLE = {}\nTABLE['a'] = SCALE"),
    Cell(
        "f-tests",
        "code",
        "def close(a, b):\n    return a == b\nassert close(f(3), 3)\n"
        "assert rel_error(history[0], 1) < TOL",
        grade=True,
        locked=True,
    ),
    Cell("g-tests", "code", "assert best and TABLE['a'] and close(1, 1)", grade=True, locked=True),
)
SOLUTION = (
    "class Vector:\n    def __mul__(self, n):\n        return 2\n    __rmul__ = __mul__\n"
    "def f(n):\n    return n\nbest = 3\nimport math"
)


@pytest.fixture
def names() -> HandoutNames:
    """Return the names of the handout, with the instructor's solution."""
    return handout_names(HANDOUT, [SOLUTION])


@pytest.mark.parametrize(
    "name", ["TOL", "close", "rel_error", "SCALE", "np", "math", "TABLE", "UNUSED"]
)
def test_names_of_the_course(names: HandoutNames, name: str) -> None:
    """Is what a locked cell, a test or an unlocked cell defines never the student's?"""
    assert name in names.course


@pytest.mark.parametrize("name", ["f", "best", "history", "Vector"])
def test_names_of_the_student(names: HandoutNames, name: str) -> None:
    """Is what a solution defines or changes looked up at the student's?"""
    assert name not in names.course


def test_what_release_lists(names: HandoutNames) -> None:
    """Are those names told that the handout defines and a solution changes?"""
    assert names.changed == {"best", "history"}


def test_what_the_graders_side_runs(names: HandoutNames) -> None:
    """Is of unlocked cells run what tests need and no solution changes, in order, and imports?"""
    ran = dict(zip((cell.key for cell in HANDOUT), names.definitions, strict=True))
    assert ran["helper"].startswith("import math\ndef rel_error")
    assert ran["scale"] == "SCALE = 2.0"
    assert ran["run"] == "TABLE = {}\nTABLE['a'] = SCALE"
    assert ran["best"] == ran["f"] == ""


def test_operators_of_classes_are_asked_for(names: HandoutNames) -> None:
    """Are the special methods of the solution's classes told, also those that are assigned?"""
    assert {"Vector", "f", "best", "__mul__", "__rmul__"} == names.required


def test_without_the_source() -> None:
    """Are names those of the stubs, where there is no source notebook?"""
    stub = Cell("f", "code", "def f(n):\n    raise NotImplementedError()", solution=True)
    handout = (*HANDOUT[:4], stub, *HANDOUT[5:])
    assert handout_names(handout, solutions_of({}, "a", "b")).required == {"f"}
    assert "best" in handout_names(handout, []).course
