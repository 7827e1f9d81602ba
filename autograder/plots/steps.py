"""The error of a numerical derivative against its step."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from autograder.findings import text
from autograder.plots.look import INK, SOFT, line_style
from autograder.plots.picture import Picture, new_axes

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure


Floats = NDArray[np.float64]


def error_against_step(steps: ArrayLike, errors: Mapping[str, ArrayLike], title: str) -> Picture:
    """Draw the size of each error against the step h, both on log axes, with the best circled.

    `steps` is (S,) and positive, each sequence of errors (S,); an error of 0, which no log axis
    holds, is drawn below a thin line, and nan or inf is left out. ValueError for other shapes.
    """
    h, sizes = _checked(steps, errors)

    def draw() -> "Figure":
        figure, axes = new_axes(title, text("plots-steps.step"), text("plots-steps.error"))
        axes.set(xscale="log", yscale="log")
        for k, (name, error) in enumerate(sizes.items()):
            shown = np.where(np.isfinite(error) & (error > 0), error, np.nan)
            axes.plot(h, shown, label=name, **line_style(k))
        _draw_zeros(axes, h, sizes)
        _circle_best(axes, h, sizes)
        axes.legend()
        return figure

    words = (text("of-part", part=name, seen=_in_words(h, error)) for name, error in sizes.items())
    return Picture(draw, text("plots.summary", title=title, words=text("semicolon").join(words)))


def _checked(steps: ArrayLike, errors: Mapping[str, ArrayLike]) -> tuple[Floats, dict[str, Floats]]:
    h = np.array(steps, dtype=np.float64)
    if h.ndim != 1 or not len(h) or not errors:
        raise ValueError(text("plots-steps.nothing"))
    if not (np.isfinite(h) & (h > 0)).all():
        raise ValueError(text("plots-steps.no-step"))
    order = np.argsort(h)
    sizes = {}
    for name, values in errors.items():
        error = np.abs(np.array(values, dtype=np.float64))
        if error.shape != h.shape:
            raise ValueError(
                text("plots-steps.shape", name=name, shape=str(error.shape), count=len(h))
            )
        sizes[name] = error[order]
    return h[order], sizes


def _draw_zeros(axes: "Axes", h: Floats, sizes: Mapping[str, Floats]) -> None:
    if not any((error == 0).any() for error in sizes.values()):
        return
    bottom, top = axes.get_ylim()
    axes.set_ylim(bottom * (bottom / top) ** 0.4, top)  # so that no other point is lower
    axes.axhline(bottom, color=SOFT, linewidth=0.8)  # what is below it is not to scale
    for k, error in enumerate(sizes.values()):
        for step in h[error == 0]:
            place = step, _zero_height(k)
            edge = axes.get_xaxis_transform()
            axes.plot(*place, transform=edge, **line_style(k))
            axes.annotate("= 0", place, (9, 0), edge, "offset points", va="center", fontsize=8.5)


def _circle_best(axes: "Axes", h: Floats, sizes: Mapping[str, Floats]) -> None:
    circle: dict[str, Any] = {"markersize": 13, "fillstyle": "none", "color": INK}
    circle |= {"marker": "o", "linestyle": "none", "label": text("plots-steps.best-label")}
    for k, error in enumerate(sizes.values()):
        best = _best(error)
        if best is None:
            continue
        if error[best] == 0:
            edge = axes.get_xaxis_transform()
            axes.plot([h[best]], [_zero_height(k)], transform=edge, **circle)
        else:
            axes.plot([h[best]], [error[best]], **circle)
        circle["label"] = ""  # one entry in the legend is enough


def _zero_height(k: int) -> float:
    """Return where the k-th line's zeros are drawn, as a part of the axes' height."""
    return 0.06 + 0.08 * (k % 3)


def _best(error: Floats) -> int | None:
    finite = np.isfinite(error)
    return int(np.argmin(np.where(finite, error, np.inf))) if finite.any() else None


def _in_words(h: Floats, error: Floats) -> str:
    best = _best(error)
    if best is None:
        return text("plots-steps.none-finite")
    bad = int((~np.isfinite(error)).sum())
    rest = text("plots-steps.not-finite", bad=bad, count=len(h)) if bad else ""
    return text("plots-steps.best", h=h[best], error=error[best], rest=rest)
