"""The visible checks of a classifier that trains, and of the weights that come of it."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from autograder.checks.check_report import CheckLine, Report, Status, show
from autograder.checks.function_check import Check, Function, NoResult, Seen, parts_of, value_of
from autograder.checks.numerical import numerical_gradient
from autograder.checks.training_record import (
    RecordingLoss,
    Training,
    batches,
    history,
    random_training,
    steps,
)
from autograder.data.splits import Rows
from autograder.findings import Code, Finding, text
from autograder.findings import Finding as Found
from autograder.findings.outcome import attempt

# A step in which single precision inside rounds as little as the difference is off.
_H = 5e-3
_close = partial(np.allclose, rtol=1e-3, atol=1e-5)


def descends(title: str, names: Sequence[str], *args: object, step: float) -> Check:
    """Return the check of a function that takes a step of gradient descent.

    It returns a loss and its first arguments, moved; `names` are those of the loss and of these
    arguments. `step` is the step size that is among `args`. Each move is compared with the
    numerical gradient of the very loss that the function returns.
    """

    def check(function: Function) -> Seen:
        new = parts_of(function, names, *args)[1:]
        for k, name in enumerate(names[1:]):
            start = np.asarray(args[k], dtype=np.float64)
            if new[k].shape != start.shape:
                shapes = {"shape": new[k].shape, "wanted": start.shape}
                return Found.of(Code.PART_SHAPE, name=name, **shapes)

            def loss(x: NDArray[np.float64], k: int = k) -> float:
                found = parts_of(function, names, *args[:k], x, *args[k + 1 :])[0]
                if found.size != 1:
                    raise NoResult(Found.of(Code.PART_NO_NUMBER, name=names[0], shape=found.shape))
                return float(found.reshape(()))

            finding = _against(new[k] - start, numerical_gradient(loss, start, _H), step, name)
            if finding:
                return finding
        return None

    return title, check


def _against(
    moved: NDArray[np.float64], gradient: NDArray[np.float64], step: float, name: str
) -> Seen:
    if _close(moved, -step * gradient):
        return None
    if _close(moved, step * gradient):
        return Found.of(Code.CLIMBS, name=name)
    if not np.any(moved):
        return Found.of(Code.STAYS, name=name)
    if _close(moved, -gradient):
        return Found.of(Code.STEP_UNUSED, name=name)
    return Found.of(Code.OTHER_STEP, name=name)


def check_training(make: Callable[..., Any]) -> None:
    """Check `make(loss, seed)`, a classifier with `train`, and show what was seen.

    It is trained with a loss that answers with random numbers and writes down what it is given.
    """
    show(lambda: report_on_training(make), make)


def report_on_training(make: Callable[..., Any]) -> Report:
    """Train on 40 small rows, look at what the loss was called with, and return the Report."""
    name = getattr(make, "__name__", text("check.your-classifier"))
    asked = random_training(np.random.default_rng(3))
    spy = RecordingLoss(np.random.default_rng(4))
    outcome = attempt(asked.run, make, spy)
    if outcome.finding:
        return Report(name, (CheckLine("FAILED", text("check.training"), outcome.finding),))
    model, returned = outcome.value
    findings = {
        text("check.batches"): batches(asked, spy.calls),
        text("check.steps"): steps(asked, spy.calls, getattr(model, "W", np.nan)),
        text("check.history"): history(asked, spy.calls, returned),
    }
    lines = [
        CheckLine("FAILED" if f else "passed", title, f or "") for title, f in findings.items()
    ]
    return Report(name, (*lines, *_repeatable(asked, make, spy)))


def _repeatable(
    asked: Training, make: Callable[..., Any], first: RecordingLoss
) -> tuple[CheckLine, ...]:
    """Return a note if the same seed draws other rows."""
    again = RecordingLoss(np.random.default_rng(4))
    attempt(asked.run, make, again)
    if all(np.array_equal(a.X, b.X) for a, b in zip(first.calls, again.calls, strict=False)):
        return ()
    return (CheckLine("note", text("check.seed"), Finding(Code.SEED_DRAWS_OTHERS)),)


def check_weights(function: Callable[..., Any], rows: Rows, goal: float) -> None:
    """Check `function(X, y)`, which trains and returns W (D, C), and show what was seen.

    It is called with the training rows; the accuracy of W on the validation rows is compared with
    `goal`, a fraction from 0 to 1.
    """
    show(lambda: report_on_weights(function, rows, goal), function)


def report_on_weights(function: Callable[..., Any], rows: Rows, goal: float) -> Report:
    """Train once on the training rows and return the Report."""
    name = getattr(function, "__name__", text("your-function"))
    wanted = rows.X_train.shape[1], int(rows.y_train.max()) + 1
    try:
        W = value_of(function, rows.X_train, rows.y_train)
    except NoResult as reason:
        return Report(name, (CheckLine("FAILED", text("check.result"), reason.finding),))
    if W.shape != wanted:
        seen = Finding.of(Code.WEIGHTS_SHAPE, shape=W.shape, wanted=wanted)
        return Report(name, (CheckLine("FAILED", text("check.shape"), seen),))
    if not np.isfinite(W).all():
        seen = Finding(Code.WEIGHTS_NOT_FINITE)
        return Report(name, (CheckLine("FAILED", text("check.finite"), seen),))
    reached = accuracy(W, rows.X_val, rows.y_val)
    seen = Finding.of(Code.ACCURACY_REACHED, reached=reached, goal=goal)
    status: Status = "passed" if reached > goal else "FAILED"
    return Report(
        name,
        (CheckLine("passed", text("check.shape")), CheckLine(status, text("check.accuracy"), seen)),
    )


def accuracy(W: NDArray[Any], X: NDArray[Any], y: NDArray[Any]) -> float:
    """Return the share of rows X (N, D) whose largest score X @ W is that of their label y (N,)."""
    with np.errstate(over="ignore", invalid="ignore"):  # finite weights may be huge
        return float(np.mean((X @ W).argmax(axis=1) == y))
