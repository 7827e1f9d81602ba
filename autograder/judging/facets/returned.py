"""How what a function returned differs from what is right, in words that hold for all calls."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from autograder.findings import Code, Finding
from autograder.findings.outcome import copies_of
from autograder.judging.compare import MULTIPLES, same

# Results are made of numbers of about 1, such as probabilities, also where they are smaller.
_UNIT = 1.0


@dataclass(frozen=True)
class Arguments:
    """The arguments of one call, with a name that a message can use."""

    label: str
    values: tuple[Any, ...]

    def copies(self) -> tuple[Any, ...]:
        """Return fresh arguments, so that no call can spoil the next."""
        return tuple(copies_of(self.values))


ComparedCall = tuple[Arguments, NDArray[Any], NDArray[Any]]

# What the student's value would be, made from the right one, and what that looks like.
_GUESSES: tuple[tuple[Callable[[NDArray[Any]], NDArray[Any]], Code], ...] = (
    *((lambda right, factor=factor: factor * right, code) for factor, code in MULTIPLES),
    (lambda right: right + 1.0, Code.ONE_MORE),
    (lambda right: right / np.log(2.0), Code.LOGARITHM),
    (lambda right: right / np.log(10.0), Code.LOGARITHM),
)


def compare(pairs: Sequence[ComparedCall], name: str, tolerance: float) -> Finding | None:
    """Return what is wrong in results of several calls, None if nothing is."""
    for arguments, yours, right in pairs:
        if yours.shape != right.shape:
            return other_shape(name, arguments.label, yours, right)
    wrong = [pair for pair in pairs if not _near(pair[1], pair[2], tolerance)]
    return _explain(wrong, len(pairs), name) if wrong else None


def other_shape(
    name: str, label: str | Finding, yours: NDArray[Any], right: NDArray[Any]
) -> Finding:
    """Return that a result has another shape than the right one."""
    shapes = {"shape": yours.shape, "wanted": right.shape}
    return Finding.of(Code.SHAPE_FOR, name=called(name), input=label, **shapes)


def _near(yours: NDArray[Any], right: NDArray[Any], tolerance: float) -> bool:
    """Return whether two arrays of a shape are the same, infinite where the right one is."""
    lost = ~np.isfinite(right)
    if not np.array_equal(yours[lost], right[lost], equal_nan=True):
        return False
    return same(yours[~lost], right[~lost], tolerance, _UNIT)


def _explain(wrong: Sequence[ComparedCall], count: int, name: str) -> Finding:
    lost = [
        a.label for a, yours, right in wrong if (~np.isfinite(yours) & np.isfinite(right)).any()
    ]
    if lost:
        return Finding.of(Code.NOT_FINITE_FOR, name=called(name), inputs=tuple(lost))
    finite = [a.label for a, yours, right in wrong if (np.isfinite(yours) & np.isinf(right)).any()]
    if finite:
        return Finding.of(Code.FINITE_FOR, name=called(name), inputs=tuple(finite))
    for guess, code in _GUESSES:
        if len(wrong) == count and all(same(y, guess(r), 1e-5) for _, y, r in wrong):
            seen = Finding(code)
            return Finding.of(Code.OF_PART, part=name, seen=seen) if name else seen
    if len(wrong) == count:
        return Finding.of(Code.WRONG_FOR_ALL, name=called(name))
    where = tuple(arguments.label for arguments, _, _ in wrong)
    return Finding.of(Code.WRONG_FOR, name=called(name), inputs=where)


def called(name: str) -> str | Finding:
    """Return how messages call a part: it has no name where it is all that is returned."""
    return name or Finding(Code.THE_RESULT)
