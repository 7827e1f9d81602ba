"""No mistake of the catalogue: what the structure of a wrong gradient tells."""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from autograder.checks.gradients.data_part import name_data_residual
from autograder.checks.gradients.names import DIAGNOSES
from autograder.grading.diagnosis.named import Named
from autograder.grading.diagnosis.seen import Seen

_UNKNOWN = "This is what the difference to a right dW looks like."


def explain_residual(right: Callable[..., Any], seen: Sequence[Seen]) -> Named | None:
    """Return what a wrong dW looks like, None if it isn't wrong or there is no name for it.

    Asked is the first call of a loss without regularization whose examples don't depend on each
    other: then the residual leads back to single examples and classes.
    """
    for each in seen:
        name = _name(each, right)
        if name and name != "factor":
            found = DIAGNOSES[name]
            return Named(found.seen, _UNKNOWN, found.cause, found.reread, known=False)
    return None


def _name(each: Seen, right: Callable[..., Any]) -> str | None:
    case = each.case
    if case is None or case.reg or not 2 <= len(case.y) <= case.X.shape[1]:
        return None
    theirs = each.of(right)
    if isinstance(theirs, str) or isinstance(each.yours, str):
        return None
    gradient = each.yours[1]
    if not np.isfinite(gradient).all():
        return None
    return name_data_residual(gradient, gradient - theirs[1], each.arguments[1], case.y)
