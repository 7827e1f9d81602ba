"""What a function did on the fixed inputs, so that two students' can be compared within tolerance.

What is no number (an exception, another shape, nan) must be equal; numbers may differ by the
tolerance of their calls, relative to the larger of both and of what counts as one.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from autograder.results.values import ComparedCalls, FunctionValues, Returned

Array = NDArray[np.float64]


def array_of(thing: Returned) -> Array | None:
    """Return the numbers of what was returned, None where there are none."""
    if thing.word:
        return None
    return np.frombuffer(thing.data, dtype="<f8").reshape(thing.shape)


@dataclass(frozen=True)
class Behaviour:
    """One function's: `tokens` for what is no number, one for each thing, and finite `numbers`.

    `starts` tell where the numbers of each thing begin; `tolerances` and `leasts` are theirs.
    """

    tokens: tuple[str, ...]
    numbers: Array
    starts: NDArray[np.intp]
    tolerances: Array
    leasts: Array

    @cached_property
    def _sizes(self) -> Array:
        if not self.starts.size:
            return np.zeros(0)
        found: Array = np.maximum.reduceat(np.abs(self.numbers), self.starts)
        return found

    def alike(self, other: "Behaviour") -> bool:
        """Return whether two did the same, within tolerance."""
        if self.tokens != other.tokens or self.numbers.size != other.numbers.size:
            return False
        if not self.starts.size:
            return True
        gaps = np.maximum.reduceat(np.abs(self.numbers - other.numbers), self.starts)
        sizes = np.maximum(np.maximum(self._sizes, other._sizes), self.leasts)
        return bool((gaps <= self.tolerances * sizes).all())


def yours(values: FunctionValues) -> Behaviour:
    """Return what a student's function did."""
    return _behaviour((calls, calls.yours) for calls in values.calls)


def right(values: FunctionValues) -> Behaviour:
    """Return what the reference did."""
    return _behaviour((calls, calls.right) for calls in values.calls)


def _behaviour(
    found: Iterable[tuple[ComparedCalls, tuple[tuple[Returned, ...], ...]]],
) -> Behaviour:
    tokens: list[str] = []
    arrays: list[Array] = []
    tolerances: list[float] = []
    leasts: list[float] = []
    for calls, came in found:
        for thing in (each for things in came for each in things):
            array = array_of(thing)
            if array is None or not np.isfinite(array).all():
                tokens.append(thing.word or "not-finite")
                continue
            tokens.append(f"{array.shape}" if array.size else "empty")
            if array.size:
                arrays.append(array.ravel())
                tolerances.append(calls.tolerance)
                leasts.append(calls.least)
    sizes = [each.size for each in arrays]
    starts = np.cumsum([0, *sizes[:-1]]) if sizes else np.zeros(0, dtype=np.intp)
    numbers = np.concatenate(arrays) if arrays else np.zeros(0)
    return Behaviour(tuple(tokens), numbers, starts, np.array(tolerances), np.array(leasts))


_known: dict[tuple[int, ...], tuple[FunctionValues, Behaviour]] = {}
_MOST_KNOWN = 200


def _right_once(values: FunctionValues) -> Behaviour:
    """Return what the reference did; a store gives all students the same objects for that."""
    key = tuple(id(calls.right) for calls in values.calls)
    if key not in _known:
        if len(_known) >= _MOST_KNOWN:
            _known.clear()
        _known[key] = values, right(values)  # kept with the values, so that no id is used again
    return _known[key][1]


class TakenValues:
    """What was taken of a student's function; what it comes to is found out once."""

    def __init__(self, values: FunctionValues) -> None:
        self._values = values

    @property
    def taken(self) -> FunctionValues:
        """The values themselves."""
        return self._values

    @cached_property
    def did(self) -> Behaviour:
        """What the function did."""
        return yours(self._values)

    @cached_property
    def as_solution(self) -> bool:
        """Whether it did what the solution does."""
        return self.did.alike(_right_once(self._values))

    @cached_property
    def residual(self) -> "Residual | None":
        """What it returned, less what is right."""
        return residual_of(self._values)


@dataclass(frozen=True)
class Residual:
    """Yours minus right, of one thing that a call returned, as a table of numbers."""

    thing: str
    numbers: Array
    size: float


_MOST_ENTRIES, _MOST_SIDE = 60, 12


def residual_of(values: FunctionValues) -> Residual | None:
    """Return the first table of numbers that differs from the right one of the same shape."""
    for calls in values.calls:
        for mine, its in zip(calls.yours, calls.right, strict=True):
            for thing, a, b in zip(values.things, mine, its, strict=True):
                found = _residual(thing, a, b, calls)
                if found is not None:
                    return found
    return None


def _residual(thing: str, mine: Returned, its: Returned, calls: ComparedCalls) -> Residual | None:
    a, b = array_of(mine), array_of(its)
    if a is None or b is None or a.shape != b.shape or a.ndim not in (1, 2):
        return None
    fits = 1 < a.size <= _MOST_ENTRIES and max(a.shape) <= _MOST_SIDE
    if not fits or not (np.isfinite(a).all() and np.isfinite(b).all()):
        return None
    size = float(max(np.abs(a).max(), np.abs(b).max(), calls.least))
    gap = a - b
    differs = float(np.abs(gap).max()) > calls.tolerance * size
    return Residual(thing, np.atleast_2d(gap), size) if differs else None
