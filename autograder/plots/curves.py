"""Line charts of one quantity against another."""

from collections.abc import Mapping

import numpy as np
from numpy.typing import ArrayLike

from autograder.plots.picture import Picture, new_axes

_STYLES = ("-", "--", ":", "-.")


def curves(
    x: ArrayLike,
    lines: Mapping[str, ArrayLike],
    *,
    title: str,
    xlabel: str,
    ylabel: str,
) -> Picture:
    """Draw several curves over the same x, told apart by line style; all are 1-D of one length."""
    figure, axes = new_axes(title, xlabel, ylabel)
    points = np.asarray(x, dtype=np.float64)
    words = []
    for k, (name, values) in enumerate(lines.items()):
        heights = np.asarray(values, dtype=np.float64)
        axes.plot(points, heights, _STYLES[k % len(_STYLES)], color="black", label=name)
        words.append(f"{name} from {heights[0]:.3g} to {heights[-1]:.3g}")
    axes.legend()
    axes.grid(visible=True, alpha=0.3)
    span = f"for {xlabel} from {points[0]:.3g} to {points[-1]:.3g}"
    return Picture(figure, f"{title}, {span}: {'; '.join(words)}.")
