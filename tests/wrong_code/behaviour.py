"""What functions do on inputs that neither a hidden test nor the diagnosis has drawn."""

import copy
import math
import warnings
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np

from tests.judging.harness import asked, hidden_calls, hidden_inputs
from tests.judging.mistakes.planted import ASSIGNMENTS
from tests.wrong_code.compositions import Answer, accepted, is_loss, solved, with_mistakes

Function = Callable[..., Any]
Arguments = tuple[Any, ...]
SHAPES = ((5, 4, 3), (1, 3, 4), (8, 3, 2), (4, 6, 11), (17, 5, 7), (6, 9, 4))
REG = 0.3
_SEED = 987_654
_FAR = 20_000.0
_OF_LARGE = frozenset({"stability", "accuracy"})
_TOLERANCE = 1e-4  # a course may ask for less
# Numbers below it count as 0 beside each other's tolerance.
_LEAST = 1e-3


@dataclass(frozen=True)
class Raised:
    """An exception's type, in place of a result."""

    kind: str


def call(function: Function, arguments: Arguments) -> Any:
    """Return what a function returns for copies of the arguments, or what it raised."""
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")
        try:
            return function(*[_copy(each) for each in arguments])
        except Exception as error:
            return Raised(type(error).__name__)


def changes_inputs(function: Function, arguments: Arguments) -> bool:
    """Return whether an array among the arguments is another one after the call."""
    given = [_copy(each) for each in arguments]
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")
        try:
            function(*given)
        except Exception:
            return False
    return not all(
        np.array_equal(before, after, equal_nan=True)
        for before, after in zip(arguments, given, strict=True)
        if isinstance(before, np.ndarray) and before.dtype.kind in "fiu"
    )


def alike(one: Any, other: Any, tolerance: float = _TOLERANCE) -> bool:
    """Return whether two results are the same thing, but for rounding."""
    if isinstance(one, Raised) or isinstance(other, Raised) or one is None or other is None:
        return type(one) is type(other)  # which exception depends on the line
    if isinstance(one, tuple | list) and isinstance(other, tuple | list):
        pairs = zip(one, other, strict=False)
        return len(one) == len(other) and all(alike(a, b, tolerance) for a, b in pairs)
    try:
        a, b = np.asarray(one, dtype=float), np.asarray(other, dtype=float)
    except (TypeError, ValueError):
        return bool(np.all(one == other))
    if a.size == b.size == 1:
        a, b = a.ravel(), b.ravel()
    if a.shape != b.shape:
        return False
    if not (np.isfinite(a).all() and np.isfinite(b).all()):  # inf or nan: as the order of steps is
        return bool(np.isfinite(a).all() == np.isfinite(b).all())
    scale = max(np.abs(a).max(initial=0.0), np.abs(b).max(initial=0.0), _LEAST)
    return bool(np.abs(a - b).max(initial=0.0) <= tolerance * scale)


@cache
def ordinary(assignment: str, function: str) -> tuple[Arguments, ...]:
    """Return calls of a function on inputs of moderate size; losses at reg = 0 and above."""
    if is_loss(assignment, function):
        return tuple((*each, reg) for each in loss_inputs() for reg in (0.0, REG))
    return _drawn(assignment, function, extreme=False)


@cache
def extreme(assignment: str, function: str) -> tuple[Arguments, ...]:
    """Return calls with large numbers, none where the course asks for none."""
    if is_loss(assignment, function):
        return tuple((*each, 0.0) for each in far_inputs())
    options = asked(assignment, function)[2]
    return _drawn(assignment, function, extreme=True) if options.get("extreme") else ()


@cache
def loss_inputs() -> tuple[Arguments, ...]:
    """Return W, X and y of several shapes."""
    rng = np.random.default_rng(_SEED)
    return tuple(
        (
            rng.normal(size=(D, C)),
            rng.normal(size=(N, D)),
            np.concatenate([np.arange(min(N, C)), rng.integers(0, C, size=max(0, N - C))]),
        )
        for N, D, C in SHAPES
    )


