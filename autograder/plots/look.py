"""The look of every figure: four hues, each with a line style, a marker and a hatch of its own.

Nothing is told by colour alone. Between any two of the first three hues the difference (CIEDE2000)
is at least 25 for each kind of colour blindness as simulated by Machado (2009), and 8.7 in grey.
"""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING, Any

from autograder.findings.language import font_among, fonts_of_language, in_english

if TYPE_CHECKING:
    from matplotlib.colors import LinearSegmentedColormap

INK, SOFT, LINE, PAPER = "#1B2330", "#5A6472", "#D8DCE2", "#FFFFFF"
BLUE, ORANGE, TEAL, PLUM = "#2546CE", "#C65C12", "#3DA297", "#4B1538"
HUES = (BLUE, ORANGE, TEAL, PLUM)
# The same hues where they are text, or the edge of a marker on a region.
TEXT_HUES = ("#1B349C", "#8A3D08", "#1A6B62", "#4B1538")
REGIONS = ("#D5DCF7", "#F5DFCC", "#D3ECE8", "#EBDDE6")
LINE_STYLES = ("-", "--", "-.", ":")
MARKERS = ("o", "s", "^", "D", "v", "P", "<", "h", ">", "p")
HATCHES = ("", "///", "...", "xx", "\\\\\\", "+++", "ooo", "---", "|||", "OO")
# The negative end is the darker one: in grey it still tells the sign.
_DIVERGING = ("#14245F", "#2546CE", "#93A8F2", "#FBFAF8", "#F2B37E", "#DB7420", "#A84A08")
_SEQUENTIAL = ("#F1F4FE", "#BCC9F7", "#7189E6", "#2546CE", "#14245F")

STYLE: dict[str, Any] = {
    "axes.axisbelow": True,
    "axes.edgecolor": SOFT,
    "axes.grid": True,
    "axes.grid.axis": "y",
    "axes.labelcolor": SOFT,
    "axes.labelsize": 10,
    "axes.linewidth": 0.8,
    "axes.spines.right": False,
    "axes.spines.top": False,
    "axes.titlecolor": INK,
    "axes.titlelocation": "left",
    "axes.titlepad": 10,
    "axes.titlesize": 12,
    "axes.titleweight": "bold",
    "figure.dpi": 100,
    "figure.titlesize": 12,
    "figure.titleweight": "bold",
    "font.family": "DejaVu Sans",
    "font.size": 10,
    "grid.color": LINE,
    "grid.linewidth": 0.8,
    "hatch.color": PAPER,
    "hatch.linewidth": 1.0,
    "image.interpolation": "nearest",
    "legend.frameon": False,
    "lines.linewidth": 2.4,
    "lines.markersize": 6.5,
    "patch.linewidth": 0.0,
    "text.color": INK,
    "xtick.color": SOFT,
    "xtick.labelsize": 9.5,
    "xtick.major.size": 3,
    "ytick.color": SOFT,
    "ytick.labelsize": 9.5,
    "ytick.major.size": 0,
}


@contextmanager
def styled() -> Iterator[bool]:
    """Within, matplotlib draws in this look, whatever a notebook has set.

    Labels are in the language in force where a font is found for it, else in English: then it
    yields False.
    """
    import matplotlib as mpl  # not before something is drawn: it takes 0.5 s

    with mpl.rc_context(), ExitStack() as language:
        mpl.rcParams.update(mpl.rcParamsDefault | {"backend": mpl.rcParams["backend"]} | STYLE)
        fonts = fonts_of_language()
        found = font_among(fonts) if fonts else ""
        if found:
            mpl.rcParams["font.family"] = [*mpl.rcParams["font.family"], found]
        elif fonts:  # boxes in place of letters would say less than English
            language.enter_context(in_english())
        yield bool(found or not fonts)


def line_style(k: int) -> dict[str, Any]:
    """Return how the k-th line is drawn: its own hue, line style and marker."""
    return {
        "linestyle": LINE_STYLES[k % len(LINE_STYLES)],
        "marker": MARKERS[k % len(MARKERS)],
        "color": HUES[k % len(HUES)],
        "markeredgecolor": TEXT_HUES[k % len(HUES)],
    }


def bar_style(k: int) -> dict[str, Any]:
    """Return how the k-th bar is drawn: its own hue and hatch."""
    hue = HUES[k % len(HUES)]
    return {"facecolor": hue, "hatch": HATCHES[k % len(HATCHES)], "edgecolor": PAPER}


def shading() -> dict[str, Any]:
    """Return how a range that is pointed out is drawn: tinted and striped, behind all else."""
    return {"facecolor": HUES[0] + "1A", "hatch": "//", "edgecolor": PAPER, "zorder": 0}


def point_style(k: int) -> dict[str, Any]:
    """Return how the points of the k-th class are drawn, filled with white from the eleventh on."""
    hue = HUES[k % len(HUES)]
    return {
        "marker": MARKERS[k % len(MARKERS)],
        "facecolor": hue if k < len(MARKERS) else PAPER,
        "edgecolor": TEXT_HUES[k % len(HUES)],
    }


def diverging() -> "LinearSegmentedColormap":
    """Return the colour map of numbers around 0: blue below, orange above."""
    return _map("ag_diverging", _DIVERGING)


def sequential() -> "LinearSegmentedColormap":
    """Return the colour map of amounts: the darker, the more."""
    return _map("ag_sequential", _SEQUENTIAL)


def _map(name: str, colours: tuple[str, ...]) -> "LinearSegmentedColormap":
    from matplotlib.colors import LinearSegmentedColormap  # not before something is drawn

    return LinearSegmentedColormap.from_list(name, list(colours))


def print_on(rgb: tuple[float, ...]) -> str:
    """Return black or white, whichever has more contrast (WCAG) on a colour of 0 to 1."""
    linear = [v / 12.92 if v <= 0.04045 else ((v + 0.055) / 1.055) ** 2.4 for v in rgb[:3]]
    luminance = 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
    on_white, on_black = 1.05 / (luminance + 0.05), (luminance + 0.05) / 0.05
    return "white" if on_white > on_black else "black"
