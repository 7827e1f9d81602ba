"""Which strength of regularization a course asks for: with one half before the squares, or not."""

from collections.abc import Callable
from typing import Any

import numpy as np

from autograder.checks.visible.losses import Convention
from autograder.grading.cases import Case, draw
from autograder.grading.compare import same
from autograder.grading.course import CourseError
from autograder.grading.subject import Subject, read_reference

Function = Callable[..., Any]

HALF, FULL = 1.0, 2.0  # what reg means, in strengths of the reference: 0.5 * reg * sum of squares
_KNOWN = {"half": HALF, "full": FULL}


def strength(
    convention: Convention, subject: Subject, reference: Function, rng: np.random.Generator
) -> float:
    """Return how many times the reference's regularization is asked for, 1 or 2.

    For "either" it is 2 if the student's loss has no one half, whatever dW has: loss and gradient
    of different conventions are always a mistake. Raises CourseError for another word.
    """
    if convention in _KNOWN:
        return _KNOWN[convention]
    if convention != "either":
        raise CourseError(f"regularization is {convention!r}; it can be half, full or either.")
    case = draw(rng, "either convention", 6, 5, 4).but(reg=0.7)
    plain, grown = subject.results([case.but(reg=0.0), case])
    if isinstance(plain, str) or isinstance(grown, str):
        return HALF
    twice = _term(at_strength(reference, FULL), case)
    return FULL if same(grown.loss - plain.loss, twice, case.tolerance) else HALF


def at_strength(reference: Function, factor: float) -> Function:
    """Return the reference with its regularization `factor` times as strong."""
    if factor == HALF:
        return reference

    def scaled(W: Any, X: Any, y: Any, reg: float) -> Any:  # noqa: ANN401 - as the reference's
        return reference(W, X, y, factor * reg)

    scaled.__name__ = getattr(reference, "__name__", "reference")
    return scaled


def _term(reference: Function, case: Case) -> float:
    """Return what the regularization adds to the loss."""
    plain = read_reference(reference, case.but(reg=0.0))
    return read_reference(reference, case).loss - plain.loss
