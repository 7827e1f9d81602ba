"""The accuracies of a grid search, as a table of shaded cells."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from autograder.findings import text
from autograder.plots.picture import Picture, new_axes

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure


Floats = NDArray[np.float64]
_DARKEST, _FAILED = 0.6, 0.2  # black print is read on the first, white on the second


def heat_map(
    values: ArrayLike,
    rows: Sequence[object],
    columns: Sequence[object],
    title: str,
    xlabel: str,
    ylabel: str,
) -> Picture:
    """Draw a table of accuracies, lighter when better, with the best cell framed.

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
        axes.imshow(_shades(table), cmap="gray", vmin=0, vmax=1, aspect="auto")
        axes.set_xticks(range(len(across)), across)
        axes.set_yticks(range(len(down)), down)
        _print_cells(axes, table)
        if best:
            _frame(axes, *best)
        return figure

    return Picture(draw, f"{title}: {_in_words(table, best, (ylabel, down), (xlabel, across))}.")


def _short(name: object) -> str:
    return f"{name:.3g}" if isinstance(name, float) else str(name)


def _best(table: Floats) -> tuple[int, int] | None:
    finite = np.isfinite(table)
    if not finite.any():
        return None
    row, column = np.unravel_index(np.argmax(np.where(finite, table, -np.inf)), table.shape)
    return int(row), int(column)


def _shades(table: Floats) -> Floats:
    finite = np.isfinite(table)
    low, high = table[finite].min(initial=np.inf), table[finite].max(initial=-np.inf)
    if not high > low:
        return np.where(finite, 1.0, _FAILED)
    scaled = np.where(finite, table - low, 0.0) / (high - low)
    return np.where(finite, _DARKEST + (1 - _DARKEST) * scaled, _FAILED)


def _print_cells(axes: "Axes", table: Floats) -> None:
    centred: dict[str, Any] = {"ha": "center", "va": "center", "fontsize": 9}
    for (row, column), value in np.ndenumerate(table):
        if np.isfinite(value):
            axes.text(column, row, f"{value:.3f}", color="black", **centred)
        else:
            axes.text(column, row, text("plots.failed"), color="white", **centred)


def _frame(axes: "Axes", row: int, column: int) -> None:
    from matplotlib.patches import Rectangle  # not before something is drawn

    corner = column - 0.46, row - 0.46  # the width of the line stays inside the cell
    axes.add_patch(Rectangle(corner, 0.92, 0.92, fill=False, edgecolor="black", linewidth=3))


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
