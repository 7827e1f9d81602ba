"""Why a loss's gradient is wrong: the residual on a small problem of our own, entry by entry."""

from collections.abc import Callable
from typing import Any

import numpy as np

from autograder.checks.gradients.data_part import name_data_residual
from autograder.checks.gradients.names import DIAGNOSES, Diagnosis
from autograder.checks.gradients.parts import data_target, reg_target
from autograder.checks.gradients.reg_part import name_reg_residual, proportional
from autograder.checks.gradients.search import measure_all
from autograder.checks.gradients.small import REG, Small, small_problem
from autograder.checks.gradients.target import Caller, Target

# What the gradient at another point can look like.
_VAGUE = (None, "scores", "factor", "one column", "some examples", "wrong classes wrong")


def explain(loss: Callable[..., Any], rng: np.random.Generator) -> Diagnosis | None:
    """Return why the gradient of `loss(W, X, y, reg)` is wrong, None if its residual has no name.

    The function is called on a problem of 6 examples, 9 features and 4 classes, with and without
    regularization.
    """
    problem = small_problem()
    caller = Caller(loss, (problem.X, problem.y, REG))
    data = data_target(caller, problem.W, rng)
    if data is None:
        return None
    name = _name_data(caller, data, problem)
    if name is None:
        target = reg_target(caller, data)
        if target is not None:
            residual = measure_all(target)
            name = name_reg_residual(target.gradient, residual, problem.W, REG, len(problem.y))
    return DIAGNOSES[name] if name else None


def _name_data(caller: Caller, data: Target, problem: Small) -> str | None:
    residual = measure_all(data)
    name = name_data_residual(data.gradient, residual, problem.X, problem.y)
    if name is None and np.any(residual):
        name = "L2 without reg" if proportional(residual, problem.W) else None
    if name not in _VAGUE:
        return name
    moved = caller.call(small_problem(1).W, 0.0)
    if not isinstance(moved, str) and np.allclose(moved.gradient, data.gradient):
        return "stale"
    return (_name_point(caller, data, problem) if np.any(residual) else None) or name


def _name_point(caller: Caller, data: Target, problem: Small) -> str | None:
    """Return the name if dW is the gradient at another W, a multiple of the one that came in."""
    for factor in (0.0, -1.0, 2.0, 0.5):
        there = data_target(caller, factor * problem.W, np.random.default_rng(0))
        if there is not None:
            slopes = there.gradient - measure_all(there)
            if np.allclose(slopes, data.gradient, rtol=1e-5, atol=1e-6):
                return "wrong point"
    return None
