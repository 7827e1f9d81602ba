"""The probabilities that a classifier gives to each class."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import ArrayLike, NDArray

from autograder.findings import text
from autograder.plots.look import INK, bar_style
from autograder.plots.picture import Picture, new_axes

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure


Floats = NDArray[np.float64]


def bars_of_probabilities(
    P: ArrayLike,
    true: ArrayLike,
    class_names: Sequence[str] | None = None,
    title: str = "",
) -> Picture:
    """Draw each example's probabilities as a group of bars, a star below the true class.

    P is (N, C), `true` (N,) holds the numbers of the true classes, `class_names` has C names.
    ValueError when they don't fit.
    """
    table, labels = _checked(P, true)
    C = table.shape[1]
    if class_names and len(class_names) != C:
        raise ValueError(text("plots-probabilities.columns", columns=C, names=len(class_names)))

    def titled() -> str:
        return title or text("plots-probabilities.title")

    def names() -> list[str]:
        return list(class_names or (text("plots-probabilities.class", c=c) for c in range(C)))

    def draw() -> "Figure":
        width = min(10.0, max(6.0, 1.5 + 0.2 * table.size))
        figure, axes = new_axes(
            titled(), text("plots.example"), text("plots.probability"), (width, 3.6)
        )
        places = _draw_bars(axes, table, names())
        _draw_stars(axes, table, places[np.arange(len(labels)), labels])
        axes.set_xticks(range(len(table)), [str(i) for i in range(len(table))])
        figure.legend(loc="outside right upper", fontsize=9)
        return figure

    known = names()
    words = (
        text("plots-probabilities.example", i=i, names=known[c], table=table[i, c])
        for i, c in enumerate(map(int, labels))
    )
    return Picture(
        draw,
        text("plots-probabilities.summary", title=titled(), names=text("semicolon").join(words)),
    )


def _checked(P: ArrayLike, true: ArrayLike) -> tuple[Floats, NDArray[np.intp]]:
    table, labels = np.array(P, dtype=np.float64), np.array(true)
    if table.ndim != 2 or not table.size:
        raise ValueError(text("plots-probabilities.shape", shape=str(table.shape)))
    if labels.shape != (len(table),) or labels.dtype.kind not in "iu":
        raise ValueError(text("plots-probabilities.true-count", count=len(table)))
    if labels.min() < 0 or labels.max() >= table.shape[1]:
        raise ValueError(text("plots-probabilities.true-range", last=table.shape[1] - 1))
    return table, labels.astype(np.intp)


def _draw_bars(axes: "Axes", table: Floats, names: list[str]) -> Floats:
    """Draw one bar for each entry (N, C) and return where its middle is, (N, C)."""
    width = 0.8 / len(names)
    offsets = (np.arange(len(names)) - (len(names) - 1) / 2) * width
    places = np.arange(len(table))[:, None] + offsets
    heights = np.where(np.isfinite(table), table, 0.0)
    for k, name in enumerate(names):
        bars = axes.bar(places[:, k], heights[:, k], width, label=name, **bar_style(k))
        if table.size <= 60:  # more numbers than this can't be read
            numbers = [f"{p:.2g}" for p in table[:, k]]
            upright = 90 if table.size > 12 else 0
            axes.bar_label(bars, numbers, padding=2, fontsize=8.5, rotation=upright)
    return places


def _draw_stars(axes: "Axes", table: Floats, places: Floats) -> None:
    finite = table[np.isfinite(table)]
    low, high = finite.min(initial=0.0), finite.max(initial=0.0)
    span = high - low or 1.0
    if low < 0:
        low -= 0.06 * span  # the number below a negative bar
    star = np.full_like(places, low - 0.06 * span)
    axes.plot(
        places, star, "*", color=INK, markersize=9, label=text("plots-probabilities.true-class")
    )
    axes.axhline(0, color=INK, linewidth=0.8)
    axes.set_ylim(low - 0.12 * span, high + 0.2 * span)
