"""The figures of a class as one page of HTML that needs nothing else."""

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape

from autograder.reporting.classroom.figures import ClassFigures

_TEMPLATE = "page.html.jinja"
MOST_PAIRS = 10


def page(figures: ClassFigures, *, anonymous: bool = False) -> str:
    """Return the page, with everything that students wrote escaped."""
    environment = Environment(
        loader=PackageLoader(__package__, "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {
        "num": number,
        "percent": percent,
        "seconds": seconds,
        "soft": soft,
    }
    template = environment.get_template(_TEMPLATE)
    return template.render(
        figures=figures, scores=figures.scores, anonymous=anonymous, most_pairs=MOST_PAIRS
    )


def number(value: float) -> str:
    """Return a number with at most two places behind the point."""
    return f"{round(value, 2):g}"


def percent(share: float) -> str:
    """Return a share as per cent; only all is 100, only none is 0."""
    rounded = round(100 * share)
    if 0 < share < 1:
        rounded = min(max(rounded, 1), 99)
    return f"{rounded} %"


def seconds(value: float) -> str:
    """Return a time for people: milliseconds, seconds, or minutes."""
    if value < 1:
        return f"{1000 * value:.0f} ms"
    return f"{value:.1f} s" if value < 120 else f"{value / 60:.1f} min"


def soft(name: str) -> Markup:
    """Return a name that may be broken behind its underscores, escaped."""
    return Markup("_<wbr>").join(map(escape, name.split("_")))
