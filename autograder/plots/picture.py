"""A figure with its one-line summary."""

import base64
import html
import io
import os
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from autograder.plots.labels import draw_in_english
from autograder.plots.look import styled

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure


# Where a theme is dark, charts are turned dark with their hues kept; photographs, and maps with
# numbers in their cells, stay on white paper. JupyterLab, VS Code and the kit's own pages say so.
_DARK = (
    '<style>body[data-jp-theme-light="false"] .agk-chart, body.vscode-dark .agk-chart, '
    "html[theme=dark] .agk-chart {filter: invert(.93) hue-rotate(180deg)}</style>"
)
_PAPER_STYLE = "background: #fff; max-width: 100%; height: auto"
_DPI = 90


def png_address(png: bytes) -> str:
    """Return PNG bytes as an address that needs no file."""
    return f"data:image/png;base64,{base64.b64encode(png).decode('ascii')}"


def image_tag(address: str, said: str, kind: str) -> str:
    """Return the image on white paper; `kind` is its class, agk-chart or agk-photo."""
    alt = html.escape(said)
    return f'<img alt="{alt}" class="{kind}" style="{_PAPER_STYLE}" src="{address}">'


@dataclass(frozen=True)
class Picture:
    """How to draw a matplotlib figure, and a sentence that says what it shows.

    As the last expression of a cell it is drawn with the sentence below it. While nbgrader grades
    a notebook only the sentence is given: nobody is there to look, and importing matplotlib and
    drawing would take longer than the student's own code. `photo` says that a dark theme must not
    turn its colours.
    """

    draw: "Callable[[], Figure]"
    summary: str
    photo: bool = False

    def __str__(self) -> str:
        return self.summary

    def __repr__(self) -> str:
        return self.summary

    def png(self, *, cut: bool = True) -> bytes:
        """Return the figure as PNG bytes, cut to what is drawn or in its whole size."""
        buffer = io.BytesIO()
        box = "tight" if cut else None
        with styled() as has_letters:
            figure = self.draw()
            if not has_letters:
                draw_in_english(figure)
            figure.savefig(buffer, format="png", dpi=_DPI, bbox_inches=box)
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
        kind, style = ("agk-photo", "") if self.photo else ("agk-chart", _DARK)
        image = image_tag(png_address(self.png()), self.summary, kind)
        return f"<div>{style}{image}<div>{caption}</div></div>"


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
    title: str, xlabel: str, ylabel: str, size: tuple[float, float] = (6.4, 3.8)
) -> "tuple[Figure, Axes]":
    """Return a figure of `size` inches with one pair of labelled axes."""
    from matplotlib.figure import Figure  # not before something is drawn: it takes 0.5 s

    figure = Figure(figsize=size, layout="constrained")
    axes = figure.add_subplot()
    axes.set(title=title, xlabel=xlabel, ylabel=ylabel)
    return figure, axes


def frame_cell(axes: "Axes", row: int, column: int, color: str, linewidth: float) -> None:
    """Draw a frame inside the border of a cell of a table."""
    from matplotlib.patches import Rectangle  # not before something is drawn

    corner = column - 0.46, row - 0.46  # the width of the line stays inside the cell
    axes.add_patch(Rectangle(corner, 0.92, 0.92, fill=False, edgecolor=color, linewidth=linewidth))
