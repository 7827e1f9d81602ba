"""The graph of a computation: each node with its value and its gradient."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from autograder.findings import text
from autograder.plots.look import REGIONS, SOFT, TEXT_HUES
from autograder.plots.picture import Picture, new_axes

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

_STEP = 2.0  # from column to column
Parents = Sequence[Sequence[int]]


def computation_graph(
    names: Sequence[str],
    parents: Parents,
    values: Sequence[float],
    gradients: Sequence[float],
    title: str = "",
) -> Picture:
    """Draw a node for each name, with its value and gradient, and an arrow from each parent.

    `parents` has the numbers of what each node was made of; a node that was used twice has two
    arrows. ValueError when the lists are not of one length, or a node is made of itself.
    """
    if len({len(each) for each in (names, parents, values, gradients)}) > 1:
        raise ValueError(text("plots-graph.lengths"))
    columns = [_column(k, parents) for k in range(len(names))]

    def titled() -> str:
        return title or text("plots-graph.title")

    def said() -> list[str]:
        return [
            text("plots-graph.node", name=name, value=f"{value:.3g}", gradient=f"{gradient:.3g}")
            for name, value, gradient in zip(names, values, gradients, strict=True)
        ]

    def draw() -> "Figure":
        places = [(_STEP * c, -1.0 * columns[:k].count(c)) for k, c in enumerate(columns)]
        size = 1.5 + 1.9 * (max(columns) + 1), 0.7 + 1.1 * max(map(columns.count, columns))
        figure, axes = new_axes(titled(), "", "", size)
        _draw_arrows(axes, parents, places)
        for (x, y), words in zip(places, said(), strict=True):
            box: dict[str, Any] = {
                "boxstyle": "round,pad=0.4",
                "facecolor": REGIONS[0],
                "edgecolor": TEXT_HUES[0],
                "linewidth": 1.2,
            }
            lines = words.replace(text("comma"), "\n").replace(", ", "\n")
            axes.text(x, y, lines, ha="center", va="center", fontsize=9, bbox=box, zorder=3)
        axes.set_xlim(-1.0, _STEP * max(columns) + 1.0)
        axes.set_ylim(min(y for _, y in places) - 0.6, 0.8)
        axes.set_axis_off()
        return figure

    return Picture(
        draw, text("plots.summary", title=titled(), words=text("semicolon").join(said()))
    )


def _column(node: int, parents: Parents, above: tuple[int, ...] = ()) -> int:
    """Return how many steps lie at most between a node and what it comes of; at most `parents`."""
    if node in above:
        raise ValueError(text("plots-graph.circle"))
    return max((1 + _column(each, parents, (*above, node)) for each in parents[node]), default=0)


def _draw_arrows(axes: "Axes", parents: Parents, places: Sequence[tuple[float, float]]) -> None:
    for node, its in enumerate(parents):
        for k, parent in enumerate(its):
            bend = 0.25 * k if its.count(parent) > 1 else 0.0  # two arrows that can be told apart
            if places[node][0] - places[parent][0] > _STEP:
                bend += 0.2 if places[parent][1] else -0.2  # around the nodes that lie between
            arrow = {
                "arrowstyle": "-|>",
                "color": SOFT,
                "linewidth": 1.4,  # bars have none, and arrows would be like them
                "shrinkA": 30,
                "shrinkB": 34,
                "connectionstyle": f"arc3,rad={bend}",
            }
            axes.annotate("", xy=places[node], xytext=places[parent], arrowprops=arrow)
