"""The visible check of one step of gradient descent on (W, b)."""

from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from autograder.checks.numerical import numerical_gradient
from autograder.checks.report import Report
from autograder.checks.visible.functions import (
    Finding,
    Function,
    NoResult,
    leaves_alone,
    parts_of,
    report_on_function,
)
from autograder.checks.visible.problem import close, small_problem
from autograder.checks.waiting import show

PARTS = ("loss", "W", "b")
_PROBLEM = small_problem(seed=4, N=7, D=2, C=3)
_W, _X, _Y = _PROBLEM.W, _PROBLEM.X, _PROBLEM.y
_B = np.array([0.3, -0.2, 0.5])

# A step in which single precision inside rounds as little as the difference is off.
_H = 5e-3
_close = partial(np.allclose, rtol=1e-3, atol=1e-5)


def check_descent_step(function: Callable[..., Any]) -> None:
    """Check `function(W, b, X, y, step, reg)`, a step of gradient descent, and show what was seen.

    The step is compared with the numerical gradient of the loss that the function itself returns.
    """
    show(lambda: report_on_descent_step(function))


def report_on_descent_step(function: Callable[..., Any]) -> Report:
    """Take steps on 7 small rows and return the Report."""
    checks = (
        ("shape", _shapes),
        ("loss at W = 0, b = 0", _starts_at_log_of_classes),
        ("loss of the weights that came in", _loss_is_before_the_step),
        ("regularization in the loss", _loss_has_half_the_squares),
        ("b is not regularized", _equal_biases_change_nothing),
        ("b moves against its gradient", _b_descends),
        ("W moves against its gradient", _w_descends),
        ("large scores", _survives_large_scores),
        leaves_alone(_W, _B, _X, _Y, 0.1, 0.5),
    )
    return report_on_function(function, checks)


def _step(
    function: Function,
    W: NDArray[np.float64] = _W,
    b: NDArray[np.float64] = _B,
    step: float = 0.1,
    reg: float = 0.0,
) -> tuple[float, NDArray[np.float64], NDArray[np.float64]]:
    loss, new_W, new_b = parts_of(function, PARTS, W, b, _X, _Y, step, reg)
    if loss.size != 1:
        raise NoResult(f"the loss has shape {loss.shape}; it must be one number")
    return float(loss.reshape(())), new_W, new_b


def _shapes(function: Function) -> Finding:
    _, new_W, new_b = _step(function)
    for name, found, wanted in (("W", new_W, _W), ("b", new_b, _B)):
        if found.shape != wanted.shape:
            return f"the new {name} has shape {found.shape}, it must be {wanted.shape}"
    return None


def _starts_at_log_of_classes(function: Function) -> Finding:
    loss = _step(function, np.zeros_like(_W), np.zeros_like(_B))[0]
    if close(loss, np.log(3.0)):
        return None
    return f"three equal scores must cost log 3 = 1.0986; yours is {loss:.4g}"


def _loss_is_before_the_step(function: Function) -> Finding:
    standing, moving = (_step(function, step=step)[0] for step in (0.0, 0.5))
    return None if close(standing, moving) else "the loss changes with step: is it computed after?"


def _loss_has_half_the_squares(function: Function) -> Finding:
    grown = _step(function, reg=0.7)[0] - _step(function)[0]
    if close(grown, 0.35 * float(np.sum(_W**2))):
        return None
    if close(grown, 0.0):
        return "reg does not change the loss"
    return "reg changes the loss, but not by the course's convention (it is at the top)"


def _equal_biases_change_nothing(function: Function) -> Finding:
    one, other = (_step(function, b=_B + shift, reg=0.7)[0] for shift in (0.0, 2.0))
    return None if close(one, other) else "the same amount added to every bias changes the loss"


def _b_descends(function: Function) -> Finding:
    moved = _step(function, reg=0.7)[2] - _B
    return _against(
        moved, numerical_gradient(lambda b: _step(function, b=b, reg=0.7)[0], _B, _H), "b"
    )


def _w_descends(function: Function) -> Finding:
    for reg in (0.0, 0.7):
        moved = _step(function, reg=reg)[1] - _W
        gradient = numerical_gradient(lambda W, reg=reg: _step(function, W=W, reg=reg)[0], _W, _H)  # type: ignore[misc]
        finding = _against(moved, gradient, "W")
        if finding:
            return finding + (": right with reg = 0, wrong with reg = 0.7" if reg else "")
    return None


def _against(moved: NDArray[np.float64], gradient: NDArray[np.float64], name: str) -> Finding:
    """Compare the move with -0.1 times the numerical gradient of the student's own loss."""
    if _close(moved, -0.1 * gradient):
        return None
    if _close(moved, 0.1 * gradient):
        return f"{name} climbs: it moves with the gradient of your loss, not against it"
    if np.allclose(moved, 0.0):
        return f"{name} stays where it is"
    if _close(moved, -gradient):
        return f"{name} moves by the gradient itself: what does step do?"
    return f"{name} does not move by -step times the gradient of your loss"


def _survives_large_scores(function: Function) -> Finding:
    loss, new_W, new_b = _step(function, W=1000.0 * _W)
    if not (np.isfinite(new_W).all() and np.isfinite(new_b).all()):
        return "scores in the thousands give nan or inf: exp must not see large numbers"
    if np.isfinite(loss):
        return None
    return "scores in the thousands give a loss of nan or inf: is it the log of a probability of 0?"
