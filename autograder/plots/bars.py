"""Bar charts: probabilities, losses side by side, seconds."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from autograder.plots.picture import Picture, new_axes

if TYPE_CHECKING:
    from matplotlib.figure import Figure

# Told apart by hatch as well as by shade, so that they read in black and white.
_LOOKS = (("0.25", ""), ("0.7", "//"), ("0.9", ".."), ("0.5", "xx"))


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
            bars = axes.bar(places + offset, values, width, label=name, **_look(k))
            axes.bar_label(bars, fmt="%.3g", fontsize=8)
        axes.set_xticks(places, groups)
        axes.margins(y=0.15)
        if len(series) > 2:  # too many names for a corner
            figure.legend(loc="outside right upper")
        elif len(series) > 1:
            axes.legend()
        return figure

    return Picture(draw, f"{title}. {_in_words(groups, series)}.")


def time_bars(seconds: Mapping[str, float]) -> Picture:
    """Draw the seconds of one call, by function name."""

    def draw() -> "Figure":
        figure, axes = new_axes("Time of one call", "seconds", "function", size=(6.0, 1.8))
        for k, (name, value) in enumerate(seconds.items()):
            bars = axes.barh([name], [value], **_look(k))
            axes.bar_label(bars, fmt="%.3g s", padding=3)
        axes.margins(x=0.2)
        return figure

    words = ", ".join(f"{name} {value:.3g} s" for name, value in seconds.items())
    return Picture(draw, f"Time of one call: {words or 'nothing to time yet'}.")


def _look(k: int) -> dict[str, Any]:
    shade, hatch = _LOOKS[k % len(_LOOKS)]
    return {"color": shade, "hatch": hatch, "edgecolor": "black"}


def _in_words(groups: Sequence[str], series: Mapping[str, Sequence[float]]) -> str:
    parts = (
        f"{name}: " + ", ".join(f"{g} = {v:.3g}" for g, v in zip(groups, values, strict=True))
        for name, values in series.items()
    )
    return "; ".join(parts)
