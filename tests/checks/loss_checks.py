"""The visible checks of the losses, as their notebooks have them."""

from functools import partial
from typing import Any

from autograder.checks import check_loss
from autograder.checks.check_report import Report
from tests.checks import notebook_checks
from tests.checks.losses import Loss

# The notebook of a loss, and its question for loops and for matrices.
QUESTIONS = {
    "softmax": ("softmax-loss", "softmax_loss_naive", "softmax_loss_vectorized"),
    "hinge": ("svm-loss", "svm_loss_naive", "svm_loss_vectorized"),
    "squared hinge": ("svm-loss", "squared_hinge_loss", "squared_hinge_loss"),
}


def report_on(loss: Loss, name: str, vectorized: bool = False) -> Report:
    """Return what the notebook's check of a loss reports; the squared hinge may have loops."""
    assignment, *questions = QUESTIONS[name]
    if not vectorized or len(set(questions)) == 2:
        return notebook_checks.check(assignment, questions[vectorized], loss)
    asked = partial(check_loss, vectorized=True)
    return notebook_checks.check(assignment, questions[0], loss, check_loss=asked)


def show_below(loss: Any, name: str) -> None:
    """Run the cell of the loops, which shows its report."""
    assignment, question, _ = QUESTIONS[name]
    notebook_checks.show(assignment, question, loss)
