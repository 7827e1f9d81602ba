"""Does the gradient fit the loss, and if not, what has usually happened.

The numerical gradient comes from the student's own loss, so nothing here knows the right one.
"""

from typing import Any

import numpy as np

from autograder.checks.gradcheck import gradcheck
from autograder.checks.numerical import Float64Array
from autograder.checks.results import FloatArray
from autograder.checks.visible.problem import LossFunction, call, small_problem
from autograder.checks.visible.relations import Finding

_REG = 0.7


def gradient_fits_loss(function: LossFunction) -> Finding:
    """Does dW agree with finite differences of the loss (without regularization)?"""
    problem = small_problem()
    verdict = gradcheck(function, *problem.copies())
    if verdict:
        return None
    if verdict.residual is None:
        return verdict.problem
    result = call(function, problem)
    likely = "" if isinstance(result, str) else _explain(result.gradient, verdict.residual)
    return f"dW does not fit your loss{likely}. Worst entry {verdict.worst}"


def regularization_in_gradient(function: LossFunction) -> Finding:
    """Does what reg adds to dW fit what it adds to the loss?

    The part without reg is subtracted, so a mistake there is not blamed on regularization.
    """
    problem = small_problem().but(reg=_REG)

    def added(W: Float64Array, X: Any, y: Any, reg: float) -> Any:  # noqa: ANN401 - a loss
        here = problem.but(W=W, X=X, y=y, reg=reg)
        with_reg, without = call(function, here), call(function, here.but(reg=0.0))
        if isinstance(with_reg, str) or isinstance(without, str):
            return None
        with np.errstate(invalid="ignore"):  # inf minus inf
            return with_reg.loss - without.loss, with_reg.gradient - without.gradient

    if gradcheck(added, *problem.copies()):
        return None
    amounts = added(*problem.copies())
    if amounts is None or not np.all(np.isfinite(amounts[1])):
        return f"with reg = {_REG} there is no finite loss and gradient to compare"
    if np.allclose(amounts[1], 0.0):
        return f"dW is the same with reg = {_REG} as with reg = 0: the loss changes, dW must too"
    return f"from reg = 0 to {_REG} dW changes, but not as the loss does: compare the two reg terms"


def _explain(gradient: FloatArray, residual: Float64Array) -> str:
    """Name the mistake that makes `gradient` lie `residual` away from the numerical one."""
    if not np.any(gradient):
        return ": it is all zeros, has the gradient been written?"
    N = len(small_problem().y)
    factors = {
        N: f", it is {N} times as much with {N} examples: is the sum divided by N?",
        1 / N: f", it is {N} times too small with {N} examples: is it divided by N twice?",
        0.5: ": each entry is half of the numerical one",
        -1: ": each entry has the wrong sign",
    }
    for factor, text in factors.items():
        if _alike(gradient, factor * (gradient - residual)):
            return text
    return _explain_place(gradient, residual)


def _explain_place(gradient: FloatArray, residual: Float64Array) -> str:
    off = np.abs(residual) > 1e-5
    rows, columns = np.flatnonzero(off.any(axis=1)), np.flatnonzero(off.any(axis=0))
    if len(rows) == 1 < len(columns):
        return f": only row {rows[0]} is off, that of one feature"
    if len(columns) == 1 < len(rows):
        return f": only column {columns[0]} is off, that of one class"
    if not _alike(gradient.sum(axis=1), np.zeros(len(gradient))):
        return ": a part seems to be missing; what does the column of the true class get?"
    return ""


def _alike(a: FloatArray, b: FloatArray) -> bool:
    return bool(np.allclose(a, b, rtol=1e-4, atol=1e-6))
