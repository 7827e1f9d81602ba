"""Accuracies side by side."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np

from autograder.plots.looks import bar_look
from autograder.plots.picture import Picture, new_axes

if TYPE_CHECKING:
    from matplotlib.figure import Figure


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
    xlabel = "accuracy (%)" + ("" if line is None else f"; dashed line: chance, {_percent(line)}")

    def draw() -> "Figure":
        figure, axes = new_axes(title, xlabel, ylabel, (6.0, max(1.8, 1.3 + 0.4 * len(shares))))
        for k, share in enumerate(shares.values()):
            bars = axes.barh([k], [100 * np.nan_to_num(share)], height=0.7, **bar_look(k))
            # The line of chance passes behind the number.
            box = {"facecolor": "white", "edgecolor": "none", "pad": 1}
            axes.bar_label(bars, [_percent(share)], padding=4, bbox=box)
        axes.set_yticks(range(len(shares)), list(shares))
        axes.invert_yaxis()  # the first on top, as it was given
        axes.set_xlim(0, 119)  # room for '100.0%'
        axes.set_xticks(range(0, 101, 20))
        if line is not None:
            axes.axvline(100 * line, linestyle="--", color="black")
        return figure

    words = [f"{name} {_percent(share)}" for name, share in shares.items()] or ["no accuracy yet"]
    if line is not None:
        words.append(f"chance is {_percent(line)}")
    return Picture(draw, f"{title}: {', '.join(words)}.")


def _checked(name: str, value: float) -> float:
    if value < 0 or value > 1:
        raise ValueError(f"the accuracy of {name!r} is {value:.3g}, not a fraction from 0 to 1")
    return float(value)


def _percent(share: float) -> str:
    return "failed" if np.isnan(share) else f"{100 * share:.1f}%"
