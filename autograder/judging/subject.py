"""The function under test: called on copies, silenced, its result read or its failure told."""

import contextlib
import io
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import numpy as np

from autograder.checks.loss_result import LossResult, read_loss_result
from autograder.course.folders import CourseError
from autograder.findings import Code, Finding, words
from autograder.findings import text as say
from autograder.findings.effort import Counted, Effort, measured_all
from autograder.findings.outcome import Outcome, attempt, attempt_all
from autograder.judging.observed import ObservedCall, Parts
from autograder.judging.random_problems import Problem


class _Discard(io.TextIOBase):
    """A text stream that keeps nothing, however much a student prints."""

    def write(self, text: str) -> int:
        return len(text)


class Unusable(Exception):  # noqa: N818 - not an error of the grader's
    """The student's function gave nothing to judge; `finding` says why."""

    def __init__(self, finding: Finding) -> None:
        super().__init__(finding)
        self.finding = finding

    def __str__(self) -> str:
        return words(self.finding)


def usable(result: LossResult | Finding) -> LossResult:
    """Return a result that can be judged; raises Unusable for a finding."""
    if isinstance(result, Finding):
        raise Unusable(result)
    return result


class Subject:
    """One of the student's functions or classes, looked up by name in the notebook's namespace.

    What it prints is dropped, and its warnings are kept in `warned`: neither costs a point. Calls
    that tell one mistake from another are kept in `seen`.
    """

    def __init__(self, name: str, namespace: Mapping[str, Any]) -> None:
        self.name = name
        self.warned: set[Finding] = set()
        self.remarks: set[Finding] = set()
        self.seen: list[ObservedCall] = []
        self._computes = False
        try:
            self.function: Callable[..., Any] | None = namespace[name]
        except KeyError:
            self.function = None

    def outcome(self, *args: Any) -> Outcome:  # noqa: ANN401 - any call
        """Call the function on these very arguments."""
        return self.call_with(lambda function: function(*args))

    def call_with(self, task: Callable[..., Any], *args: Any) -> Outcome:  # noqa: ANN401 - any call
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

    def measured(
        self, calls: Sequence[Sequence[Any]], count: Counted
    ) -> list[tuple[Outcome, Effort]]:
        """Call the function with each list of arguments, and say what each call cost."""
        outcome = self.call_with(measured_all, calls, count)
        return outcome.value or [(outcome, Effort())] * len(calls)

    def _missing(self) -> Outcome:
        error = NameError(self.name)
        error.__dict__["finding"] = Finding.of(Code.NOT_DEFINED, name=self.name)
        return Outcome(error=error)

    def on(self, problem: Problem) -> LossResult:
        """Return loss and gradient on copies of the problem; raises Unusable if there are none."""
        return self.on_all([problem])[0]

    def on_all(self, problems: Sequence[Problem]) -> list[LossResult]:
        """Return loss and gradient of each problem; raises Unusable at the first without them."""
        return list(map(usable, self.results(problems)))

    def results(self, problems: Sequence[Problem]) -> list[LossResult | Finding]:
        """Return loss and gradient of each problem, or a finding on why there are none."""
        calls = [
            (problem.W.copy(), problem.X.copy(), problem.y.copy(), problem.reg)
            for problem in problems
        ]
        found = [
            read_loss_result(outcome, problem.W.shape)
            for problem, outcome in zip(problems, self.outcomes(calls), strict=True)
        ]
        for problem, result in zip(problems, found, strict=True):
            if not problem.remark:
                self.seen.append(_seen(problem, result))
            if not isinstance(result, Finding):
                self.remarks.update(result.remarks)
        return found

    def compute(self, problems: Sequence[Problem], ordinary: Problem) -> list[LossResult]:
        """Return loss and gradient of each problem; raises Unusable at the first without them.

        Also if the loss of an ordinary problem is the same for another W, or loss and gradient are
        for another X or other labels: a function that returns constants changes no input and
        overflows nowhere, and neither does one that knows of the weights alone. That is asked once
        for all facets.
        """
        if self._computes:
            return self.on_all(problems)
        changed = {
            "W": ordinary.but(W=-2.0 * ordinary.W),
            "X": ordinary.but(X=-2.0 * ordinary.X),
            "y": ordinary.but(y=(ordinary.y + 1) % ordinary.W.shape[1]),
        }
        here, *others = self.on_all([ordinary, *changed.values(), *problems])
        if here.loss == others[0].loss:
            raise Unusable(Finding(Code.LOSS_CONSTANT))
        for name, there in zip(changed, others, strict=False):
            if here.loss == there.loss and np.array_equal(here.gradient, there.gradient):
                raise Unusable(Finding.of(Code.LOSS_IGNORES, name=name, other=_OTHER[name]))
        self._computes = True
        return others[len(changed) :]


# What a problem's array becomes, to see whether a function asks for it.
_OTHER = {"X": "-2 X", "y": "(y + 1) % C"}


@contextlib.contextmanager
def _at_rest() -> Iterator[None]:
    """Within, nothing is printed, and numpy's defaults hold, whatever np.seterr a student set."""
    with (
        contextlib.redirect_stdout(_Discard()),
        contextlib.redirect_stderr(_Discard()),
        np.errstate(divide="warn", over="warn", under="ignore", invalid="warn"),
    ):
        yield


def _seen(problem: Problem, result: LossResult | Finding) -> ObservedCall:
    W, X = (array.astype(np.float64, copy=False) for array in (problem.W, problem.X))

    def read(outcome: Outcome) -> Parts | Finding:
        return _parts(read_loss_result(outcome, W.shape))

    return ObservedCall(
        (W, X, problem.y, problem.reg), _parts(result), read, problem.tolerance, problem
    )


def _parts(result: LossResult | Finding) -> Parts | Finding:
    if isinstance(result, Finding):
        return result
    return np.asarray(result.loss), np.asarray(result.gradient)


def read_reference(function: Callable[..., Any], problem: Problem) -> LossResult:
    """Return the reference's loss and gradient, computed in double precision."""
    return read_references(function, [problem])[0]


def read_references(function: Callable[..., Any], problems: Sequence[Problem]) -> list[LossResult]:
    """Return the same for each problem; raises CourseError if there is none."""
    calls = [
        (each.W.astype(np.float64), each.X.astype(np.float64), each.y.copy(), each.reg)
        for each in problems
    ]
    with np.errstate(all="ignore"):
        outcomes = attempt_all(function, calls)
    found = []
    for problem, outcome in zip(problems, outcomes, strict=True):
        result = read_loss_result(outcome, problem.W.shape)
        if isinstance(result, Finding):
            said = words(result)
            raise CourseError(say("judging.reference", name=function.__name__, said=said))
        found.append(result)
    return found
