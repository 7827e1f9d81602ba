"""What must hold before any number is compared: a function that can be trusted to be one."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from autograder.checks.calls import attempt, copies_of
from autograder.checks.gradients.target import Caller
from autograder.checks.numerical import Float64Array
from autograder.checks.results import LossResult, read_loss_result

NAMES = ("W", "X", "y")
_GROWN = 5e4


class Suspicion(Exception):  # noqa: N818 - not an error of ours
    """The function can't be checked; `name` is the kind of finding, the message what was seen."""

    def __init__(self, name: str, seen: str) -> None:
        super().__init__(seen)
        self.name = name


class Watched:
    """A first call whose arguments and returned array are kept, to see what becomes of them."""

    def __init__(self, caller: Caller, point: Float64Array) -> None:
        caller.evaluations += 1
        given = copies_of((point, *caller.rest))
        before = copies_of(given)
        outcome = attempt(caller.function, *given)
        result = read_loss_result(outcome, point.shape)
        if isinstance(result, str):
            kind = "transposed" if "transposed" in result else "unreadable"
            raise Suspicion(kind, result)
        changed = [k for k, (a, b) in enumerate(zip(given, before, strict=True)) if _differ(a, b)]
        if changed:
            words = " and ".join(NAMES[k] if len(given) == 4 else "the point" for k in changed)
            raise Suspicion("inputs changed", f"{words} changed during the call: work on a copy")
        self.result: LossResult = _finite(result)
        self._returned: Any = outcome.value[1]
        self._kept = np.array(self._returned)

    def must_be_untouched(self) -> None:
        """Raise Suspicion if a later call wrote into the array that this one returned."""
        if _differ(self._returned, self._kept):
            raise Suspicion(
                "aliased",
                "a later call changed the gradient that an earlier one returned: make a new array "
                "in each call",
            )


def must_repeat(caller: Caller, point: Float64Array, first: LossResult) -> None:
    """Raise Suspicion if a second call with the same arguments gives something else."""
    second = caller.call(point)
    if isinstance(second, str) or not _close(second.loss, first.loss):
        seen = "a second call with the same arguments gives another loss: does it keep something?"
        raise Suspicion("not repeatable", seen)
    if not _close(second.gradient, first.gradient):
        seen = "a second call with the same arguments gives another dW: does it keep something?"
        raise Suspicion("not repeatable", seen)


def _finite(result: LossResult) -> LossResult:
    if not np.isfinite(result.loss):
        raise Suspicion("not finite", f"the loss is {result.loss}")
    lost = int(np.sum(~np.isfinite(result.gradient)))
    if lost:
        raise Suspicion("not finite", f"dW holds {lost} entries that are nan or inf")
    return result


def _close(a: object, b: object) -> bool:
    left, right = np.asarray(a, dtype=np.float64), np.asarray(b, dtype=np.float64)
    size = float(np.abs(right).max(initial=0.0))
    return bool(np.abs(left - right).max(initial=0.0) <= 1e-9 * size)


def _differ(a: object, b: object) -> bool:
    return isinstance(a, np.ndarray) and not np.array_equal(a, np.asarray(b), equal_nan=True)


def stable_for_large_scores(
    caller: Caller, W: Float64Array, loss: float, share: float = 0.0
) -> None:
    """Raise Suspicion if a large amount added to all scores of a row changes the loss (0 reg).

    One more feature adds it. A loss that a small amount changes, too, such as a squared error, is
    not one of differences of scores, and passes. `share` is the loss's rounding error, relative
    to it; that of scores of 1000 is a thousand times as large, and more.
    """
    tolerance = min(max(1e-6, _GROWN * share), 1e-2)
    N = len(caller.rest[0])
    if not _same(_shifted(caller, W, np.ones(N)), loss, tolerance):
        return
    for name, words, shifts in _shifts(N):
        shifted = _shifted(caller, W, shifts)
        if not _same(shifted, loss, tolerance):
            raise Suspicion(name, words.format(shifted))


def _shifted(caller: Caller, W: Float64Array, shifts: NDArray[np.float64]) -> float:
    X, y, _ = caller.rest
    wider = Caller(caller.function, (np.hstack([X, shifts[:, np.newaxis]]), y, 0.0))
    caller.evaluations += 1
    return wider.value(np.vstack([W, np.ones((1, W.shape[1]))]))


def _same(shifted: float, loss: float, tolerance: float) -> bool:
    return abs(shifted - loss) <= tolerance * max(1.0, abs(loss))


def _shifts(N: int) -> tuple[tuple[str, str, NDArray[np.float64]], ...]:
    large = "with scores near 1000 the loss is {:.4g}: exp must not see large numbers"
    apart = (
        "when the rows of scores lie far apart the loss is {:.4g}: which maximum does each need?"
    )
    return (
        ("overflow", large, np.full(N, 1000.0)),
        ("overflow", large.replace("1000", "-1000"), np.full(N, -1000.0)),
        ("rows far apart", apart, np.linspace(-2000.0, 2000.0, N) if N > 1 else np.zeros(N)),
    )
