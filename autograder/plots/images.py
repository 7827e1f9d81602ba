"""Pictures made of pixels: examples of a dataset, weights, the residual of a gradient."""

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from autograder.findings import text
from autograder.plots.look import diverging, print_on
from autograder.plots.picture import Picture, frame_cell, new_axes

if TYPE_CHECKING:
    from matplotlib.axes import Axes
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
            axes.set_title(label, fontsize=8.5, fontweight="normal", loc="center", pad=4)
            axes.set_axis_off()
        return figure

    words = (label.replace("\n", " / ") for label in labels)
    return Picture(
        draw, text("plots.summary", title=title, words=text("comma").join(words)), photo=True
    )


def residual_picture(residual: NDArray[np.floating[Any]], *, bands: bool = False) -> Picture:
    """Draw analytic minus numerical gradient (D, C): features down, classes across, a sign in each.

    With `bands`, each row is the mean of a band of features, and columns may be groups of classes.
    """
    table = np.atleast_2d(residual)
    row, column = map(int, np.unravel_index(int(np.argmax(np.abs(table))), table.shape))
    feature = text("plots-images.band") if bands else text("plots.feature")

    def draw() -> "Figure":
        title = text("plots-images.residual-title")
        figure, axes = new_axes(title, text("plots.class"), feature, (4.5, 3.4))
        limit = float(np.abs(table).max()) or 1.0
        shades = axes.imshow(table, cmap=diverging(), vmin=-limit, vmax=limit, aspect="auto")
        axes.grid(visible=False)
        figure.colorbar(shades, ax=axes, label=text("plots-images.residual-scale"))
        if table.size <= _MOST_NUMBERS:
            _print_numbers(axes, table, limit)
        axes.locator_params(integer=True)
        hue = print_on(diverging()((table[row, column] / limit + 1.0) / 2.0))
        frame_cell(axes, row, column, hue, 2)
        return figure

    summary = text("plots-images.residual", table=table[row, column])
    return Picture(
        draw,
        text("plots-images.residual-at", summary=summary, feature=feature, row=row, column=column),
        photo=True,
    )


_MOST_NUMBERS = 60  # more can't be read
_NOTHING = 1e-9  # of the largest: rounding


def _print_numbers(axes: "Axes", table: NDArray[np.floating[Any]], limit: float) -> None:
    """Print what is off with its sign, so that grey tells it, too."""
    colours = diverging()((table / limit + 1.0) / 2.0)
    for (row, column), value in np.ndenumerate(table):
        if abs(value) > _NOTHING * limit:
            hue = print_on(tuple(colours[row, column]))
            axes.text(column, row, f"{value:+.2g}", ha="center", va="center", color=hue, size=8.5)


Floats = NDArray[np.float64]


def weight_images(
    W: ArrayLike, class_names: Sequence[str], shape: tuple[int, ...], title: str
) -> Picture:
    """Draw the weights of each class as an image: blue wants dark pixels, orange wants bright ones.

    Each class has its own scale, from minus to plus its largest weight; of colour images each pixel
    is its own colour, from the class's least weight to its largest.

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
            _draw_weights(axes, column, shape)
            axes.set_title(name, fontsize=9, fontweight="normal", loc="center", pad=4)
        return figure

    words = text("semicolon").join([text("comma").join(class_names), _in_words(weights)])
    summary = text("plots.summary", title=title, words=words)
    return Picture(draw, summary, photo=True)


def _draw_weights(axes: "Axes", column: Floats, shape: tuple[int, ...]) -> None:
    if len(shape) == 3:
        axes.imshow(_pixels(column).reshape(shape))
        return
    finite = np.where(np.isfinite(column), column, 0.0)
    limit = float(np.abs(finite).max(initial=0.0)) or 1.0
    axes.imshow(finite.reshape(shape), cmap=diverging(), vmin=-limit, vmax=limit)


def _checked(W: ArrayLike, class_names: Sequence[str], shape: tuple[int, ...]) -> Floats:
    weights, D = np.array(W, dtype=np.float64), math.prod(shape)
    if len(shape) not in (2, 3) or shape[2:] not in ((), (3,)) or not D:
        raise ValueError(text("plots-images.no-image", shape=str(shape)))
    if weights.ndim != 2 or len(weights) not in (D, D + 1):
        raise ValueError(
            text(
                "plots-images.w-shape",
                found=str(weights.shape),
                shape=str(shape),
                rows=D,
                more=D + 1,
            )
        )
    if weights.shape[1] != len(class_names) or not class_names:
        raise ValueError(
            text("plots-images.w-columns", columns=weights.shape[1], names=len(class_names))
        )
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
        return text("plots-images.no-weight-finite")
    span = text("plots-images.weights", min=weights[finite].min(), max=weights[finite].max())
    bad = int((~finite).sum())
    return (
        text("plots-images.weights-not-finite", span=span, bad=bad, size=weights.size)
        if bad
        else span
    )
