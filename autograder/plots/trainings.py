"""The losses of several trainings side by side, each on its own scale."""

import math
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import ArrayLike, NDArray

from autograder.findings import text
from autograder.plots.look import BLUE, SOFT
from autograder.plots.picture import Picture

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

Floats = NDArray[np.float64]
_ACROSS = 3
_LEAST, _MOST = 1e-3, 1e300  # what a logarithmic axis of matplotlib can hold


def loss_panels(trainings: Mapping[str, Sequence[ArrayLike]], title: str) -> Picture:
    """Draw each training in a panel: its losses on a logarithmic scale, its accuracies in words.

    A training is (losses, training accuracies, validation accuracies), each 1-D; below the title of
    its panel stand the last two accuracies. nan and inf leave gaps. ValueError for other shapes.
    """
    found = {name: _checked(name, parts) for name, parts in trainings.items()}
    if not found:
        raise ValueError(text("plots-curves.no-history"))

    def draw() -> "Figure":
        from matplotlib.figure import Figure  # not before something is drawn

        down = math.ceil(len(found) / _ACROSS)
        figure = Figure(figsize=(8.6, 0.6 + 2.3 * down), layout="constrained")
        figure.suptitle(title)
        grid = figure.subplots(down, _ACROSS, squeeze=False).ravel()
        for axes, (name, (losses, train, validation)) in zip(grid, found.items(), strict=False):
            _draw_one(axes, losses)
            axes.set_title(f"{name}\n", fontsize=10, pad=2)
            shares = text("plots-trainings.shares", train=train[-1], validation=validation[-1])
            axes.text(0, 1.02, shares, transform=axes.transAxes, color=SOFT, fontsize=8.5)
        for axes in grid[len(found) :]:
            axes.set_axis_off()
        return figure

    words = (
        text(
            "plots-trainings.one",
            name=name,
            first=losses[0],
            last=losses[-1],
            train=train[-1],
            validation=validation[-1],
        )
        for name, (losses, train, validation) in found.items()
    )
    return Picture(draw, text("plots.summary", title=title, words=text("semicolon").join(words)))


def _draw_one(axes: "Axes", losses: Floats) -> None:
    shown = np.where(np.isfinite(losses), losses.clip(_LEAST, _MOST), np.nan)
    axes.plot(np.arange(len(shown)), shown, color=BLUE, linewidth=1.2)
    axes.set_yscale("log")
    drawn = shown[np.isfinite(shown)]
    if drawn.size:  # a flat curve must not look like a steep one
        low, high = math.floor(np.log10(drawn.min())), math.ceil(np.log10(drawn.max()))
        low, high = min(low, -1), max(high, 1)
        axes.set_ylim(10.0**low, 10.0 ** min(high, 300))
        step = max(1, math.ceil((high - low) / 4))
        ticks = range(low, high + 1, step)
        axes.set_yticks([10.0**each for each in ticks], [_power(each) for each in ticks])
        axes.minorticks_off()
    axes.set_xlim(0, max(1, len(losses) - 1))
    axes.locator_params(axis="x", integer=True, nbins=4)
    axes.set_xlabel(text("plots.iteration"), fontsize=9)
    axes.set_ylabel(text("plots.loss"), fontsize=9)


def _power(exponent: int) -> str:
    return f"{10.0**exponent:g}" if -3 < exponent < 4 else f"1e{exponent}"


def _checked(name: str, parts: Sequence[ArrayLike]) -> tuple[Floats, Floats, Floats]:
    arrays = [np.array(part, dtype=np.float64) for part in parts]
    if len(arrays) != 3 or any(each.ndim != 1 or not each.size for each in arrays):
        raise ValueError(text("plots-trainings.parts", name=name))
    losses, train, validation = arrays
    return losses, train, validation
