"""Line charts of one quantity against another."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import ArrayLike

from autograder.plots.looks import LINE_STYLES
from autograder.plots.picture import Picture, new_axes

if TYPE_CHECKING:
    from matplotlib.figure import Figure


def curves(
    x: ArrayLike,
    lines: Mapping[str, ArrayLike],
    *,
    title: str,
    xlabel: str,
    ylabel: str,
) -> Picture:
    """Draw several curves over the same x, told apart by line style; all are 1-D of one length."""
    points = np.asarray(x, dtype=np.float64)
    heights = {name: np.asarray(values, dtype=np.float64) for name, values in lines.items()}

    def draw() -> "Figure":
        figure, axes = new_axes(title, xlabel, ylabel)
        for k, (name, values) in enumerate(heights.items()):
            axes.plot(points, values, LINE_STYLES[k % len(LINE_STYLES)], color="black", label=name)
        axes.legend()
        axes.grid(visible=True, alpha=0.3)
        return figure

    words = (f"{name} from {v[0]:.3g} to {v[-1]:.3g}" for name, v in heights.items())
    span = f"for {xlabel} from {points[0]:.3g} to {points[-1]:.3g}"
    return Picture(draw, f"{title}, {span}: {'; '.join(words)}.")
