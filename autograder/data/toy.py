"""The spiral: a toy dataset that no linear classifier can separate."""

import numpy as np
from numpy.typing import NDArray

from autograder.findings import text


def spiral(
    points_per_class: int = 100, classes: int = 3, seed: int = 0
) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """Return points on `classes` interleaved arms, the same ones for the same seed.

    With P points per class, C classes and N = P·C, returns X (N, 2) and y (N,), ordered by class.
    Arm c has radius r from 0 to 1 and angle t from 4c to 4(c + 1) radians plus noise of standard
    deviation 0.2; a point is (r sin t, r cos t).

    Raises ValueError when there is not at least one point and one class.
    Source of the recipe: the course notes of CS231n, "Putting it together: Minimal Neural Network
    Case Study", https://cs231n.github.io/neural-networks-case-study/.
    """
    if points_per_class < 1 or classes < 1:
        raise ValueError(text("data.spiral"))
    rng = np.random.default_rng(seed)
    radius = np.linspace(0.0, 1.0, points_per_class)
    arms = []
    for c in range(classes):
        noise = 0.2 * rng.standard_normal(points_per_class)
        angle = np.linspace(4.0 * c, 4.0 * (c + 1), points_per_class) + noise
        arms.append(np.column_stack((radius * np.sin(angle), radius * np.cos(angle))))
    labels = np.repeat(np.arange(classes, dtype=np.int64), points_per_class)
    return np.concatenate(arms), labels
