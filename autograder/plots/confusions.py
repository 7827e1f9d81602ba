"""A confusion matrix: how often each class was taken for each other one."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import ArrayLike, NDArray

from autograder.findings import text
from autograder.plots.look import ORANGE, print_on, sequential
from autograder.plots.picture import Picture, frame_cell, new_axes

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

Counts = NDArray[np.float64]
_WORST = 3


def confusion_picture(M: ArrayLike, class_names: Sequence[str], title: str) -> Picture:
    """Draw a confusion matrix M (C, C), a row for each true class, with the three worst framed.

    The darker, the more examples; the scale ends at the worst confusion, so that the diagonal, as
    dark as that or darker, doesn't hide it. ValueError when the shape doesn't fit the names.
    """
    counts = np.array(M, dtype=np.float64)
    if counts.shape != (len(class_names), len(class_names)) or not counts.size:
        shape, names = str(counts.shape), len(class_names)
        raise ValueError(text("plots-confusions.shape", shape=shape, names=names))
    wrong = np.where(np.eye(len(counts), dtype=bool), 0.0, counts)
    order = np.argsort(wrong, axis=None, kind="stable")[::-1][:_WORST]
    worst = [divmod(int(each), len(counts)) for each in order if wrong.ravel()[each] > 0]

    def draw() -> "Figure":
        xlabel, ylabel = text("plots-confusions.said"), text("plots-confusions.true")
        side = 2.0 + 0.44 * len(counts)
        figure, axes = new_axes(title, xlabel, ylabel, (side + 0.6, side))
        shades = (counts / max(float(wrong.max()), 1.0)).clip(0.0, 1.0)
        axes.imshow(shades, cmap=sequential(), vmin=0, vmax=1)
        axes.grid(visible=False)
        axes.set_xticks(range(len(counts)), class_names, rotation=45, ha="right")
        axes.set_yticks(range(len(counts)), class_names)
        _print_counts(axes, counts, shades)
        for row, column in worst:
            frame_cell(axes, row, column, ORANGE, 2.5)
        return figure

    right = text("plots-confusions.right", right=np.trace(counts), all=counts.sum())
    words = [
        text(
            "plots-confusions.worst",
            true=class_names[row],
            said=class_names[column],
            count=counts[row, column],
        )
        for row, column in worst
    ]
    return Picture(
        draw,
        text("plots.summary", title=title, words=text("comma").join([right, *words])),
        photo=True,
    )


def _print_counts(axes: "Axes", counts: Counts, shades: Counts) -> None:
    colours = sequential()(shades)
    for (row, column), count in np.ndenumerate(counts):
        if count:
            hue = print_on(tuple(colours[row, column]))
            axes.text(column, row, f"{count:g}", ha="center", va="center", color=hue, fontsize=9)
