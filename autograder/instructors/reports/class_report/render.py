"""The figures of a class as one page of HTML that needs nothing else."""

from pathlib import Path
from typing import TYPE_CHECKING

from jinja2 import Environment, FunctionLoader, StrictUndefined
from markupsafe import Markup, escape

from autograder.findings import page as in_words
from autograder.findings import text
from autograder.findings.language import language_tag

if TYPE_CHECKING:
    from autograder.instructors.reports.class_report.figures import ClassFigures

_TEMPLATE = "page.html.jinja"
_FOLDER = Path(__file__).with_name("templates")
MOST_PAIRS = 10


def page(figures: "ClassFigures", *, anonymous: bool = False) -> str:
    """Return the page, with everything that students wrote escaped."""
    template = environment().get_template(_TEMPLATE)
    return template.render(
        figures=figures, scores=figures.scores, anonymous=anonymous, most_pairs=MOST_PAIRS
    )


def environment(*folders: Path) -> Environment:
    """Return what makes pages of templates in these folders, and of those here, such as the style.

    What students wrote is escaped.
    """

    def read(name: str) -> str:
        paths = (folder / name for folder in (*folders, _FOLDER))
        return in_words(next(each for each in paths if each.is_file()).read_text(encoding="utf-8"))

    found = Environment(
        loader=FunctionLoader(read),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    found.globals |= {"language": language_tag(), "colon": text("colon")}
    found.filters |= {"num": number, "percent": percent, "seconds": seconds, "soft": soft}
    return found


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
        return text("class-report.ms", value=1000 * value)
    return f"{value:.1f} s" if value < 120 else text("class-report.min", value=value / 60)


def soft(name: str) -> Markup:
    """Return a name that may be broken behind its underscores, escaped."""
    return Markup("_<wbr>").join(map(escape, name.split("_")))
