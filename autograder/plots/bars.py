"""Bar charts: probabilities, losses side by side, seconds, accuracies."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np

from autograder.findings import text
from autograder.plots.look import HUES, INK, PAPER, bar_style
from autograder.plots.picture import Picture, new_axes

if TYPE_CHECKING:
    from matplotlib.figure import Figure


def grouped_bars(
    groups: Sequence[str],
    series: Mapping[str, Sequence[float]],
    *,
    title: str,
    xlabel: str,
    ylabel: str,
) -> Picture:
    """Draw one bar a series in each group; every series has a value for each group."""

    def draw() -> "Figure":
        figure, axes = new_axes(title, xlabel, ylabel)
        width = 0.8 / len(series)
        places = np.arange(len(groups), dtype=np.float64)
        for k, (name, values) in enumerate(series.items()):
            offset = (k - (len(series) - 1) / 2) * width
            bars = axes.bar(places + offset, values, width, label=name, **bar_style(k))
            axes.bar_label(bars, fmt="%.3g", fontsize=9)
        axes.set_xticks(places, groups)
        axes.margins(y=0.15)
        if len(series) > 2:  # too many names for a corner
            figure.legend(loc="outside right upper")
        elif len(series) > 1:
            axes.legend()
        return figure

    said = text("plots-bars.summary", title=title, values=_in_words(groups, series))
    return Picture(draw, said)


def time_bars(seconds: Mapping[str, float]) -> Picture:
    """Draw the seconds of one call, by function name."""

    def draw() -> "Figure":
        figure, axes = new_axes(
            text("plots-bars.time-axis"),
            text("plots.seconds"),
            text("plots.function"),
            size=(6.0, 1.8),
        )
        axes.grid(visible=False)
        for k, (name, value) in enumerate(seconds.items()):
            bars = axes.barh([name], [value], **bar_style(k))
            axes.bar_label(bars, fmt="%.3g s", padding=3)
        axes.margins(x=0.2)
        return figure

    words = ", ".join(f"{name} {value:.3g} s" for name, value in seconds.items())
    return Picture(draw, text("plots-bars.time", value=words or text("plots-bars.no-time")))


def _in_words(groups: Sequence[str], series: Mapping[str, Sequence[float]]) -> str:
    comma = text("comma")
    pairs = {name: zip(groups, values, strict=True) for name, values in series.items()}
    said = {name: comma.join(f"{g} = {v:.3g}" for g, v in its) for name, its in pairs.items()}
    parts = (text("plots-bars.series", name=name, values=each) for name, each in said.items())
    return text("semicolon").join(parts)


def accuracy_bars(
    accuracies: Mapping[str, float],
    title: str,
    chance: float | None = None,
    ylabel: str = "classifier",
) -> Picture:
    """Draw a bar of each accuracy in per cent, with a dashed line at `chance` if it is given.

    Accuracies and chance are fractions from 0 to 1; a nan says 'failed'. ValueError for others.
    """
    shares = {name: _checked(name, value) for name, value in accuracies.items()}
    line = None if chance is None else _checked("chance", chance)

    def draw() -> "Figure":
        xlabel = text("plots-bars.accuracy") + (
            "" if line is None else text("plots-bars.dashed-line", percent=_percent(line))
        )
        figure, axes = new_axes(title, xlabel, ylabel, (6.0, max(1.8, 1.3 + 0.4 * len(shares))))
        axes.grid(visible=False)
        alike = len(shares) > len(HUES)  # no fifth hue: each bar has its name beside it
        for k, share in enumerate(shares.values()):
            style = bar_style(0 if alike else k)
            bars = axes.barh([k], [100 * np.nan_to_num(share)], height=0.7, **style)
            # The line of chance passes behind the number.
            box = {"facecolor": PAPER, "edgecolor": "none", "pad": 1}
            axes.bar_label(bars, [_percent(share)], padding=4, bbox=box)
        axes.set_yticks(range(len(shares)), list(shares))
        axes.invert_yaxis()  # the first on top, as it was given
        axes.set_xlim(0, 119)  # room for '100.0%'
        axes.set_xticks(range(0, 101, 20))
        if line is not None:
            axes.axvline(100 * line, linestyle="--", color=INK, linewidth=1.2)
        return figure

    words = [f"{name} {_percent(share)}" for name, share in shares.items()] or [
        text("plots-bars.no-accuracy")
    ]
    if line is not None:
        words.append(text("plots-bars.chance", percent=_percent(line)))
    return Picture(draw, text("plots.summary", title=title, words=text("comma").join(words)))


def _checked(name: str, value: float) -> float:
    if value < 0 or value > 1:
        raise ValueError(text("plots-bars.no-fraction", name=name, value=value))
    return float(value)


def _percent(share: float) -> str:
    return text("plots.failed") if np.isnan(share) else f"{100 * share:.1f}%"
