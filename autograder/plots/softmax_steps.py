"""From scores to probabilities in three steps, for a film of one score that rises."""

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import ArrayLike, NDArray

from autograder.findings import text
from autograder.plots.look import INK, bar_style
from autograder.plots.picture import Picture

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

Floats = NDArray[np.float64]
_ROOM = 1.16  # above the highest bar, for its number


def softmax_steps(
    s: ArrayLike, p: ArrayLike, title: str, *, moving: int, lowest: float, highest: float
) -> Picture:
    """Draw the scores s, their exponentials and the probabilities p, all (C,), side by side.

    Class `moving` has the hatched bar. The axes hold scores from `lowest` to `highest`, so that all
    pictures of a film have the same ones. ValueError for other shapes.
    """
    scores, shares = np.array(s, dtype=np.float64), np.array(p, dtype=np.float64)
    if scores.ndim != 1 or scores.shape != shares.shape or not 0 <= moving < len(scores):
        raise ValueError(text("plots-softmax.shape", s=str(scores.shape), p=str(shares.shape)))

    def draw() -> "Figure":
        from matplotlib.figure import Figure  # not before something is drawn: it takes 0.5 s

        steps = {
            text("plots-softmax.score"): (scores, lowest, highest),
            text("plots-softmax.exponential"): (np.exp(scores), 0.0, float(np.exp(highest))),
            text("plots.probability"): (shares, 0.0, 1.0),
        }
        figure = Figure(figsize=(8.6, 3.2), layout="constrained")
        figure.suptitle(title, x=0.01, horizontalalignment="left")
        for k, (name, (heights, low, high)) in enumerate(steps.items()):
            axes = figure.add_subplot(1, 3, k + 1)
            axes.set(ylabel=name, xlabel=text("plots.class"))
            axes.set_ylim(min(0.0, _ROOM * low), _ROOM * high)
            _draw_bars(axes, heights, moving)
        return figure

    values = {"score": scores[moving], "moving": moving, "exponential": np.exp(scores[moving])}
    all_shares = ", ".join(f"{share:.3f}" for share in shares)
    return Picture(draw, text("plots-softmax.summary", title=title, shares=all_shares, **values))


def _draw_bars(axes: "Axes", heights: Floats, moving: int) -> None:
    for c, height in enumerate(np.nan_to_num(heights, posinf=0.0)):
        bars = axes.bar([c], [height], 0.7, **bar_style(int(c == moving)))
        axes.bar_label(bars, [f"{heights[c]:.2g}"], padding=2, fontsize=9)
    axes.axhline(0, color=INK, linewidth=0.8)
    axes.set_xticks(range(len(heights)))
