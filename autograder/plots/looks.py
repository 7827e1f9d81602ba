"""What tells classes, curves and bars apart in black and white."""

from typing import Any

LINE_STYLES = ("-", "--", ":", "-.")
MARKERS = ("o", "s", "^", "D", "v", "P", "<", "h", ">", "p")
# Only the first is dark: a black hatch would not show on it.
HATCHES = ("", "///", "...", "xxx", "\\\\\\", "+++", "ooo", "---", "|||", "OO")
_SHADES = ("0.35", "0.8", "1.0", "0.7", "1.0", "0.85", "0.7", "1.0", "0.8", "1.0")


def line_look(k: int) -> dict[str, Any]:
    """Return how the k-th line is drawn: its own line style and marker, in black."""
    return {
        "linestyle": LINE_STYLES[k % len(LINE_STYLES)],
        "marker": MARKERS[k % len(MARKERS)],
        "color": "black",
        "markerfacecolor": "white",
        "markersize": 5,
    }


def bar_look(k: int) -> dict[str, Any]:
    """Return how the k-th bar is drawn: its own hatch on a grey."""
    shade = _SHADES[k % len(_SHADES)]
    return {"facecolor": shade, "hatch": HATCHES[k % len(HATCHES)], "edgecolor": "black"}


def point_look(k: int) -> dict[str, Any]:
    """Return how the points of the k-th class are drawn: a marker, filled from the eleventh on."""
    return {
        "marker": MARKERS[k % len(MARKERS)],
        "facecolor": "white" if k < len(MARKERS) else "0.4",
        "edgecolor": "black",
    }
