"""The function under test: called on copies, silenced, its result read or its failure told."""

import contextlib
import io
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from autograder.checks.calls import Outcome, attempt
from autograder.checks.results import LossResult, read_loss_result
from autograder.grading.cases import Case
from autograder.grading.course import CourseError


class _Discard(io.TextIOBase):
    """A text stream that keeps nothing, however much a student prints."""

    def write(self, text: str) -> int:
        return len(text)


class Unusable(Exception):  # noqa: N818 - not an error of the grader's
    """The student's function gave nothing to judge; the message says why."""


class Subject:
    """One of the student's functions or classes, looked up by name in the notebook's namespace.

    What it prints is dropped, and its warnings are kept in `warned`: neither costs a point.
    """

    def __init__(self, name: str, namespace: Mapping[str, Any]) -> None:
        self.name = name
        self.warned: set[str] = set()
        self.remarks: set[str] = set()
        try:
            self.function: Callable[..., Any] | None = namespace[name]
        except KeyError:
            self.function = None

    def outcome(self, *args: Any) -> Outcome:  # noqa: ANN401 - any call
        """Call the function on these very arguments."""
        return self.use(lambda function: function(*args))

    def use(self, task: Callable[..., Any], *args: Any) -> Outcome:  # noqa: ANN401 - any call
        """Call `task(function, *args)`, which works with the function (or class) as it likes."""
        if self.function is None:
            return Outcome(error=NameError(f"{self.name} is not defined (was its cell deleted?)"))
        # A student's own np.seterr is no fault of the answer: numpy's defaults hold.
        with (
            contextlib.redirect_stdout(_Discard()),
            contextlib.redirect_stderr(_Discard()),
            np.errstate(divide="warn", over="warn", under="ignore", invalid="warn"),
        ):
            result = attempt(task, self.function, *args)
        self.warned.update(result.warned)
        return result

    def on(self, case: Case) -> LossResult:
        """Return loss and gradient on copies of the case; raises Unusable if there are none."""
        outcome = self.outcome(case.W.copy(), case.X.copy(), case.y.copy(), case.reg)
        result = read_loss_result(outcome, case.W.shape)
        if isinstance(result, str):
            raise Unusable(result)
        self.remarks.update(result.remarks)
        return result

    def must_compute(self, case: Case) -> None:
        """Raise Unusable if the loss is the same for another W.

        A function that returns constants changes no input and overflows nowhere.
        """
        if self.on(case).loss == self.on(case.but(W=-2.0 * case.W)).loss:
            raise Unusable("the loss does not depend on W, so there is nothing to judge")


def read_reference(function: Callable[..., Any], case: Case) -> LossResult:
    """Return the reference's loss and gradient, computed in double precision."""
    with np.errstate(all="ignore"):
        W, X = case.W.astype(np.float64), case.X.astype(np.float64)
        result = read_loss_result(attempt(function, W, X, case.y.copy(), case.reg), case.W.shape)
    if isinstance(result, str):
        raise CourseError(f"The reference {function.__name__} {result}: mend its solution cell.")
    return result
