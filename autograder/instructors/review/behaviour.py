"""What a function did on the fixed inputs, so that two students' can be compared within tolerance.

What is no number (an exception, another shape, nan) must be equal; numbers may differ by the
tolerance of their calls, relative to the larger of both and of what counts as one.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from autograder.results.values import ComparedCalls, FunctionValues, Returned

Array = NDArray[np.float64]
_BYTES = 8  # of a float64


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
    """Return it: all numbers in one array, as a class has a hundred things a function."""
    things = [(calls, each) for calls, came in found for its in came for each in its]
    numeric = [not thing.word and bool(thing.data) for _, thing in things]
    its = [each for each, is_numeric in zip(things, numeric, strict=True) if is_numeric]
    numbers = np.frombuffer(b"".join([thing.data for _, thing in its]), dtype="<f8")
    sizes = np.array([len(thing.data) // _BYTES for _, thing in its], dtype=np.intp)
    finite = np.ones(len(its), dtype=bool)
    if its:
        finite = np.logical_and.reduceat(np.isfinite(numbers), _starts(sizes))
    told = iter(finite.tolist())
    tokens = tuple(
        _token(thing, next(told) if is_numeric else True)
        for (_, thing), is_numeric in zip(things, numeric, strict=True)
    )
    of_calls = np.array([(calls.tolerance, calls.least) for calls, _ in its]).reshape(-1, 2)[finite]
    numbers = numbers if finite.all() else numbers[np.repeat(finite, sizes)]
    return Behaviour(tokens, numbers, _starts(sizes[finite]), of_calls[:, 0], of_calls[:, 1])


def _starts(sizes: NDArray[np.intp]) -> NDArray[np.intp]:
    starts: NDArray[np.intp] = np.cumsum(sizes) - sizes
    return starts


def _token(thing: Returned, is_finite: bool) -> str:
    if thing.word:
        return thing.word
    if not is_finite:
        return "not-finite"
    return f"{thing.shape}" if thing.data else "empty"


class KeptBehaviour(Struct, frozen=True):
    """A behaviour as it is kept, and whether it is that of the solution."""

    tokens: tuple[str, ...]
    numbers: bytes
    starts: bytes
    tolerances: bytes
    leasts: bytes
    as_solution: bool


def kept_of(values: FunctionValues) -> KeptBehaviour:
    """Return what a function did as it is kept: found out once, when the values are taken."""
    did = yours(values)
    numbers, starts = did.numbers.astype("<f8").tobytes(), did.starts.astype("<i8").tobytes()
    tolerances, leasts = (each.astype("<f8").tobytes() for each in (did.tolerances, did.leasts))
    same = did.alike(right(values))
    return KeptBehaviour(did.tokens, numbers, starts, tolerances, leasts, same)


class TakenValues:
    """What was taken of a student's function; what it comes to is found out once.

    `read` reads the values where they are asked for; `kept` is what they come to, if it is known.
    """

    def __init__(self, read: Callable[[], FunctionValues], kept: KeptBehaviour | None) -> None:
        self._read, self._kept = read, kept

    @cached_property
    def taken(self) -> FunctionValues:
        """The values themselves."""
        return self._read()

    @cached_property
    def did(self) -> Behaviour:
        """What the function did."""
        kept = self._kept
        if kept is None:
            return yours(self.taken)
        numbers, tolerances, leasts = (
            np.frombuffer(each, dtype="<f8")
            for each in (kept.numbers, kept.tolerances, kept.leasts)
        )
        starts = np.frombuffer(kept.starts, dtype="<i8").astype(np.intp)
        return Behaviour(kept.tokens, numbers, starts, tolerances, leasts)

    @cached_property
    def as_solution(self) -> bool:
        """Whether it did what the solution does."""
        return self._kept.as_solution if self._kept else self.did.alike(right(self.taken))

    @cached_property
    def residual(self) -> "Residual | None":
        """What it returned, less what is right."""
        return residual_of(self.taken)


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
