"""Find the wrong entries of a gradient that is known to be wrong in a block."""

import time

import numpy as np

from autograder.checks.gradients.blocks import Block, blocks_of
from autograder.checks.gradients.findings import Part, beside
from autograder.checks.gradients.slopes import entry_slope, random_direction, slope
from autograder.checks.gradients.target import Target
from autograder.checks.numerical import Float64Array

# Up to this many entries are all measured, which gives a picture; more are halved in turn.
ALL_ENTRIES = 400
# A larger matrix is drawn in so many bands of features, if that takes so many seconds at most.
BANDS, _PATIENCE = 24, 2.0


def measure_all(target: Target) -> Float64Array:
    """Return analytic minus numeric for every entry (two evaluations each, more near kinks)."""
    return _measure_all(target)[0]


def measure_clear_of_kinks(part: Part, rng: np.random.Generator) -> tuple[Target, Float64Array]:
    """Return the residual of every entry and where it was measured: close by, if kinks are here."""
    residual, kinks = _measure_all(part.target)
    moved = beside(part, random_direction(residual.shape, rng)) if kinks else None
    if moved is None:
        return part.target, residual
    again, kinks = _measure_all(moved)
    return (part.target, residual) if kinks or not again.any() else (moved, again)


def _measure_all(target: Target) -> tuple[Float64Array, bool]:
    """Return the residual, and whether an entry's slope jumps at the point."""
    residual, kinks = np.zeros_like(target.point), False
    for index in np.ndindex(target.point.shape):
        found = entry_slope(target, index)
        residual[index] = 0.0 if found.agrees else found.residual
        kinks |= found.kink
    return residual, kinks


def measure_bands(target: Target) -> Float64Array | None:
    """Return the mean of analytic minus numeric in bands of features, for each group of classes.

    A coarse picture, (bands, groups), of a matrix too large for `measure_all`; None for another
    shape, or when the function is so slow that it would take more than two seconds.
    """
    shape = target.point.shape
    classes = [block.mask.any(axis=0) for block in blocks_of(shape, bias=False)]
    start = time.perf_counter()
    target.value(target.point)
    if not classes or 2 * BANDS * len(classes) * (time.perf_counter() - start) > _PATIENCE:
        return None
    bands = np.array_split(np.arange(shape[0]), min(BANDS, shape[0]))
    table = np.zeros((len(bands), len(classes)))
    for i, rows in enumerate(bands):
        for j, columns in enumerate(classes):
            direction = np.zeros(shape)
            direction[np.ix_(rows, columns)] = 1.0
            found = slope(target, direction)
            table[i, j] = 0.0 if found.agrees else found.residual / direction.sum()
    return table


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
