"""The picture of a named mistake: what a student's own gradient check shows, no more."""

from typing import Any

import numpy as np
import pytest

from autograder.checks.gradients.gradcheck import gradcheck
from autograder.checks.small_problems import small_problem
from autograder.judging.pictures import draw, picture_of

MISSING = "the regularization is missing from dW"


@pytest.fixture
def student(softmax: dict[str, Any]) -> Any:
    """Return a student's loss whose dW has no regularization."""
    right = softmax["softmax_loss_naive"]

    def loss(W: Any, X: Any, y: Any, reg: float) -> Any:
        return right(W, X, y, reg)[0], right(W, X, y, 0.0)[1]

    return loss


def test_the_same_as_the_students_own(student: Any) -> None:
    """Is the picture what gradcheck shows the student of the own function and its own loss?"""
    figure = picture_of("softmax_loss_naive", "softmax-loss", [MISSING])
    assert figure is not None and figure.source.startswith("data:image/png;base64,")
    problem = small_problem(N=6, D=8, C=4).but(reg=0.7)
    own = gradcheck(student, *problem.copies(), large_scores=False)
    assert own.draw().summary == figure.words


@pytest.mark.usefixtures("in_root")
def test_it_is_the_same_each_time() -> None:
    """Does the picture depend on nothing but the mistake: no seed, no hidden input?"""
    np.random.seed(1)  # noqa: NPY002 - students' notebooks do so
    once = draw("softmax_loss_vectorized", "softmax-loss", [MISSING])
    np.random.seed(2)  # noqa: NPY002
    assert once is not None and once == draw("softmax_loss_vectorized", "softmax-loss", [MISSING])


@pytest.mark.parametrize(
    ("function", "mistakes"),
    [
        ("softmax_loss_naive", []),
        ("softmax_loss_naive", ["no such mistake"]),
        ("softmax_loss_naive", ["the scores are not shifted by their maximum"]),
        ("softmax", ["the exponentials are not divided by their sum"]),
        ("no_such_function", [MISSING]),
    ],
)
def test_none(in_root: None, function: str, mistakes: list[str]) -> None:  # noqa: ARG001
    """Is there no picture where the gradient shows nothing, or nothing is known?"""
    assert picture_of(function, "softmax-loss", mistakes) is None
