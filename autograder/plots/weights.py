"""What a linear classifier looks for: its weights as images."""

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import ArrayLike, NDArray

from autograder.plots.picture import Picture

if TYPE_CHECKING:
    from matplotlib.figure import Figure

Floats = NDArray[np.float64]


def weight_images(
    W: ArrayLike, class_names: Sequence[str], shape: tuple[int, ...], title: str
) -> Picture:
    """Draw the weights of each class as an image, each from its own minimum to its own maximum.

    W is (D, C), or (D+1, C) with the biases last, which are not drawn; `shape`, (H, W) or
    (H, W, 3), holds D numbers. ValueError when D or C doesn't fit.
    """
    weights = _checked(W, class_names, shape)

    def draw() -> "Figure":
        from matplotlib.figure import Figure  # not before something is drawn

        across = len(class_names) if len(class_names) < 6 else 5 if len(class_names) < 11 else 10
        down = math.ceil(len(class_names) / across)
        size = max(3.0, 1.1 * across), 0.5 + 1.3 * down
        figure = Figure(figsize=size, layout="constrained")
        figure.suptitle(title)
        grid = figure.subplots(down, across, squeeze=False).ravel()
        for axes in grid:
            axes.set_axis_off()
        for axes, column, name in zip(grid, weights.T, class_names, strict=False):
            axes.imshow(_pixels(column).reshape(shape), cmap="gray", vmin=0, vmax=255)
            axes.set_title(name, fontsize=9)
        return figure

    return Picture(draw, f"{title}: {', '.join(class_names)}; {_in_words(weights)}.")


def _checked(W: ArrayLike, class_names: Sequence[str], shape: tuple[int, ...]) -> Floats:
    weights, D = np.array(W, dtype=np.float64), math.prod(shape)
    if len(shape) not in (2, 3) or shape[2:] not in ((), (3,)) or not D:
        raise ValueError(f"shape {shape} is not that of an image: give (H, W) or (H, W, 3)")
    if weights.ndim != 2 or len(weights) not in (D, D + 1):
        rows = f"{D} rows, or {D + 1} with the biases last"
        raise ValueError(f"W has shape {weights.shape}; images of shape {shape} need {rows}")
    if weights.shape[1] != len(class_names) or not class_names:
        raise ValueError(f"W has {weights.shape[1]} columns for {len(class_names)} class names")
    return weights[:D]


def _pixels(weights: Floats) -> NDArray[np.uint8]:
    """Return one class's weights (D,) from 0 to 255, middle grey when they have no range."""
    finite = np.isfinite(weights)
    low, high = weights[finite].min(initial=np.inf), weights[finite].max(initial=-np.inf)
    if not high > low:
        return np.full(len(weights), 128, dtype=np.uint8)
    scaled: Floats = (np.where(finite, weights, low) - low) / (high - low)
    return np.rint(255 * scaled).astype(np.uint8)


def _in_words(weights: Floats) -> str:
    finite = np.isfinite(weights)
    if not finite.any():
        return "no weight is finite"
    span = f"weights from {weights[finite].min():.3g} to {weights[finite].max():.3g}"
    bad = int((~finite).sum())
    return f"{span}; {bad} of {weights.size} nan or inf" if bad else span
