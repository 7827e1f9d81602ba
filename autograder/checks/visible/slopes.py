"""What a wrong gradient of an author's own function looks like, without knowing the right code."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

# The share of the largest entry that single precision inside may be off by.
_TOLERANCE = 2e-3
_MULTIPLES = (
    (0.0, "is 0: has it been written?"),
    (-1.0, "has the wrong sign"),
    (2.0, "is twice too large"),
    (0.5, "is half of what it should be"),
)


@dataclass(frozen=True)
class Slope:
    """A gradient, the numerical one, where it was taken, and what came in from above, if anything.

    `rows` is the number of examples.
    """

    yours: Floats
    right: Floats
    at: Floats
    dout: Floats | None
    rows: int


def seen_in(slope: Slope) -> str | None:
    """Return what is wrong with the gradient in words, None if it agrees with the numerical one."""
    yours, right = slope.yours, slope.right
    if yours.shape != right.shape:
        return _other_shape(slope)
    if not np.isfinite(yours).all():
        return "holds nan or inf"
    if _same(yours, right):
        return None
    return _multiple(slope) or _passed_on(slope) or _of_the_point(slope) or _plain(yours, right)


def _other_shape(slope: Slope) -> str:
    found, wanted = slope.yours.shape, slope.right.shape
    text = f"has shape {found}, it must be {wanted}"
    if found == wanted[::-1]:
        return f"{text}: is a transpose missing?"
    if len(found) == len(wanted) == 1 and found[0] == slope.rows:
        return f"{text}: is it summed along the wrong axis?"
    return text


def _multiple(slope: Slope) -> str | None:
    for factor, text in _MULTIPLES:
        if _same(slope.yours, factor * slope.right):
            return text
    if _same(slope.yours, slope.rows * slope.right):
        return (
            f"is {slope.rows} times too large, and there are {slope.rows} examples: is it a mean?"
        )
    if _same(slope.rows * slope.yours, slope.right):
        return f"is {slope.rows} times too small, and there are {slope.rows} examples"
    return None


def _passed_on(slope: Slope) -> str | None:
    dout = slope.dout
    if dout is None or dout.shape != slope.yours.shape:
        return None
    if _same(slope.yours, dout):
        return "is dout as it came: what does the layer itself do to a small change?"
    if _same(slope.yours, np.where(dout > 0, dout, 0.0)):
        return "is dout where dout is positive: is that what decided on the way forward?"
    return None


def _of_the_point(slope: Slope) -> str | None:
    """Tell of a difference that is a multiple of the point itself: that of a regularization."""
    size = float(np.sum(slope.at**2))
    rest = slope.yours - slope.right
    times = float(np.sum(rest * slope.at)) / size if size else 0.0
    if abs(times) > _TOLERANCE and _same(rest, times * slope.at):
        return (
            f"is off by {times:.3g} times the parameter itself: "
            "does reg do in the gradient what it does in the loss?"
        )
    return None


def _plain(yours: Floats, right: Floats) -> str:
    wrong = np.abs(yours - right) > _TOLERANCE * np.abs(right).max(initial=1e-3)
    place = tuple(int(i) for i in np.unravel_index(np.abs(yours - right).argmax(), right.shape))
    where = f", most at {place if len(place) > 1 else place[0]}" if place else ""
    return f"differs in {wrong.sum()} of {right.size} entries{where}"


def _same(a: Floats, b: Floats) -> bool:
    return bool(np.abs(a - b).max(initial=0.0) <= _TOLERANCE * np.abs(b).max(initial=1e-3))
