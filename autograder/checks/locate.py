"""Find the wrong entry of a gradient that is known to be wrong somewhere."""

import numpy as np

from autograder.checks.directions import Comparison, random_direction
from autograder.checks.numerical import Float64Array

# Up to this many entries are all measured, which gives a picture; more are halved in turn.
ALL_ENTRIES = 400


def measure_all(comparison: Comparison) -> Float64Array:
    """Return the numeric gradient, entry by entry (two evaluations each)."""
    numeric = np.empty_like(comparison.point)
    for index in np.ndindex(comparison.point.shape):
        numeric[index] = comparison.entry(index)
    return numeric


def halve(comparison: Comparison, rng: np.random.Generator) -> tuple[int, ...]:
    """Return the index of a wrong entry by halving the entries that hold the larger gap.

    Takes about log2 of the number of entries steps, with at least eight evaluations each.
    """
    shape = comparison.point.shape
    direction = random_direction(shape, rng)
    suspects = np.arange(comparison.point.size)
    while suspects.size > 1:
        middle = suspects.size // 2
        halves = suspects[:middle], suspects[middle:]
        gaps = [comparison.slope(_only(direction, half)).gap for half in halves]
        suspects = halves[int(gaps[1] > gaps[0])]
    return tuple(int(i) for i in np.unravel_index(int(suspects[0]), shape))


def _only(
    direction: Float64Array, entries: np.ndarray[tuple[int], np.dtype[np.intp]]
) -> Float64Array:
    part = np.zeros_like(direction)
    part.flat[entries] = direction.flat[entries]
    return part
