"""The parts of a gradient that are checked by themselves: classes, the bias row, all together."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from autograder.checks.numerical import Float64Array

# More classes than this are checked in so many groups.
GROUPS = 10


@dataclass(frozen=True, eq=False)
class Block:
    """Some entries of the gradient: `name` says which, `mask` has the gradient's shape."""

    name: str
    mask: NDArray[np.bool_]

    def only(self, direction: Float64Array) -> Float64Array:
        """Return the direction with 0 outside of the block."""
        return np.where(self.mask, direction, 0.0)


def blocks_of(shape: tuple[int, ...], *, bias: bool) -> Iterator[Block]:
    """Yield each class (last index), in at most 10 groups, then the last row if it is the bias."""
    if len(shape) == 2 and shape[1] > 1:
        for group in np.array_split(np.arange(shape[1]), min(GROUPS, shape[1])):
            mask = np.zeros(shape, dtype=np.bool_)
            mask[:, group] = True
            last = f" to {group[-1]}" if len(group) > 1 else ""
            yield Block(f"column {group[0]}{last}", mask)
    if bias:
        mask = np.zeros(shape, dtype=np.bool_)
        mask[-1] = True
        yield Block(f"row {shape[0] - 1} (bias)", mask)


def everything(shape: tuple[int, ...]) -> Block:
    """Return the block of all entries."""
    return Block("all entries", np.ones(shape, dtype=np.bool_))
