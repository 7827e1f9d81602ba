"""When two tables of slopes count as the same."""

import numpy as np

from autograder.checks.numerical import Float64Array

CLOSE = 1e-4


def vanishes(table: Float64Array, scale: Float64Array) -> bool:
    """Return whether a table is 0, seen from the largest entry of another."""
    return bool(np.abs(table).max(initial=0.0) <= CLOSE * np.abs(scale).max(initial=0.0))