@cache
def far_inputs() -> tuple[Arguments, ...]:
    """Return such with scores around 20,000 and -20,000, rows far apart, and a class far below."""
    W, X, y = loss_inputs()[0]
    feature = np.ones((1, W.shape[1]))
    shifts = np.full(len(X), _FAR), np.full(len(X), -_FAR), np.linspace(-_FAR, _FAR, len(X))
    shifted = [(np.vstack([W, feature]), np.column_stack([X, each]), y) for each in shifts]
    below = np.zeros((1, W.shape[1]))
    below[0, -1] = -4_000.0
    others = np.where(y == W.shape[1] - 1, 0, y)
    apart = (np.vstack([W, below]), np.column_stack([X, np.ones(len(X))]), others)
    return (*shifted, apart)


def differs(answer: Answer, other: dict[str, Any], name: str, *, large: bool = True) -> bool:
    """Return whether the function of this name in another notebook answers otherwise anywhere."""
    place = answer.assignment, answer.function
    one, two = answer.namespace().get(answer.function), other.get(name)
    if one is None or two is None:
        return one is not two
    calls = (*ordinary(*place), *(_up_to_the_first_lost(one, place) if large else ()))
    tolerance = max(_TOLERANCE, asked(*place)[2].get("tolerance", 0.0))
    return not all(alike(call(one, each), call(two, each), tolerance) for each in calls)


def _up_to_the_first_lost(function: Function, place: tuple[str, str]) -> list[Arguments]:
    """Return the calls with large numbers up to one without a number: a loss's facet ends there.

    Other functions' facets ask for all of them.
    """
    calls = list(extreme(*place))
    if is_loss(*place):
        lost = [k for k, each in enumerate(calls) if not _has_numbers(call(function, each))]
        return calls[: lost[0] + 1] if lost else calls
    return calls


def _has_numbers(result: Any) -> bool:
    try:
        return finite(result)
    except (TypeError, ValueError):
        return False


def as_if(answer: Answer, names: Sequence[str]) -> bool:
    """Return whether the solution with mistakes of these names answers as the answer does."""
    made = (
        (other, name)
        for assignment, name in _asked_for_the_same(answer.assignment, answer.function)
        for other in with_mistakes(answer, assignment, name, names)
    )
    points = asked(answer.assignment, answer.function)[1]
    large = not _OF_LARGE.isdisjoint(points)  # what no facet asks for, no name explains
    return any(not differs(answer, *each, large=large) for each in made)


@cache
def _asked_for_the_same(assignment: str, function: str) -> list[tuple[str, str]]:
    """Return the functions whose solutions answer alike: loops, with matrices, pasted again."""
    if not is_loss(assignment, function):
        return [(assignment, function)]
    calls = ordinary(assignment, function)
    right = solved(assignment)[function]
    return [
        (place, name)
        for place in ASSIGNMENTS
        for name in hidden_calls(place)
        if is_loss(place, name)
        and all(alike(call(solved(place)[name], each), call(right, each)) for each in calls)
    ]


def is_right(answer: Answer) -> bool:
    """Return whether the answer answers as the solution does."""
    return any(not differs(answer, each, answer.function) for each in accepted(answer))


def _drawn(assignment: str, function: str, *, extreme: bool) -> tuple[Arguments, ...]:
    drawn = hidden_inputs(assignment, function, _SEED, extreme)
    return tuple(tuple(each) for each in drawn.values())


def _copy(value: Any) -> Any:
    return value if callable(value) or isinstance(value, float) else copy.deepcopy(value)


def finite(result: Any) -> bool:
    """Return whether there is a loss and a gradient without nan and inf."""
    if isinstance(result, Raised):
        return False
    loss, gradient = result
    return math.isfinite(float(loss)) and bool(np.isfinite(gradient).all())
