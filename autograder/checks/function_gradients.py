"""Gradients of an author's own function beside numerical ones, and what wrong ones look like."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from autograder.checks.function_check import (
    Check,
    Function,
    NoResult,
    Seen,
    read_parts,
    value_of,
)
from autograder.checks.numerical import numerical_gradient
from autograder.findings import Code, Finding, text

Floats = NDArray[np.float64]

# A step in which single precision inside rounds as little as the difference is off.
_H = 1e-3


def has_gradients(names: Sequence[str], *args: Floats) -> Check:
    """Return the check of a function that returns a number and its gradients by its arguments.

    `names` are those of the number and of the gradients by the first arguments, in their order. The
    gradients are compared with numerical ones of the very number that the function returns.
    """

    def check(function: Function) -> Seen:
        value, *gradients = read_parts(function, names, args)
        if value.size != 1:
            return Finding.of(Code.PART_NO_NUMBER, name=names[0], shape=value.shape)

        def number(*changed: Floats) -> float:
            return float(np.sum(read_parts(function, names, changed)[0]))

        return _compare(names[1:], gradients, number, args)

    return text("check.numerical", names=tuple(names[1:])), check


def goes_back(names: Sequence[str], forward: Function, *args: Floats) -> Check:
    """Return the check of a layer's way back, `function(dout, *args)`, against its way forward.

    `names` are those of the gradients by the first arguments of `forward`. They are compared with
    numerical gradients of the sum of forward(*args) times dout. If students write the way forward,
    too, give it as `lambda *given: affine_forward(*given)`: it may be missing.
    """

    def check(function: Function) -> Seen:
        try:
            out = value_of(forward, *args)
        except NoResult as reason:
            return Finding.of(Code.NO_WAY_FORWARD, seen=reason.finding)
        dout = np.random.default_rng(len(out)).normal(size=out.shape)

        def number(*changed: Floats) -> float:
            return float(np.sum(value_of(forward, *changed) * dout))

        def back(dout: Floats) -> list[Floats]:
            return read_parts(function, names, (dout, *args))

        return _compare(names, back(dout), number, args, (dout, back))

    return text("check.numerical", names=tuple(names)), check


def _compare(
    names: Sequence[str],
    gradients: Sequence[Floats],
    number: Function,
    args: Sequence[Floats],
    above: tuple[Floats, Callable[[Floats], list[Floats]]] | None = None,
) -> Seen:
    """Return what is wrong with the first gradient that differs from the numerical one.

    `above` is what came in from above, and what gives the gradients for another such thing.
    """
    dout, back = above or (None, None)
    for k, (name, yours) in enumerate(zip(names, gradients, strict=True)):

        def along(x: Floats, k: int = k) -> float:
            return float(number(*args[:k], x, *args[k + 1 :]))

        right = numerical_gradient(along, args[k], _H)

        def again(dout: Floats, k: int = k) -> Floats:
            found: Floats = back(dout)[k] if back else dout
            return found

        rows = len(np.atleast_1d(args[0]))
        seen = seen_in(Slope(yours, right, args[k], dout, rows, again if back else None))
        if seen:
            return Finding.of(Code.PART_HAS, part=name, seen=seen)
    return None


# The share of the largest entry that single precision inside may be off by.
_TOLERANCE = 2e-3
_MULTIPLES = (
    (0.0, Code.SLOPE_ZERO),
    (-1.0, Code.SLOPE_SIGN),
    (2.0, Code.SLOPE_TWICE),
    (0.5, Code.SLOPE_HALF),
)


@dataclass(frozen=True)
class Slope:
    """A gradient, the numerical one, where it was taken, and what came in from above, if anything.

    `rows` is the number of examples; `again` gives the gradient for another thing from above.
    """

    yours: Floats
    right: Floats
    at: Floats
    dout: Floats | None
    rows: int
    again: Callable[[Floats], Floats] | None = None


def seen_in(slope: Slope) -> Finding | None:
    """Return what is wrong with the gradient None if it agrees with the numerical one."""
    yours, right = slope.yours, slope.right
    if yours.shape != right.shape:
        return _other_shape(slope)
    if not np.isfinite(yours).all():
        return Finding(Code.SLOPE_NOT_FINITE)
    if _same(yours, right):
        return None
    return _multiple(slope) or _passed_on(slope) or _of_the_point(slope) or _plain(yours, right)


def _other_shape(slope: Slope) -> Finding:
    found, wanted = slope.yours.shape, slope.right.shape
    code = Code.SLOPE_SHAPE
    if found == wanted[::-1]:
        code = Code.SLOPE_TRANSPOSED
    elif len(found) == len(wanted) == 1 and found[0] == slope.rows:
        code = Code.SLOPE_AXIS
    return Finding.of(code, shape=found, wanted=wanted)


def _multiple(slope: Slope) -> Finding | None:
    for factor, code in _MULTIPLES:
        if _same(slope.yours, factor * slope.right):
            return Finding(code)
    if _same(slope.yours, slope.rows * slope.right):
        return Finding.of(Code.SLOPE_TIMES_ROWS, rows=slope.rows)
    if _same(slope.rows * slope.yours, slope.right):
        return Finding.of(Code.SLOPE_BY_ROWS, rows=slope.rows)
    return None


def _passed_on(slope: Slope) -> Finding | None:
    dout = slope.dout
    if dout is None or dout.shape != slope.yours.shape:
        return None
    for code, passed_on in _PASSED_ON:
        if _same(slope.yours, passed_on(dout)) and _is_no_chance(slope, passed_on):
            return Finding(code)
    return None


_PASSED_ON: tuple[tuple[Code, Callable[[Floats], Floats]], ...] = (
    (Code.SLOPE_IS_DOUT, lambda dout: dout),
    (Code.SLOPE_IS_MASKED_DOUT, lambda dout: np.where(dout > 0, dout, 0.0)),
)


def _is_no_chance(slope: Slope, passed_on: Callable[[Floats], Floats]) -> bool:
    """Return whether it is so with other signs from above: with one set it may be by chance."""
    if slope.dout is None or slope.again is None:
        return True
    others = (-slope.dout, np.roll(slope.dout, 1))
    return all(
        (found := slope.again(other)).shape == other.shape and _same(found, passed_on(other))
        for other in others
    )


def _of_the_point(slope: Slope) -> Finding | None:
    """Tell of a difference that is a multiple of the point itself: that of a regularization."""
    size = float(np.sum(slope.at**2))
    rest = slope.yours - slope.right
    times = float(np.sum(rest * slope.at)) / size if size else 0.0
    if abs(times) > _TOLERANCE and _same(rest, times * slope.at):
        return Finding.of(Code.SLOPE_OF_THE_POINT, times=times)
    return None


def _plain(yours: Floats, right: Floats) -> Finding:
    wrong = np.abs(yours - right) > _TOLERANCE * np.abs(right).max(initial=1e-3)
    place = tuple(int(i) for i in np.unravel_index(np.abs(yours - right).argmax(), right.shape))
    counts = {"count": wrong.sum(), "size": right.size}
    if not place:
        return Finding.of(Code.SLOPE_DIFFERS, **counts)
    return Finding.of(Code.SLOPE_DIFFERS_AT, **counts, at=place if len(place) > 1 else place[0])


def _same(a: Floats, b: Floats) -> bool:
    return bool(np.abs(a - b).max(initial=0.0) <= _TOLERANCE * np.abs(b).max(initial=1e-3))
