"""Students' texts and code as HTML that can't act, load or break the page's headings."""

import re

import bleach
from markupsafe import Markup, escape
from nbconvert.filters.markdown_mistune import MarkdownWithMath
from pygments import highlight  # type: ignore[import-untyped]
from pygments.formatters import HtmlFormatter  # type: ignore[import-untyped]
from pygments.lexers import PythonLexer  # type: ignore[import-untyped]

from autograder.findings import text as say
from autograder.instructors.reports.feedback.formulas import FormulaRenderer
from autograder.notebooks.safe_html import (
    is_too_much,
    sanitize_html,
    sanitize_markdown,
    sanitize_text,
)

# No picture: its address could be anybody's. No heading: the page's own are in order.
_TAGS = frozenset(
    (
        *("a", "abbr", "b", "blockquote", "br", "code", "dd", "del", "div", "dl", "dt", "em", "hr"),
        *("i", "ins", "kbd", "li", "ol", "p", "pre", "q", "s", "samp", "small", "span", "strong"),
        *("sub", "sup", "table", "tbody", "td", "tfoot", "th", "thead", "tr", "u", "ul", "var"),
    )
)
_ATTRIBUTES = {"a": ["href"], "td": ["colspan", "rowspan"], "th": ["colspan", "rowspan"]}
_PROTOCOLS = frozenset({"http", "https", "mailto"})
_HEADING = re.compile(r"<(/?)h[1-6]\b[^<>]*>", re.IGNORECASE)
_COLOUR = re.compile(r"\x1b\[[0-9;]*m")
_MOST_CODE = 50_000  # characters; a longer cell is shown without colours
_MOST_LINKS = 1_000  # the reader of Markdown takes time that grows with the square of the brackets


def plain(text: object, most: int = 100_000) -> str:
    """Return text without colours and control characters, '' for what is no text."""
    sanitized = _COLOUR.sub("", sanitize_text(text))
    return sanitized if len(sanitized) <= most else sanitized[:most] + say("feedback-work.cut")


def joined(value: object) -> str:
    """Return a text that a notebook file may hold as a list of lines."""
    lines = value if isinstance(value, list) else [value]
    return "".join(line for line in lines if isinstance(line, str))


def code(source: str) -> Markup:
    """Return Python code with its parts marked for the page's style."""
    text = plain(source)
    if len(text) > _MOST_CODE:
        return escape(text)
    marked = highlight(text, PythonLexer(ensurenl=False, stripnl=False), HtmlFormatter(nowrap=True))
    return Markup(marked)  # noqa: S704 - Pygments has escaped it


def prose(source: str) -> Markup:
    """Return a text cell's Markdown as HTML; one that is too much to read stays as it is."""
    text = plain(source)
    if is_too_much(text) or text.count("[") > _MOST_LINKS:
        return _as_it_is(text)
    formulas = FormulaRenderer()
    try:
        made = str(MarkdownWithMath(renderer=formulas).render(sanitize_markdown(text)))
    except (Exception, RecursionError):  # whatever Markdown's reader stumbles over
        return _as_it_is(text)
    return _as_it_is(text) if is_too_much(made) else formulas.put_into(_cleaned(made))


def rich(text: str) -> Markup:
    """Return HTML with harmless tags only, headings as bold paragraphs, pictures left out."""
    return _as_it_is(text) if is_too_much(text) else _cleaned(text)


def _cleaned(text: str) -> Markup:
    flat = _HEADING.sub(lambda found: "</b></p>" if found[1] else "<p><b>", sanitize_html(text))
    # Last of all, whatever the line above has put together.
    clean = bleach.clean(flat, tags=_TAGS, attributes=_ATTRIBUTES, protocols=_PROTOCOLS, strip=True)
    return Markup(clean)  # noqa: S704 - what bleach leaves can't act


def _as_it_is(text: str) -> Markup:
    return Markup("<pre>{}</pre>").format(text)
