"""Pictures made of pixels: examples of a dataset, the residual of a gradient."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from autograder.plots.picture import Picture, new_axes

if TYPE_CHECKING:
    from matplotlib.figure import Figure


def image_row(images: NDArray[Any], labels: Sequence[str], title: str) -> Picture:
    """Draw images (N, H, W) or (N, H, W, 3) in a row, each with its label, of any lines, above."""
    lines = max((label.count("\n") + 1 for label in labels), default=1)

    def draw() -> "Figure":
        from matplotlib.figure import Figure  # not before something is drawn

        size = max(2.0, 1.1 * len(labels)), 1.5 + 0.2 * lines
        figure = Figure(figsize=size, layout="constrained")
        figure.suptitle(title)
        grid = figure.subplots(1, len(labels), squeeze=False)[0]
        for axes, image, label in zip(grid, images, labels, strict=True):
            axes.imshow(image, cmap="gray_r" if image.ndim == 2 else None)
            axes.set_title(label, fontsize=8)
            axes.set_axis_off()
        return figure

    words = (label.replace("\n", " / ") for label in labels)
    return Picture(draw, f"{title}: {', '.join(words)}.")


def residual_picture(residual: NDArray[np.floating[Any]], *, bands: bool = False) -> Picture:
    """Draw analytic minus numerical gradient (D, C): features down, classes across.

    With `bands`, each row is the mean of a band of features, and columns may be groups of classes.
    """
    table = np.atleast_2d(residual)
    row, column = np.unravel_index(int(np.argmax(np.abs(table))), table.shape)
    feature = "band of features" if bands else "feature"

    def draw() -> "Figure":
        title = "Your gradient minus the numerical one"
        figure, axes = new_axes(title, "class", feature, (4.5, 3.4))
        limit = float(np.abs(table).max()) or 1.0
        shades = axes.imshow(table, cmap="gray", vmin=-limit, vmax=limit, aspect="auto")
        figure.colorbar(shades, ax=axes, label="too small (dark) ... too large (light)")
        axes.plot(column, row, "o", markersize=12, fillstyle="none", color="0.5", markeredgewidth=3)
        return figure

    summary = f"Residual of the gradient; the largest, {table[row, column]:.3g}, is circled at "
    return Picture(draw, f"{summary}{feature} {row}, class {column}.")
