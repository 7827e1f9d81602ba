"""The visible checks of a loss with its gradient."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Literal

import numpy as np

from autograder.checks import relations
from autograder.checks.check_report import CheckLine, Report, show
from autograder.checks.fingerprints.report import with_fingerprint
from autograder.checks.gradients.gradcheck import gradcheck
from autograder.checks.numerical import Float64Array
from autograder.checks.small_problems import (
    Asking,
    LossFunction,
    Problem,
    Reduction,
    call,
    close,
    losses,
    small_problem,
    solve_together,
)
from autograder.findings import Code, Finding, text

Fact = tuple[str, Callable[[LossFunction, Reduction], Asking]]


def at_zero_weights(
    rule: str,
    expected: Callable[[int], float],
    hints: Mapping[str, Callable[[int], float]] | None = None,
) -> Fact:
    """Return the fact that an example costs `expected` of the number of classes at W = 0.

    `rule` says the same in words, such as "log C". `hints` are what wrong losses there come from,
    each with what it makes of the number of classes. Both hold for the mean of examples, and so
    times their number where the check asks for the sum.
    """

    def check(_: LossFunction, reduction: Reduction) -> Asking:
        problems = {C: small_problem(N=4, C=C) for C in (3, 5)}
        zero = [problem.but(W=np.zeros_like(problem.W)) for problem in problems.values()]
        *found, elsewhere = losses((yield [*zero, small_problem()]))
        for (C, problem), loss in zip(problems.items(), found, strict=True):
            N = len(problem.y)
            each, times = float(expected(C)), N if reduction == "sum" else 1
            if not close(loss, times * each):
                known = {hint: times * float(wrong(C)) for hint, wrong in (hints or {}).items()}
                asked = text("check.summed", rule=rule, examples=N) if times == N else rule
                values = {"classes": C, "rule": asked, "loss": f"{loss:.4g}"}
                seen = Finding.of(Code.LOSS_AT_ZERO, **values)
                looks = _likely_values(each, C, N, reduction)
                looks[Code.NOTHING_ADDED if elsewhere == 0.0 else Code.ZERO_HERE_ALONE] = 0.0
                return _explained(seen, loss, looks, known)
        return None

    return text("check.at-zero"), check


def one_example(title: str, scores: Sequence[float], true_class: int, loss: float) -> Fact:
    """Return the fact that a single example with these scores costs so much."""

    def check(_: LossFunction, __: Reduction) -> Asking:
        W, y = np.array([scores], dtype=np.float64), np.array([true_class], dtype=np.int64)
        (found,) = losses((yield [Problem(W=W, X=np.ones((1, 1)), y=y)]))
        if close(found, loss):
            return None
        listed = ", ".join(f"{score:g}" for score in scores)
        values = {"wanted": f"{loss:g}", "found": f"{found:.4g}"}
        return Finding.of(Code.ONE_COSTS, scores=listed, true_class=true_class, **values)

    return title, check


def _likely_values(each: float, C: int, N: int, reduction: Reduction) -> dict[Code, float]:
    """Return what the loss of N examples that cost so much looks like after common mistakes."""
    summed = reduction == "sum"
    times = N if summed else 1
    looks = {Code.A_MEAN: each} if summed else {Code.TIMES_N_HERE: N * each}
    looks[Code.MINUS_TOO_FEW] = -times * each
    if close(each, float(np.log(C))):
        looks |= {
            Code.LOG_10: times * float(np.log10(C)),
            Code.LOG_2: times * float(np.log2(C)),
            Code.NO_LOGARITHM: times / C,
        }
    return looks


def _explained(
    seen: Finding, loss: float, looks: Mapping[Code, float], known: Mapping[str, float]
) -> Finding:
    """Return what was seen, with what it comes from; an author's own word comes first."""
    said: list[str | Finding] = [hint for hint, value in known.items() if close(loss, value)]
    said += [Finding(code) for code, value in looks.items() if close(loss, value)]
    return Finding.of(Code.HINTED, seen=seen, hint=said[0]) if said else seen


Convention = Literal["half", "full", "either"]

