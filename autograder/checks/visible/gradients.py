"""Does the gradient fit the loss, and if not, what has usually happened.

The numerical gradient comes from the student's own loss, so nothing here knows the right one.
"""

from typing import Any

import numpy as np

from autograder.checks.gradcheck import gradcheck
from autograder.checks.numerical import Float64Array
from autograder.checks.visible.problem import LossFunction, call, small_problem
from autograder.checks.visible.relations import Finding

_REG = 0.7


def gradient_fits_loss(function: LossFunction) -> Finding:
    """Does dW agree with finite differences of the loss (without regularization)?"""
    verdict = gradcheck(function, *small_problem().copies(), large_scores=False)
    if verdict:
        return None
    if verdict.problem:
        return verdict.problem
    likely = f": {verdict.why.seen}. Likely: {verdict.why.cause}" if verdict.why else "."
    return f"dW does not fit your loss{likely} Worst entry {verdict.worst}"


def regularization_in_gradient(function: LossFunction) -> Finding:
    """Does what reg adds to dW fit what it adds to the loss?

    The part without reg is subtracted, so a mistake there is not blamed on regularization.
    """
    problem = small_problem().but(reg=_REG)

    def added(W: Float64Array) -> Any:  # noqa: ANN401 - what a loss returns
        with_reg, without = (call(function, problem.but(W=W, reg=reg)) for reg in (_REG, 0.0))
        if isinstance(with_reg, str) or isinstance(without, str):
            return None
        with np.errstate(invalid="ignore"):  # inf minus inf
            return with_reg.loss - without.loss, with_reg.gradient - without.gradient

    if gradcheck(added, problem.W):
        return None
    amounts = added(problem.W)
    if amounts is None or not np.all(np.isfinite(amounts[1])):
        return f"with reg = {_REG} there is no finite loss and gradient to compare"
    if np.allclose(amounts[1], 0.0):
        return f"dW is the same with reg = {_REG} as with reg = 0: the loss changes, dW must too"
    return f"from reg = 0 to {_REG} dW changes, but not as the loss does: compare the two reg terms"
