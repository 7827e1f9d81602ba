"""The facet stability: large scores must not overflow, nor rows that lie far apart."""

import numpy as np

from autograder.checks.results import LossResult
from autograder.grading.cases import Case, draw, with_shifts
from autograder.grading.compare import same
from autograder.grading.facets.base import Trial

# exp overflows above 709 and underflows below -745 in double precision.
_FAR = 1000.0

# Scores of 2000 in single precision are off by 1e-4; what is not safe is off by far more.
_TOLERANCE = 5e-3


def stability(trial: Trial) -> str | None:
    """Does adding one amount to all scores of a row leave loss and gradient as they were?

    The function is compared with itself, so a wrong loss costs nothing here.
    """
    case = draw(trial.rng, "large scores", 6, 5, 4)
    N = len(case.y)
    spread = np.linspace(-2 * _FAR, 2 * _FAR, N)
    shifts = {
        "": np.zeros(N),
        f"scores near {_FAR:g}": np.full(N, _FAR),
        f"scores near -{_FAR:g}": np.full(N, -_FAR),
        "rows of scores that lie far apart": trial.rng.permutation(spread),
    }
    shifted = [with_shifts(case, each) for each in shifts.values()]
    _, still, *moved = trial.subject.must_compute(case, *shifted)
    for name, result in zip(list(shifts)[1:], moved, strict=True):
        finding = _compare(still, result)
        if finding:
            return f"with {name} {finding}"
    return None


def _compare(still: LossResult, moved: LossResult) -> str | None:
    if not np.isfinite(moved.loss):
        return f"the loss is {moved.loss}"
    if not np.isfinite(moved.gradient).all():
        return "dW holds nan or inf"
    if not same(still.loss, moved.loss, _TOLERANCE):
        return "the loss changes, though the same amount is added to all scores of a row"
    # The last row of dW belongs to the feature that carries the shift.
    if not same(still.gradient[:-1], moved.gradient[:-1], _TOLERANCE):
        return "dW changes, though the same amount is added to all scores of a row"
    return None


def wide_gap(trial: Trial) -> str | None:
    """Is the loss finite when the true class lies 800 below the maximum?

    Only a remark: the loss is right up to a gap of 745.
    """
    W, X = np.array([[0.0, 800.0]]), np.array([[1.0]])
    result = trial.subject.on(Case("a gap of 800", W, X, np.array([0], dtype=np.int64)))
    if np.isfinite(result.loss):
        return None
    return "with the true class 800 below the maximum the loss is inf: log of a probability of 0"
