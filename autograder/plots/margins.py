"""The margin of a linear classifier of two classes in the plane."""

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from autograder.findings import text
from autograder.plots.look import BLUE, INK, ORANGE, REGIONS, point_style
from autograder.plots.picture import Picture, new_axes

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

Floats = NDArray[np.float64]
_GRID = 120


def margin_picture(W: ArrayLike, X: ArrayLike, y: ArrayLike, title: str) -> Picture:
    """Draw the border of two classes, the lines where one leads by 1, and who pays.

    W is (3, 2) with the biases last, X (N, 2), y (N,) holds 0 and 1. Rings mark the points whose
    class leads by less than 1. ValueError for other shapes.
    """
    weights, points = np.array(W, dtype=np.float64), np.array(X, dtype=np.float64)
    labels = np.array(y)
    if weights.shape != (3, 2) or points.ndim != 2 or points.shape[1:] != (2,):
        raise ValueError(text("plots-margins.shapes", W=str(weights.shape), X=str(points.shape)))
    if labels.shape != (len(points),) or not set(labels.tolist()) <= {0, 1}:
        raise ValueError(text("plots-margins.labels", count=len(points)))
    slope = weights[:, 1] - weights[:, 0]
    leads = (points @ slope[:2] + slope[2]) * np.where(labels == 1, 1.0, -1.0)
    paying = leads < 1.0

    def draw() -> "Figure":
        xlabel, ylabel = (text("plots-boundary.feature", number=number) for number in (0, 1))
        figure, axes = new_axes(title, xlabel, ylabel, (6.4, 4.4))
        _draw_lines(axes, points, slope)
        for c in (0, 1):
            mine, name = points[labels == c], text("plots-boundary.class", c=c)
            axes.scatter(mine[:, 0], mine[:, 1], s=34, label=name, linewidth=0.8, **point_style(c))
        ring: dict[str, Any] = {"facecolor": "none", "edgecolor": INK, "linewidth": 1.4}
        label = text("plots-margins.paying")
        axes.scatter(points[paying, 0], points[paying, 1], s=120, label=label, **ring)
        figure.legend(loc="outside right upper")
        return figure

    size = float(np.linalg.norm(slope[:2]))
    width = text("plots-margins.width", width=2.0 / size) if size else text("plots-margins.none")
    values = {"width": width, "count": int(paying.sum()), "all": len(points)}
    return Picture(draw, text("plots-margins.summary", title=title, **values))


def _draw_lines(axes: "Axes", points: Floats, slope: Floats) -> None:
    low, high = points.min(axis=0) - 0.5, points.max(axis=0) + 0.5
    xs, ys = (np.linspace(a, b, _GRID) for a, b in zip(low, high, strict=True))
    lead = slope[0] * xs[np.newaxis, :] + slope[1] * ys[:, np.newaxis] + slope[2]
    axes.set(xlim=(low[0], high[0]), ylim=(low[1], high[1]))
    axes.grid(visible=False)
    if not np.any(slope[:2]):
        return
    edges = [min(lead.min(), 0.0) - 1.0, 0.0, max(lead.max(), 0.0) + 1.0]
    axes.contourf(xs, ys, lead, levels=edges, colors=list(REGIONS[:2]))
    for level, hue, dashes in ((-1.0, BLUE, "--"), (0.0, INK, "-"), (1.0, ORANGE, "--")):
        if lead.min() < level < lead.max():  # matplotlib warns of a contour that is nowhere
            axes.contour(xs, ys, lead, levels=[level], colors=hue, linestyles=dashes, linewidths=2)