_FACTORS: dict[Convention, tuple[float, ...]] = {
    "half": (0.5,),
    "full": (1.0,),
    "either": (0.5, 1.0),
}


def large_scores() -> Fact:
    """Return the fact that scores in the thousands, of another size in each row, are survived."""
    return text("check.large-scores"), lambda function, _: relations.rows_far_apart(function)


def check_loss(
    function: LossFunction,
    facts: Sequence[Fact] = (),
    *,
    vectorized: bool = False,
    regularization: Convention = "half",
    reduction: Reduction = "mean",
) -> None:
    """Check a loss f(W, X, y, reg), which returns a number and dW, and show what was seen.

    W (D, C), X (N, D), y (N,). What holds of any loss is asked of the function itself, and `facts`
    beside it: `at_zero_weights`, `one_example`, `large_scores`. They are what the notebook teaches,
    never a result of the graded function. `regularization` says whether one half stands before reg
    and the sum of squares (half), or not (full), or that both are right (either). `reduction` says
    whether the loss is the mean of the examples' losses or their sum.
    """

    def report() -> Report:
        found = report_on(function, facts, vectorized, regularization, reduction)
        return with_fingerprint(found, function)

    show(report, function)


def report_on(
    function: LossFunction,
    facts: Sequence[Fact],
    vectorized: bool = False,
    regularization: Convention = "half",
    reduction: Reduction = "mean",
) -> Report:
    """Ask for the facts together and return the Report; an unusable result ends it at once."""
    name = getattr(function, "__name__", text("your-function"))
    result = call(function, small_problem())
    if isinstance(result, Finding):
        return Report(name, (CheckLine("FAILED", text("check.result"), result),))
    lines = [CheckLine("passed", text("check.returns"))]
    lines += [CheckLine("note", text("check.result"), remark) for remark in result.remarks]
    asked = [(title, ask(function, reduction)) for title, ask in facts]
    asked += [
        (text(key), ask(function)) for key, ask in _of_any(vectorized, regularization, reduction)
    ]
    found = solve_together(function, [asking for _, asking in asked])
    for (title, _), finding in zip(asked, found, strict=True):
        # One cause, one message: what ends one call mostly ends the others, too.
        if not finding or all(line.seen != finding for line in lines):
            lines.append(CheckLine("FAILED" if finding else "passed", title, finding or ""))
    return Report(name, tuple(lines))


def _of_any(
    vectorized: bool, regularization: Convention, reduction: Reduction
) -> list[tuple[str, Callable[[LossFunction], Asking]]]:
    """Return what holds of any loss by these conventions, with its title's key."""
    over = partial(relations.right_over_examples, reduction=reduction)
    in_loss = partial(relations.regularization_in_loss, factors=_FACTORS[regularization])
    return [
        ("check.sum" if reduction == "sum" else "check.mean", over),
        ("check.every-example", relations.each_example_counts),
        ("check.gradient", relations.gradient_fits_loss),
        ("check.reg-in-loss", in_loss),
        ("check.reg-in-gradient", relations.regularization_in_gradient),
        ("check.inputs", relations.inputs_unchanged),
        *([("check.no-loop", relations.matrices_only)] if vectorized else []),
    ]


# Python adapts a function to what it works with after a few calls.
TIMES = 3


def squared_error(
    W: Float64Array, X: Float64Array, y: "np.ndarray[tuple[int], np.dtype[np.int64]]", reg: float
) -> tuple[float, Float64Array]:
    """Return a loss that no notebook asks for, with its gradient.

    W (D, C), X (N, D), y (N,) integers; half the mean squared gap between scores and one-hot rows.
    """
    gap = X @ W - np.eye(W.shape[1])[y]
    loss = 0.5 * np.sum(gap**2) / len(X) + 0.5 * reg * np.sum(W**2)
    return float(loss), X.T @ gap / len(X) + reg * W


def load_ahead() -> None:
    """Check a gradient, so that the first check in a fork of this process is no first one."""
    for _ in range(TIMES):
        for reg in (0.0, 0.5):
            problem = small_problem().but(reg=reg)
            gradcheck(squared_error, *problem.copies(), quick=True)._repr_html_()
