"""A visible check that asks for the sum over the examples: what passes, and what is said."""

from functools import partial
from typing import Any

import numpy as np
import pytest

from autograder.checks import check_loss
from autograder.checks.check_report import Report
from tests.checks import notebook_checks
from tests.checks.loss_checks import QUESTIONS
from tests.checks.losses import LOSSES, Loss

A_MEAN = "you return the mean over the examples, this notebook asks for the sum"


def summed(loss: Loss, data: int = 1, penalty: int = 0) -> Loss:
    """Return the sum over the examples, with data and penalty times N to these powers."""

    def computed(W: Any, X: Any, y: Any, reg: float) -> tuple[float, Any]:
        N = len(y)
        value, dW = loss(W, X, y, 0.0)
        weight = reg * float(N) ** penalty
        return value * float(N) ** data + 0.5 * weight * np.sum(W**2), dW * N**data + weight * W

    return computed


def report(loss: Loss, name: str) -> Report:
    """Return what a notebook's check says, if it asks for the sum."""
    assignment, question, _ = QUESTIONS[name]
    asked = partial(check_loss, reduction="sum")
    return notebook_checks.check(assignment, question, loss, check_loss=asked)


def failures(found: Report) -> dict[str, str]:
    """Return what was seen, by the line that failed."""
    return {line.name: str(line) for line in found.lines if line.status == "FAILED"}


@pytest.mark.parametrize("name", LOSSES)
def test_the_sum_passes(name: str) -> None:
    """Does every line pass, and is it the sum that is spoken of?"""
    found = report(summed(LOSSES[name]), name)
    assert found.passed, str(found)
    assert "sum over the examples" in str([line.name for line in found.lines])


@pytest.mark.parametrize("name", LOSSES)
def test_the_mean_is_told(name: str) -> None:
    """Is the mean named as what it is, at W = 0 too, and is nothing else wrong?"""
    found = report(LOSSES[name], name)
    assert A_MEAN in str(found)
    assert str(found).count(A_MEAN) == 2
    assert "divided by" not in str(found)
    titles = set(failures(found))
    assert titles <= {"sum over the examples", "loss at W = 0"}, titles


def test_a_sum_whose_penalty_is_divided_too() -> None:
    """Is a penalty divided by N seen as one of another convention?"""
    found = report(summed(LOSSES["softmax"], penalty=-1), "softmax")
    assert set(failures(found)) == {"regularization in the loss"}


def test_only_the_last_example() -> None:
    """Is it told which example counts?"""

    def last(W: Any, X: Any, y: Any, reg: float) -> Any:
        return summed(LOSSES["softmax"])(W, X[-1:], y[-1:], reg)

    said = str(report(last, "softmax"))
    assert "neither the mean nor the sum of their two losses: only example 2" in said


def test_loss_and_gradient_of_two_conventions() -> None:
    """Is a gradient that is a mean beside a sum told by what both are divided by?"""

    def mixed(W: Any, X: Any, y: Any, reg: float) -> Any:
        loss, _ = summed(LOSSES["hinge"])(W, X, y, reg)
        _, dW = LOSSES["hinge"](W, X, y, reg)
        return loss, dW

    assert "is dW divided by N once more than the loss?" in str(report(mixed, "hinge"))


def test_a_wrong_loss_at_zero() -> None:
    """Does it say what each example must cost, and keep the author's own hints?"""
    assert "for each of 4 examples, summed" in str(
        report(summed(LOSSES["softmax"], data=2), "softmax")
    )

    def with_itself(W: Any, X: Any, y: Any, reg: float) -> Any:
        loss, dW = summed(LOSSES["hinge"])(W, X, y, reg)
        return loss + len(y), dW

    assert "what does the true class add?" in str(report(with_itself, "hinge"))
