"""The picture that belongs to a named mistake: what the gradient checker draws of it.

Nothing of a hidden test is in it, nor of the right function: a wrong function of the catalogue,
which does as the student's does, is checked against its own loss on the little problem of the
visible checks. A student who runs gradcheck sees the same.
"""

import base64
import inspect
import warnings
from collections.abc import Callable, Collection, Sequence
from functools import lru_cache
from typing import Any

import numpy as np

from autograder.checks.gradients.gradcheck import gradcheck
from autograder.checks.small_problems import small_problem
from autograder.course.folders import CourseError
from autograder.findings.language import language
from autograder.judging.mistakes.wrong_functions import wrong_function
from autograder.results import Figure

_ARGUMENTS = ("W", "X", "y", "reg")
_REG = 0.7
_SIZES = {"N": 6, "D": 8, "C": 4}


def picture_of(function: str, assignment: str, mistakes: Sequence[str]) -> Figure | None:
    """Return the picture of a loss function, which an assignment asks for, with these mistakes.

    The mistakes are the course's own of that assignment, if it has any of this function. None for
    other functions, for mistakes that the gradient doesn't show, and in a course without
    the kit's sources.
    """
    return _kept(function, assignment, frozenset(mistakes), language())


@lru_cache(maxsize=512)
def _kept(
    function: str, assignment: str, mistakes: frozenset[str], _language: str
) -> Figure | None:
    return draw(function, assignment, mistakes)


def draw(function: str, assignment: str, mistakes: Collection[str]) -> Figure | None:
    """Return the same, drawn anew."""
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")
        wrong = _find(function, assignment, frozenset(mistakes))
        if wrong is None or tuple(inspect.signature(wrong).parameters) != _ARGUMENTS:
            return None
        problem = small_problem(**_SIZES)
        for reg in (0.0, _REG):
            verdict = gradcheck(wrong, *problem.but(reg=reg).copies(), large_scores=False)
            if not verdict.passed and verdict.residual is not None:
                drawn = verdict.draw()
                data = base64.b64encode(drawn.png()).decode("ascii")
                return Figure(f"data:image/png;base64,{data}", drawn.summary)
    return None


def _find(function: str, assignment: str, mistakes: frozenset[str]) -> Callable[..., Any] | None:
    """Return the catalogue's wrong function with just these mistakes."""
    try:
        return wrong_function(function, assignment, mistakes)
    except CourseError:  # another course than the kit's own
        return None
