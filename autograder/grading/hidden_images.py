"""Images that no notebook shows: 1,000 of Fashion-MNIST's official test set, for grading alone."""

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from autograder.data.npz import read_npz

# Written by datasets/fashion_mnist/build.py --hidden; the student's subset holds none of them.
HIDDEN_IMAGES = Path(__file__).with_name("hidden_images.npz")


def hidden_rows(mean: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """Return 1,000 rows (N, D + 1) with the mean image (D,) subtracted, and labels (N,).

    Raises DataError when the file is missing or damaged.
    """
    arrays = read_npz(HIDDEN_IMAGES, ("X", "y"))
    pixels = arrays["X"].reshape(len(arrays["X"]), -1).astype(np.float64) - mean
    return np.hstack([pixels, np.ones((len(pixels), 1))]), arrays["y"].astype(np.int64)
