"""The accuracies of a grid search, as a table of shaded cells."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from autograder.findings import text
from autograder.plots.look import ORANGE, print_on, sequential
from autograder.plots.picture import Picture, frame_cell, new_axes

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure


Floats = NDArray[np.float64]
# From the best one down to so much less the shades tell apart: one bad cell must not flatten the
# rest.
_SPAN = 0.08


def heat_map(
    values: ArrayLike,
    rows: Sequence[object],
    columns: Sequence[object],
    title: str,
    xlabel: str,
    ylabel: str,
) -> Picture:
    """Draw a table of accuracies, darker when better, with the best cell framed and starred.

    `values` is (R, K) for R rows, named by `ylabel`, and K columns, named by `xlabel`; a cell that
    is nan or inf says 'failed'. ValueError when the shapes don't fit.
    """
    table = np.array(values, dtype=np.float64)
    if table.shape != (len(rows), len(columns)) or not table.size:
        raise ValueError(
            text(
                "plots-grid-search.shape",
                shape=str(table.shape),
                rows=len(rows),
                columns=len(columns),
            )
        )
    down, across = [_short(name) for name in rows], [_short(name) for name in columns]
    best = _best(table)

    def draw() -> "Figure":
        size = min(10.0, 1.6 + 0.75 * len(across)), min(9.0, 1.2 + 0.42 * len(down))
        figure, axes = new_axes(title, xlabel, ylabel, (max(4.0, size[0]), max(2.2, size[1])))
        axes.imshow(_shades(table), cmap=sequential(), vmin=0, vmax=1, aspect="auto")
        axes.grid(visible=False)
        axes.set_xticks(range(len(across)), across)
        axes.set_yticks(range(len(down)), down)
        _print_cells(axes, table, best)
        if best:
            frame_cell(axes, *best, ORANGE, 3)
        return figure

    return Picture(
        draw,
        text(
            "plots.summary",
            title=title,
            words=_in_words(table, best, (ylabel, down), (xlabel, across)),
        ),
        photo=True,
    )


def _short(name: object) -> str:
    return f"{name:.3g}" if isinstance(name, float) else str(name)


def _best(table: Floats) -> tuple[int, int] | None:
    finite = np.isfinite(table)
    if not finite.any():
        return None
    row, column = np.unravel_index(np.argmax(np.where(finite, table, -np.inf)), table.shape)
    return int(row), int(column)


def _shades(table: Floats) -> Floats:
    """Return from 0, for what lies _SPAN below the best, or failed, to 1."""
    finite = np.isfinite(table)
    high = table[finite].max(initial=-np.inf)
    low = max(table[finite].min(initial=np.inf), high - _SPAN)
    if not high > low:
        return np.zeros_like(table)
    shades: Floats = np.clip((np.where(finite, table, low) - low) / (high - low), 0.0, 1.0)
    return shades


def _print_cells(axes: "Axes", table: Floats, best: tuple[int, int] | None) -> None:
    colours = sequential()(_shades(table))
    centred: dict[str, Any] = {"ha": "center", "va": "center", "fontsize": 9}
    for (row, column), value in np.ndenumerate(table):
        star = " ★" if (row, column) == best else ""
        shown = f"{value:.3f}{star}" if np.isfinite(value) else text("plots.failed")
        axes.text(column, row, shown, color=print_on(tuple(colours[row, column])), **centred)


def _in_words(
    table: Floats,
    best: tuple[int, int] | None,
    down: tuple[str, list[str]],
    across: tuple[str, list[str]],
) -> str:
    if best is None:
        return text("plots-grid-search.all-failed", size=table.size)
    where = f"{down[0]} {down[1][best[0]]}, {across[0]} {across[1][best[1]]}"
    failed = int((~np.isfinite(table)).sum())
    rest = text("plots-grid-search.some-failed", failed=failed, size=table.size) if failed else ""
    return text("plots-grid-search.best", table=table[best], where=where, rest=rest)
