"""The visible checks of the graded loss functions, as a notebook calls them."""

from collections.abc import Callable
from functools import partial
from typing import Literal

from autograder.checks.report import Line, Report
from autograder.checks.visible import gradients, initial, relations
from autograder.checks.visible.asking import Asking, ask_together
from autograder.checks.visible.problem import LossFunction, call, small_problem
from autograder.checks.waiting import show

Convention = Literal["half", "full", "either"]
Check = tuple[str, Callable[[LossFunction], Asking]]

_IN_LOSS = "regularization in the loss"
_COMMON: tuple[Check, ...] = (
    ("mean over the examples", relations.mean_over_examples),
    ("every example counts", relations.each_example_counts),
    ("gradient", gradients.gradient_fits_loss),
    (_IN_LOSS, relations.regularization_in_loss),
    ("regularization in the gradient", gradients.regularization_in_gradient),
    ("inputs left alone", relations.inputs_unchanged),
)
SOFTMAX: tuple[Check, ...] = (
    ("loss at W = 0", initial.log_of_classes),
    *_COMMON,
    ("large scores", relations.rows_far_apart),
)
HINGE: tuple[Check, ...] = (
    ("loss at W = 0", initial.margins_of_others),
    ("a margin of 2", initial.margin_counts_once),
    *_COMMON,
)
SQUARED_HINGE: tuple[Check, ...] = (
    ("loss at W = 0", initial.margins_of_others),
    ("a margin of 2", initial.margin_counts_squared),
    *_COMMON,
)
_MATRICES: Check = ("no loop over the examples", relations.matrices_only)
_FACTORS: dict[Convention, tuple[float, ...]] = {
    "half": (0.5,),
    "full": (1.0,),
    "either": (0.5, 1.0),
}


def check_softmax_loss(
    function: LossFunction, *, vectorized: bool = False, regularization: Convention = "half"
) -> None:
    """Check a softmax loss on tiny inputs and show what was seen.

    What it expects are facts that the notebook teaches, never a result of the graded function.
    `regularization` says whether one half stands before reg and the sum of squares (half), or not
    (full), or that both are right (either).
    """
    show(lambda: report_on(function, SOFTMAX, vectorized, regularization))


def check_hinge_loss(
    function: LossFunction, *, vectorized: bool = False, regularization: Convention = "half"
) -> None:
    """Check a multiclass hinge loss with a margin of 1 on tiny inputs and show what was seen."""
    show(lambda: report_on(function, HINGE, vectorized, regularization))


def check_squared_hinge_loss(
    function: LossFunction, *, vectorized: bool = False, regularization: Convention = "half"
) -> None:
    """Check a squared multiclass hinge loss on tiny inputs and show what was seen."""
    show(lambda: report_on(function, SQUARED_HINGE, vectorized, regularization))


def report_on(
    function: LossFunction,
    checks: tuple[Check, ...],
    vectorized: bool = False,
    regularization: Convention = "half",
) -> Report:
    """Run the checks in turn and return the Report; an unusable result ends it at once."""
    name = getattr(function, "__name__", "your function")
    result = call(function, small_problem())
    if isinstance(result, str):
        return Report(name, (Line("FAILED", "result", result),))
    lines = [Line("passed", "returns a number and an array of the shape of W")]
    lines += [Line("note", "result", remark) for remark in result.remarks]
    in_loss = partial(relations.regularization_in_loss, factors=_FACTORS[regularization])
    wanted = [(title, in_loss if title == _IN_LOSS else check) for title, check in checks]
    wanted += [_MATRICES] if vectorized else []
    found = ask_together(function, [check(function) for _, check in wanted])
    for (title, _), finding in zip(wanted, found, strict=True):
        lines.append(Line("FAILED" if finding else "passed", title, finding or ""))
    return Report(name, tuple(lines))
