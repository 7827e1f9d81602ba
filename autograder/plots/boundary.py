"""Where a classifier of points in the plane changes its mind."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from autograder.findings import text
from autograder.plots.look import INK, PAPER, REGIONS, point_style
from autograder.plots.picture import Picture, new_axes

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure


Floats = NDArray[np.float64]
_GRID = 150  # points asked along each axis: fine enough for the eye, and a loop stays under 1 s


def decision_boundary(
    predict: Callable[[Floats], ArrayLike], X: ArrayLike, y: ArrayLike, title: str
) -> Picture:
    """Draw the region of each class in the plane, and the points with the wrong ones crossed.

    X is (N, 2) and y (N,) holds class numbers; `predict` takes points (M, 2) and returns class
    numbers (M,). ValueError says which of them has another shape.
    """
    points, labels = _checked(X, y)
    guesses = _answers(predict, points)
    right = guesses == labels

    def draw() -> "Figure":
        features = [text("plots-boundary.feature", number=number) for number in (0, 1)]
        figure, axes = new_axes(title, features[0], features[1], (6.0, 4.2))
        xs, ys = (_span(column) for column in points.T)
        grid = np.stack(np.meshgrid(xs, ys), axis=-1)
        region = _answers(predict, grid.reshape(-1, 2)).reshape(len(ys), len(xs))
        classes = np.unique(np.concatenate([labels, guesses, region.ravel()]))
        _draw_regions(axes, xs, ys, region, classes)
        _draw_points(axes, points, labels, right, classes)
        _print_classes(axes, xs, ys, region, points)
        axes.locator_params(nbins=6)
        figure.legend(loc="outside right upper")
        return figure

    counts = (
        text(
            "plots-boundary.right-of-class",
            c=c,
            sum=right[labels == c].sum(),
            sum_2=(labels == c).sum(),
        )
        for c in np.unique(labels)
    )
    total = text("plots-boundary.right", sum=right.sum(), count=len(labels))
    return Picture(
        draw,
        text(
            "plots.summary",
            title=title,
            words=text("semicolon").join([total, text("comma").join(counts)]),
        ),
    )


def _checked(X: ArrayLike, y: ArrayLike) -> tuple[Floats, Floats]:
    points, labels = np.array(X, dtype=np.float64), np.array(y, dtype=np.float64)
    if points.ndim != 2 or points.shape[1] != 2 or not len(points):
        raise ValueError(text("plots-boundary.x-shape", shape=str(points.shape)))
    if labels.shape != (len(points),):
        raise ValueError(text("plots-boundary.y-shape", shape=str(labels.shape), count=len(points)))
    if not np.isfinite(points).all():
        raise ValueError(text("plots-boundary.x-not-finite"))
    if not np.isfinite(labels).all():
        raise ValueError(text("plots-boundary.y-not-finite"))
    return points, labels


def _answers(predict: Callable[[Floats], ArrayLike], points: Floats) -> Floats:
    answer = predict(points.copy())  # a predict that writes to its input spoils only the copy
    if answer is None:
        raise ValueError(text("plots-boundary.none"))
    labels = np.asarray(answer, dtype=np.float64)
    if labels.shape != (len(points),):
        raise ValueError(
            text("plots-boundary.other-shape", shape=str(labels.shape), count=len(points))
        )
    if not np.isfinite(labels).all():
        raise ValueError(text("plots-boundary.not-finite"))
    return labels


def _span(column: Floats) -> Floats:
    low, high = column.min(), column.max()
    margin = 0.1 * (high - low) or 1.0
    return np.linspace(low - margin, high + margin, _GRID)


def _draw_regions(axes: "Axes", xs: Floats, ys: Floats, region: Floats, classes: Floats) -> None:
    from matplotlib.colors import ListedColormap  # not before something is drawn

    tints = ListedColormap([REGIONS[k % len(REGIONS)] for k in range(len(classes))])
    numbers = np.searchsorted(classes, region)
    highest = max(1, len(classes) - 1)
    axes.pcolormesh(xs, ys, numbers, cmap=tints, vmin=0, vmax=highest, shading="nearest")
    axes.grid(visible=False)
    present = np.unique(region)
    if len(present) > 1:  # matplotlib warns of a contour that is nowhere
        for c in present:
            axes.contour(xs, ys, region == c, levels=[0.5], colors=PAPER, linewidths=2)


def _draw_points(
    axes: "Axes", points: Floats, labels: Floats, right: NDArray[np.bool_], classes: Floats
) -> None:
    for k, c in enumerate(classes):
        mine = points[labels == c]
        if len(mine):
            axes.scatter(
                mine[:, 0],
                mine[:, 1],
                s=28,
                label=text("plots-boundary.class", c=c),
                linewidth=0.8,
                **point_style(k),
            )
    if not right.all():
        crossed: dict[str, Any] = {"marker": "x", "color": INK, "linewidth": 1.2}
        axes.scatter(
            points[~right, 0],
            points[~right, 1],
            s=45,
            label=text("plots-boundary.wrong"),
            **crossed,
        )


def _print_classes(axes: "Axes", xs: Floats, ys: Floats, region: Floats, points: Floats) -> None:
    free = np.ones(region.shape, dtype=np.bool_)
    columns, rows = np.searchsorted(xs, points[:, 0]), np.searchsorted(ys, points[:, 1])
    free[rows, columns] = False
    box = {"boxstyle": "round,pad=0.2", "facecolor": PAPER, "edgecolor": INK, "alpha": 0.9}
    for c in np.unique(region):
        mine = region == c
        row, column = _innermost(mine & free if (mine & free).any() else mine)
        place = xs[column], ys[row]
        axes.text(*place, f"{c:g}", ha="center", va="center", weight="bold", bbox=box)


def _innermost(mask: NDArray[np.bool_]) -> tuple[int, int]:
    """Return the cell of `mask` farthest from its edge, peeling off one layer at a time."""
    inner = mask
    while inner.any():
        mask, wide = inner, np.pad(inner, 1)
        inner = mask & wide[2:, 1:-1] & wide[:-2, 1:-1] & wide[1:-1, 2:] & wide[1:-1, :-2]
    rows, columns = np.nonzero(mask)
    return int(rows[len(rows) // 2]), int(columns[len(rows) // 2])
