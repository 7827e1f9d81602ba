"""Line charts of one quantity against another, and the loss while a classifier is trained."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import ArrayLike, NDArray

from autograder.findings import text
from autograder.plots.look import LINE, line_style, shading
from autograder.plots.picture import Picture, new_axes

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure


def curves(
    x: ArrayLike,
    lines: Mapping[str, ArrayLike],
    *,
    title: str,
    xlabel: str,
    ylabel: str,
    shade: tuple[float, float, str] | None = None,
) -> Picture:
    """Draw several curves over the same x, told apart by line style; all are 1-D of one length.

    `shade` is a range of x to point out, from and to, and what it is called.
    """
    points = np.asarray(x, dtype=np.float64)
    heights = {name: np.asarray(values, dtype=np.float64) for name, values in lines.items()}

    def draw() -> "Figure":
        figure, axes = new_axes(title, xlabel, ylabel)
        for k, (name, values) in enumerate(heights.items()):
            axes.plot(points, values, label=name, **line_style(k) | {"marker": ""})
        if shade:
            axes.axvspan(*shade[:2], label=shade[2], **shading())
        axes.legend()
        return figure

    words = [text("plots-curves.line", name=name, v=v[0], v_2=v[-1]) for name, v in heights.items()]
    if shade:
        words.append(text("plots-curves.shaded", start=shade[0], end=shade[1], name=shade[2]))
    span = text("plots-curves.range", xlabel=xlabel, points=points[0], points_2=points[-1])
    return Picture(
        draw,
        text(
            "plots.summary",
            title=text("plots-curves.titled", title=title, span=span),
            words=text("semicolon").join(words),
        ),
    )


Floats = NDArray[np.float64]
_LONG = 200  # more values than this are too jagged to follow without an average
_HIGHEST = 1e300  # matplotlib's arithmetic on the ends of an axis overflows beyond


def loss_curve(history: Sequence[float] | Mapping[str, Sequence[float]], title: str) -> Picture:
    """Draw the loss at each iteration, with a moving average of more than 200 values.

    `history` is one sequence of losses, or several by name; nan and inf leave gaps and are counted
    in the summary. ValueError says which sequence is empty or not 1-D.
    """
    named = isinstance(history, Mapping)
    series = _checked(history if isinstance(history, Mapping) else {text("plots.loss"): history})

    def draw() -> "Figure":
        figure, axes = new_axes(title, text("plots.iteration"), text("plots.loss"))
        for k, (name, losses) in enumerate(series.items()):
            _draw_one(axes, k, name, losses)
        longest = max(len(losses) for losses in series.values())
        end = max(1, longest - 1)
        axes.set_xlim(-0.03 * end, 1.03 * end)  # up to the end, though it be nan
        axes.locator_params(axis="x", integer=True)
        if len(series) > 3:  # too many names for a corner
            figure.legend(loc="outside right upper")
        elif named or longest > _LONG:
            # Searching the best corner is slow, and warned of, when there is much data.
            axes.legend(loc="upper right" if longest > _LONG else "best")
        return figure

    words = (f"{name}: " * named + _in_words(losses) for name, losses in series.items())
    return Picture(draw, text("plots.summary", title=title, words=text("semicolon").join(words)))


def _checked(history: Mapping[str, Sequence[float]]) -> dict[str, Floats]:
    if not history:
        raise ValueError(text("plots-curves.no-history"))
    series = {name: np.array(losses, dtype=np.float64) for name, losses in history.items()}
    for name, losses in series.items():
        if losses.ndim != 1:
            raise ValueError(text("plots-curves.shape", name=name, shape=str(losses.shape)))
        if not len(losses):
            raise ValueError(text("plots-curves.empty", name=name))
    return series


def _draw_one(axes: "Axes", k: int, name: str, losses: Floats) -> None:
    iterations = np.arange(len(losses), dtype=np.float64)
    shown = np.where(np.isfinite(losses), losses.clip(-_HIGHEST, _HIGHEST), np.nan)
    if len(losses) > _LONG:
        window = len(losses) // 30
        label = "" if k else text("plots-curves.each-iteration")
        axes.plot(iterations, shown, color=LINE, linewidth=0.7, label=label, zorder=1)
        iterations, shown = _averaged(iterations, window), _averaged(shown, window)
        name = text("plots-curves.average", name=name, window=window)
    every = max(1, int(np.isfinite(shown).sum()) // 10)  # few values: a marker on each
    axes.plot(iterations, shown, label=name, markevery=every, **line_style(k))


def _averaged(values: Floats, window: int) -> Floats:
    """Return the mean of the finite values in each window, nan where there is none."""
    finite = np.isfinite(values)
    counts = np.convolve(finite, np.ones(window), "valid")
    sums = np.convolve(np.where(finite, values, 0.0), np.ones(window), "valid")
    means: Floats = np.full_like(sums, np.nan)
    np.divide(sums, counts, out=means, where=counts > 0)
    return means


def _in_words(losses: Floats) -> str:
    bad = ~np.isfinite(losses)
    ends = text("plots-curves.ends", losses=losses[0], losses_2=losses[-1])
    if bad.all():
        return text("plots-curves.none-finite", ends=ends)
    best = int(np.argmin(np.where(bad, np.inf, losses)))
    lowest = text("plots-curves.lowest", losses=losses[best], best=best)
    if not bad.any():
        return text("comma").join([ends, lowest])
    start = int(np.argmax(bad))
    return text(
        "plots-curves.not-finite",
        ends=ends,
        lowest=lowest,
        sum=bad.sum(),
        count=len(bad),
        start=start,
    )
