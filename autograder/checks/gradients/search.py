"""Find the wrong entries of a gradient that is known to be wrong in a block."""

import numpy as np

from autograder.checks.gradients.blocks import Block
from autograder.checks.gradients.slopes import entry_slope, random_direction, slope
from autograder.checks.gradients.target import Target
from autograder.checks.numerical import Float64Array

# Up to this many entries are all measured, which gives a picture; more are halved in turn.
ALL_ENTRIES = 400


def measure_all(target: Target) -> Float64Array:
    """Return analytic minus numeric for every entry (two evaluations each, more near kinks)."""
    residual = np.zeros_like(target.point)
    for index in np.ndindex(target.point.shape):
        found = entry_slope(target, index)
        residual[index] = 0.0 if found.agrees else found.residual
    return residual


def halve(target: Target, block: Block, rng: np.random.Generator) -> tuple[int, ...]:
    """Return the index of a wrong entry by halving the entries that hold the larger residual.

    Takes about log2 of the number of entries steps, with two evaluations each where no kink is.
    """
    direction = random_direction(target.point.shape, rng)
    suspects = np.flatnonzero(block.mask)
    total = slope(target, block.only(direction)).residual
    while suspects.size > 1:
        middle = suspects.size // 2
        first = slope(target, _only(direction, suspects[:middle])).residual
        if abs(first) >= abs(total - first):
            suspects, total = suspects[:middle], first
        else:
            suspects, total = suspects[middle:], total - first
    return tuple(int(i) for i in np.unravel_index(int(suspects[0]), target.point.shape))


def _only(
    direction: Float64Array, entries: np.ndarray[tuple[int], np.dtype[np.intp]]
) -> Float64Array:
    part = np.zeros_like(direction)
    part.flat[entries] = direction.flat[entries]
    return part
