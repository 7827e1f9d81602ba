"""A feedback page as HTML: one file, nothing to load, nothing that runs."""

from functools import lru_cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from autograder.reporting.feedback.page import Page

# How a page of ours is told from one that nbgrader's generate_feedback wrote.
GENERATOR = '<meta name="generator" content="autograder feedback">'
_FOLDER = Path(__file__).parent


def render(page: Page) -> str:
    """Return the page as HTML; all that isn't marked as safe is escaped."""
    return _environment().get_template("page.html").render(page=page)


@lru_cache(maxsize=1)
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(_FOLDER),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    style = (_FOLDER / "page.css").read_text(encoding="utf-8")
    environment.globals["style"] = Markup(style)  # noqa: S704 - a file of the kit
    environment.globals["generator"] = Markup(GENERATOR)  # noqa: S704 - the line above
    environment.filters["points"] = points
    environment.filters["parted"] = parted
    return environment


def points(value: float) -> str:
    """Return a number of points: no zeros at the end, at most two digits behind the point."""
    return f"{round(value, 2) + 0.0:g}"


def parted(name: str) -> Markup:
    """Return a name that may go on in the next line after each underscore."""
    return Markup("_<wbr>").join(escape(part) for part in name.split("_"))
