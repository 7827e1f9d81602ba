"""The visible checks of a classifier that trains, and of the weights that come of it."""

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from autograder.checks.calls import attempt
from autograder.checks.recording import RecordingLoss, Training, random_training
from autograder.checks.report import Line, Report, Status
from autograder.checks.training import batches, history, steps
from autograder.checks.visible.functions import NoResult, value_of
from autograder.checks.waiting import show
from autograder.data.splits import Rows


def check_training(make: Callable[..., Any]) -> None:
    """Check `make(loss, seed)`, a classifier with `train`, and show what was seen.

    It is trained with a loss that answers with random numbers and writes down what it is given.
    """
    show(lambda: report_on_training(make))


def report_on_training(make: Callable[..., Any]) -> Report:
    """Train on 40 small rows, look at what the loss was called with, and return the Report."""
    name = getattr(make, "__name__", "your classifier")
    asked = random_training(np.random.default_rng(3))
    spy = RecordingLoss(np.random.default_rng(4))
    outcome = attempt(asked.run, make, spy)
    if outcome.problem:
        return Report(name, (Line("FAILED", "training", outcome.problem),))
    model, returned = outcome.value
    findings = {
        "batches": batches(asked, spy.calls),
        "steps": steps(asked, spy.calls, getattr(model, "W", np.nan)),
        "history": history(asked, spy.calls, returned),
    }
    lines = [Line("FAILED" if f else "passed", title, f or "") for title, f in findings.items()]
    return Report(name, (*lines, *_repeatable(asked, make, spy)))


def _repeatable(
    asked: Training, make: Callable[..., Any], first: RecordingLoss
) -> tuple[Line, ...]:
    """Return a note if the same seed draws other rows."""
    again = RecordingLoss(np.random.default_rng(4))
    attempt(asked.run, make, again)
    if all(np.array_equal(a.X, b.X) for a, b in zip(first.calls, again.calls, strict=False)):
        return ()
    return (Line("note", "seed", "the same seed draws other rows; with self.rng it would not"),)


def check_weights(function: Callable[..., Any], rows: Rows, goal: float) -> None:
    """Check `function(X, y)`, which trains and returns W (D, C), and show what was seen.

    It is called with the training rows; the accuracy of W on the validation rows is compared with
    `goal`, a fraction from 0 to 1.
    """
    show(lambda: report_on_weights(function, rows, goal))


def report_on_weights(function: Callable[..., Any], rows: Rows, goal: float) -> Report:
    """Train once on the training rows and return the Report."""
    name = getattr(function, "__name__", "your function")
    wanted = rows.X_train.shape[1], int(rows.y_train.max()) + 1
    try:
        W = value_of(function, rows.X_train, rows.y_train)
    except NoResult as reason:
        return Report(name, (Line("FAILED", "result", str(reason)),))
    if W.shape != wanted:
        seen = f"W has shape {W.shape}, it must be {wanted}"
        return Report(name, (Line("FAILED", "shape", seen),))
    if not np.isfinite(W).all():
        seen = "W holds nan or inf: a smaller learning rate keeps the steps from growing"
        return Report(name, (Line("FAILED", "finite", seen),))
    reached = accuracy(W, rows.X_val, rows.y_val)
    seen = f"{reached:.3f} on the validation set; more than {goal:g} is within reach"
    status: Status = "passed" if reached > goal else "FAILED"
    return Report(name, (Line("passed", "shape"), Line(status, "accuracy", seen)))


def accuracy(W: NDArray[Any], X: NDArray[Any], y: NDArray[Any]) -> float:
    """Return the share of rows X (N, D) whose largest score X @ W is that of their label y (N,)."""
    with np.errstate(over="ignore", invalid="ignore"):  # finite weights may be huge
        return float(np.mean((X @ W).argmax(axis=1) == y))
