"""What must hold before any number is compared: a function that can be trusted to be one."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from autograder.checks.gradients.target import Caller
from autograder.checks.loss_result import LossResult, read_loss_result
from autograder.checks.numerical import Float64Array
from autograder.findings import Code, Finding, words
from autograder.findings.outcome import attempt, copies_of

NAMES = ("W", "X", "y")
_GROWN = 5e4


class PreconditionFailed(Exception):  # noqa: N818 - not an error of ours
    """The function can't be checked; `name` is the kind of finding, `finding` what was seen."""

    def __init__(self, name: str, finding: Finding) -> None:
        super().__init__(name, finding)
        self.name, self.finding = name, finding

    def __str__(self) -> str:
        return words(self.finding)


class WatchedCall:
    """A first call whose arguments and returned array are kept, to see what becomes of them."""

    def __init__(self, caller: Caller, point: Float64Array) -> None:
        caller.evaluations += 1
        given = copies_of((point, *caller.rest))
        before = copies_of(given)
        outcome = attempt(caller.function, *given)
        result = read_loss_result(outcome, point.shape)
        if isinstance(result, Finding):
            turned = result.code == Code.GRADIENT_TRANSPOSED
            kind = "transposed" if turned else "unreadable"
            raise PreconditionFailed(kind, result)
        changed = [k for k, (a, b) in enumerate(zip(given, before, strict=True)) if _differ(a, b)]
        if changed:
            point_only = Finding(Code.THE_POINT)
            names = tuple(NAMES[k] if len(given) == 4 else point_only for k in changed)
            raise PreconditionFailed("inputs changed", Finding.of(Code.WORK_ON_A_COPY, names=names))
        self.result: LossResult = _finite(result)
        self._returned: Any = outcome.value[1]
        self._kept = np.array(self._returned)

    def must_be_untouched(self) -> None:
        """Raise PreconditionFailed if a later call wrote into the array that this one returned."""
        if _differ(self._returned, self._kept):
            raise PreconditionFailed("aliased", Finding(Code.ALIASED))


def must_repeat(caller: Caller, point: Float64Array, first: LossResult) -> None:
    """Raise PreconditionFailed if a second call with the same arguments gives something else."""
    second = caller.call(point)
    if isinstance(second, Finding) or not _close(second.loss, first.loss):
        raise PreconditionFailed("not repeatable", Finding(Code.OTHER_LOSS))
    if not _close(second.gradient, first.gradient):
        raise PreconditionFailed("not repeatable", Finding(Code.OTHER_GRADIENT))


def _finite(result: LossResult) -> LossResult:
    if not np.isfinite(result.loss):
        raise PreconditionFailed("not finite", Finding.of(Code.LOSS_IS, loss=result.loss))
    lost = int(np.sum(~np.isfinite(result.gradient)))
    if lost:
        raise PreconditionFailed("not finite", Finding.of(Code.ENTRIES_NOT_FINITE, count=lost))
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
    """Raise PreconditionFailed if a large amount added to a row's scores changes the loss (0 reg).

    One more feature adds it. A loss that a small amount changes, too, such as a squared error, is
    not one of differences of scores, and passes. `share` is the loss's rounding error, relative
    to it; that of scores of 1000 is a thousand times as large, and more.
    """
    tolerance = min(max(1e-6, _GROWN * share), 1e-2)
    N = len(caller.rest[0])
    if not _same(_shifted(caller, W, np.ones(N)), loss, tolerance):
        return
    for name, finding, shifts in _shifts(N):
        shifted = _shifted(caller, W, shifts)
        if not _same(shifted, loss, tolerance):
            raise PreconditionFailed(name, Finding.of(finding.code, **finding.values, loss=shifted))


def _shifted(caller: Caller, W: Float64Array, shifts: NDArray[np.float64]) -> float:
    X, y, _ = caller.rest
    wider = Caller(caller.function, (np.hstack([X, shifts[:, np.newaxis]]), y, 0.0))
    caller.evaluations += 1
    return wider.value(np.vstack([W, np.ones((1, W.shape[1]))]))


def _same(shifted: float, loss: float, tolerance: float) -> bool:
    return abs(shifted - loss) <= tolerance * max(1.0, abs(loss))


def _shifts(N: int) -> tuple[tuple[str, Finding, NDArray[np.float64]], ...]:
    near = {size: Finding.of(Code.LARGE_SCORES, size=size) for size in (1000, -1000)}
    apart = Finding(Code.ROWS_APART)
    return (
        ("overflow", near[1000], np.full(N, 1000.0)),
        ("overflow", near[-1000], np.full(N, -1000.0)),
        ("rows far apart", apart, np.linspace(-2000.0, 2000.0, N) if N > 1 else np.zeros(N)),
    )
