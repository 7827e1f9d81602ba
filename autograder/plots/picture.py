"""A figure with its one-line summary, and what tells its parts apart without colour."""

import base64
import html
import io
import os
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure


LINE_STYLES = ("-", "--", ":", "-.")
MARKERS = ("o", "s", "^", "D", "v", "P", "<", "h", ">", "p")
# Only the first is dark: a black hatch would not show on it.
HATCHES = ("", "///", "...", "xxx", "\\\\\\", "+++", "ooo", "---", "|||", "OO")
_SHADES = ("0.35", "0.8", "1.0", "0.7", "1.0", "0.85", "0.7", "1.0", "0.8", "1.0")


def line_style(k: int) -> dict[str, Any]:
    """Return how the k-th line is drawn: its own line style and marker, in black."""
    return {
        "linestyle": LINE_STYLES[k % len(LINE_STYLES)],
        "marker": MARKERS[k % len(MARKERS)],
        "color": "black",
        "markerfacecolor": "white",
        "markersize": 5,
    }


def bar_style(k: int) -> dict[str, Any]:
    """Return how the k-th bar is drawn: its own hatch on a grey."""
    shade = _SHADES[k % len(_SHADES)]
    return {"facecolor": shade, "hatch": HATCHES[k % len(HATCHES)], "edgecolor": "black"}


def point_style(k: int) -> dict[str, Any]:
    """Return how the points of the k-th class are drawn: a marker, filled from the eleventh on."""
    return {
        "marker": MARKERS[k % len(MARKERS)],
        "facecolor": "white" if k < len(MARKERS) else "0.4",
        "edgecolor": "black",
    }


@dataclass(frozen=True)
class Picture:
    """How to draw a matplotlib figure, and a sentence that says what it shows.

    As the last expression of a cell it is drawn with the sentence below it. While nbgrader grades
    a notebook only the sentence is given: nobody is there to look, and importing matplotlib and
    drawing would take longer than the student's own code.
    """

    draw: "Callable[[], Figure]"
    summary: str

    def __str__(self) -> str:
        return self.summary

    def __repr__(self) -> str:
        return self.summary

    def png(self) -> bytes:
        """Return the figure as PNG bytes."""
        buffer = io.BytesIO()
        self.draw().savefig(buffer, format="png", dpi=90, bbox_inches="tight")
        return buffer.getvalue()

    def show(self) -> None:
        """Show the picture below the cell."""
        from IPython.display import display  # plots work without a notebook, too

        display(self)

    def beside(self, other: "Picture") -> "Row":
        """Return this picture with another one to its right, or below it where there is no room."""
        return Row((self, other))

    def _repr_html_(self) -> str:
        caption = html.escape(self.summary)
        if "NBGRADER_EXECUTION" in os.environ:
            return f"<p>{caption}</p>"
        data = base64.b64encode(self.png()).decode("ascii")
        image = f'<img alt="{caption}" src="data:image/png;base64,{data}">'
        return f'<figure style="margin: 0">{image}<figcaption>{caption}</figcaption></figure>'


@dataclass(frozen=True)
class Row:
    """Pictures side by side, as wide as there is room, each with its sentence."""

    pictures: tuple[Picture, ...]

    def __str__(self) -> str:
        return "\n".join(map(str, self.pictures))

    __repr__ = __str__

    def show(self) -> None:
        """Show the pictures below the cell."""
        from IPython.display import display  # plots work without a notebook, too

        display(self)

    def _repr_html_(self) -> str:
        style = "flex: 1 1 20em; min-width: 0"
        each = [f'<div style="{style}">{p._repr_html_()}</div>' for p in self.pictures]
        return f'<div style="display: flex; flex-wrap: wrap; gap: 1em">{"".join(each)}</div>'


def new_axes(
    title: str, xlabel: str, ylabel: str, size: tuple[float, float] = (6.0, 3.6)
) -> "tuple[Figure, Axes]":
    """Return a figure of `size` inches with one pair of labelled axes."""
    from matplotlib.figure import Figure  # not before something is drawn: it takes 0.5 s

    figure = Figure(figsize=size, layout="constrained")
    axes = figure.add_subplot()
    axes.set(title=title, xlabel=xlabel, ylabel=ylabel)
    return figure, axes
