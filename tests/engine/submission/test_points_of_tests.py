"""Which last expressions of a test are the student's own, so that an array there is no number."""

import numpy as np
import pytest

from autograder.engine.submission.points_of_tests import checked_points, ends_with_theirs

THEIRS = (
    *("f(3)", "f(3)[1:]", "f(3).T", "f", "answer['a'].values[0]", "x = f(3)\nassert x[0]\nx"),
    *("x = f(3)\ny = x.T\ny[0]", "f(lambda x: x * 2)(3)"),
)
NOT_THEIRS = (
    *(
        "2 * (f(3) == 4)",
        "f(3) == 4",
        "np.equal(f(3), 4)",
        "[f(3)]",
        "-f(3)",
        "1",
        "",
        "f(3",
        "x = 1",
    ),
    *("x = 2 * f(3)\nx", "x = f(3)\nx *= 2\nx", "for x in f(3):\n    pass\nx", "f(3).__eq__(4)"),
    *("x = f(1)\nx = f(2) == 3\nx", "x = x\nx", "f(3) if f else 0", "score(f(3))"),
)


@pytest.mark.parametrize("source", THEIRS)
def test_theirs(source: str) -> None:
    """Is it what the student's code has made, and nothing that a test computes of it?"""
    assert ends_with_theirs(source, {"f", "answer"}.__contains__)


@pytest.mark.parametrize("source", NOT_THEIRS)
def test_not_theirs(source: str) -> None:
    """Is what a test computes its own?"""
    assert not ends_with_theirs(source, {"f", "answer"}.__contains__)


@pytest.mark.parametrize(("source", "error"), [("f(3)", False), ("2 * (f(3) == 4)", True)])
def test_an_array(source: str, error: bool) -> None:
    """Has an array all points if it is the student's, and none if it is computed?"""
    shown = {"output_type": "execute_result", "data": {"text/plain": "array([0, 0])"}}
    found = checked_points([shown], np.zeros(2), source, {"f"}.__contains__)
    assert [each["output_type"] == "error" for each in found] == [error]
