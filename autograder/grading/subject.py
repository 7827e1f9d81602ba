"""The function under test: called on copies, silenced, its result read or its failure told."""

import contextlib
import io
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import numpy as np

from autograder.checks.calls import Outcome, attempt, attempt_all
from autograder.checks.results import LossResult, read_loss_result
from autograder.grading.cases import Case
from autograder.grading.course import CourseError
from autograder.grading.diagnosis.seen import Parts, Seen


class _Discard(io.TextIOBase):
    """A text stream that keeps nothing, however much a student prints."""

    def write(self, text: str) -> int:
        return len(text)


class Unusable(Exception):  # noqa: N818 - not an error of the grader's
    """The student's function gave nothing to judge; the message says why."""


class Subject:
    """One of the student's functions or classes, looked up by name in the notebook's namespace.

    What it prints is dropped, and its warnings are kept in `warned`: neither costs a point. Calls
    that tell one mistake from another are kept in `seen`.
    """

    def __init__(self, name: str, namespace: Mapping[str, Any]) -> None:
        self.name = name
        self.warned: set[str] = set()
        self.remarks: set[str] = set()
        self.seen: list[Seen] = []
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
            return self._missing()
        with _at_rest():
            result = attempt(task, self.function, *args)
        self.warned.update(result.warned)
        return result

    def outcomes(self, calls: Sequence[Sequence[Any]]) -> list[Outcome]:
        """Call the function with each list of these very arguments."""
        if self.function is None:
            return [self._missing()] * len(calls)
        with _at_rest():
            results = attempt_all(self.function, calls)
        for result in results:
            self.warned.update(result.warned)
        return results

    def _missing(self) -> Outcome:
        return Outcome(error=NameError(f"{self.name} is not defined (was its cell deleted?)"))

    def on(self, case: Case) -> LossResult:
        """Return loss and gradient on copies of the case; raises Unusable if there are none."""
        return self.on_all([case])[0]

    def on_all(self, cases: Sequence[Case]) -> list[LossResult]:
        """Return loss and gradient of each case; raises Unusable at the first without them."""
        found = []
        for result in self.results(cases):
            if isinstance(result, str):
                raise Unusable(result)
            found.append(result)
        return found

    def results(self, cases: Sequence[Case]) -> list[LossResult | str]:
        """Return loss and gradient of each case, or a sentence on why there are none."""
        calls = [(case.W.copy(), case.X.copy(), case.y.copy(), case.reg) for case in cases]
        found = [
            read_loss_result(outcome, case.W.shape)
            for case, outcome in zip(cases, self.outcomes(calls), strict=True)
        ]
        for case, result in zip(cases, found, strict=True):
            self.seen.append(_seen(case, result))
            if not isinstance(result, str):
                self.remarks.update(result.remarks)
        return found

    def must_compute(self, case: Case, *others: Case) -> list[LossResult]:
        """Return loss and gradient of the case and of others.

        Raises Unusable, also if the loss is the same for another W: a function that returns
        constants changes no input and overflows nowhere.
        """
        here, there, *found = self.on_all([case, case.but(W=-2.0 * case.W), *others])
        if here.loss == there.loss:
            raise Unusable("the loss does not depend on W, so there is nothing to judge")
        return [here, *found]


@contextlib.contextmanager
def _at_rest() -> Iterator[None]:
    """Within, nothing is printed, and numpy's defaults hold, whatever np.seterr a student set."""
    with (
        contextlib.redirect_stdout(_Discard()),
        contextlib.redirect_stderr(_Discard()),
        np.errstate(divide="warn", over="warn", under="ignore", invalid="warn"),
    ):
        yield


def _seen(case: Case, result: LossResult | str) -> Seen:
    W, X = (array.astype(np.float64, copy=False) for array in (case.W, case.X))

    def read(outcome: Outcome) -> Parts | str:
        return _parts(read_loss_result(outcome, W.shape))

    return Seen((W, X, case.y, case.reg), _parts(result), read, case.tolerance, case)


def _parts(result: LossResult | str) -> Parts | str:
    if isinstance(result, str):
        return result
    return np.asarray(result.loss), np.asarray(result.gradient)


def read_reference(function: Callable[..., Any], case: Case) -> LossResult:
    """Return the reference's loss and gradient, computed in double precision."""
    with np.errstate(all="ignore"):
        W, X = case.W.astype(np.float64), case.X.astype(np.float64)
        result = read_loss_result(attempt(function, W, X, case.y.copy(), case.reg), case.W.shape)
    if isinstance(result, str):
        raise CourseError(f"The reference {function.__name__} {result}: mend its solution cell.")
    return result
