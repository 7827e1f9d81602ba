"""Find the wrong entries of a gradient that is known to be wrong in a block."""

import time
from collections.abc import Sequence

import numpy as np

from autograder.checks.gradients.blocks import Block, Part, beside, blocks_of
from autograder.checks.gradients.slopes import one_step, random_direction, slope, slopes
from autograder.checks.gradients.target import Target
from autograder.checks.numerical import Float64Array

# Up to this many entries are all measured, which gives a picture; more are halved in turn.
ALL_ENTRIES = 400
# A larger matrix is drawn in so many bands of features, if that takes so many seconds at most.
BANDS, _PATIENCE = 24, 1.0


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
    entries = np.eye(target.point.size).reshape(-1, *target.point.shape)
    found = slopes(target, entries)
    residual = np.array([0.0 if each.agrees else each.residual for each in found])
    return residual.reshape(target.point.shape), any(each.kink for each in found)


def measure_bands(target: Target, wrong: Sequence[Block]) -> Float64Array | None:
    """Return the mean of analytic minus numeric in bands of features, for each group of classes.

    A coarse picture, (bands, groups), of a matrix too large for `measure_all`, with two evaluations
    a band; groups that `wrong` doesn't name are 0. None for another shape, or when the function is
    so slow that it would take more than a second.
    """
    shape = target.point.shape
    classes = list(blocks_of(shape, bias=False))
    places = {block.place for block in wrong}
    chosen = [j for j, block in enumerate(classes) if block.place in places] or range(len(classes))
    start = time.perf_counter()
    target.values([target.point])
    if not classes or 2 * BANDS * len(chosen) * (time.perf_counter() - start) > _PATIENCE:
        return None
    bands = np.array_split(np.arange(shape[0]), min(BANDS, shape[0]))
    table = np.zeros((len(bands), len(classes)))
    for i, rows in enumerate(bands):
        for j in chosen:
            direction = np.zeros(shape)
            direction[rows] = classes[j].mask[rows]
            found = one_step(target, direction)
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
