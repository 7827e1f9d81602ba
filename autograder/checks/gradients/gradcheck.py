"""The gradient checker: one function from a loss to a verdict."""

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from autograder.checks.check_report import cell_that_cannot_run
from autograder.checks.gradients.blocks import Part, check_blocks
from autograder.checks.gradients.diagnose import verdict_of
from autograder.checks.gradients.diagnoses import DIAGNOSES
from autograder.checks.gradients.explain import on_small_problem
from autograder.checks.gradients.parts import data_target, plain_target, reg_target
from autograder.checks.gradients.preconditions import (
    PreconditionFailed,
    WatchedCall,
    must_repeat,
    stable_for_large_scores,
)
from autograder.checks.gradients.target import Caller
from autograder.checks.gradients.verdict import Verdict
from autograder.checks.numerical import Float64Array
from autograder.data.sizes import while_graded
from autograder.findings import text


def gradcheck(
    function: Callable[..., Any],
    point: ArrayLike,
    *rest: Any,  # noqa: ANN401 - nothing, or X, y, reg
    seed: int = 0,
    large_scores: bool = True,
    raise_on_failure: bool = False,
    quick: bool | None = None,
) -> Verdict:
    """Compare a gradient with finite differences of its own function, and say where and why.

    Either `gradcheck(f, x)` with `f(x) -> (value, gradient)` and x of any shape, or
    `gradcheck(loss, W, X, y, reg)` with `loss(W, X, y, reg) -> (loss, dW)`, W (D, C), X (N, D),
    y (N,) integer labels, reg >= 0. Nothing is changed; float32 is checked as float64.

    Random directions are measured over each class, the bias row (a last column of X that is
    constant), everything, and the regularization by itself: about 40 evaluations for a right loss
    of 10 classes, whatever its size. Steps and tolerances come from the function's own rounding
    error, which is measured. A loss is also tried with large scores, unless `large_scores` is
    False. A `quick` check (None: while nbgrader grades) takes about 15: it looks at single
    blocks only when the gradient as a whole is wrong, doesn't ask why, and tries nothing else.
    Raises GradientError if `raise_on_failure` is set and the check fails; otherwise what goes wrong
    is in the verdict.
    """
    if rest and len(rest) != 3:
        raise TypeError(text("gradcheck.arguments"))
    where = np.array(point, dtype=np.float64)
    caller = Caller(function, _as_float64(rest))
    name = getattr(function, "__name__", "gradient")
    quick = while_graded() if quick is None else quick
    older = cell_that_cannot_run(function)
    try:
        if older:
            raise PreconditionFailed("older", older)
        verdict = _check(caller, where, np.random.default_rng(seed), name, large_scores, quick)
    except PreconditionFailed as reason:
        verdict = Verdict(
            passed=False,
            evaluations=caller.evaluations,
            problem=str(reason),
            finding=reason.name,
            why=DIAGNOSES.get(reason.name),
            name=name,
        )
    if raise_on_failure:
        verdict.raise_if_failed()
    return verdict


def _check(
    caller: Caller,
    point: Float64Array,
    rng: np.random.Generator,
    name: str,
    large_scores: bool,
    quick: bool,
) -> Verdict:
    watched = WatchedCall(caller, point)
    must_repeat(caller, point, watched.result)
    parts: list[Part] = []
    if quick:  # most gradients are right, and round as usual
        found = _parts(caller, point, watched, None)
        parts = [check_blocks(part, rng, quick=True, measured=False) for part in found]
    if not parts or not all(part.passed for part in parts):
        parts = [
            check_blocks(part, rng, quick=quick) for part in _parts(caller, point, watched, rng)
        ]
    watched.must_be_untouched()
    data = parts[0].target
    if parts[0].name == "data" and all(part.passed for part in parts) and not quick:
        small = on_small_problem(caller, data, rng)
        if small and not small.passed:
            return verdict_of(caller, [small], name, rng, quick=quick)
        if large_scores:
            share = data.noise / max(1.0, abs(data.start))
            stable_for_large_scores(caller, data.point, data.start, share)
    return verdict_of(caller, parts, name, rng, quick=quick)


def _parts(
    caller: Caller, point: Float64Array, watched: WatchedCall, rng: np.random.Generator | None
) -> list[Part]:
    """Return the data part and the regularization of a loss, or the function as a whole.

    Without a generator their rounding error is not measured.
    """
    data = data_target(caller, point, rng, watched.result) if caller.rest else None
    if data is None:
        return [Part("gradient", plain_target(caller, point, watched.result, rng), caller)]
    parts = [Part("data", data, caller)]
    if caller.rest[2]:
        added = reg_target(caller, data, watched.result)
        parts += [Part("regularization", added, caller)] if added else []
    return parts


def _as_float64(rest: tuple[Any, ...]) -> tuple[Any, ...]:
    if not rest:
        return ()
    X, y, reg = rest
    return np.array(X, dtype=np.float64), np.array(y), float(reg)
