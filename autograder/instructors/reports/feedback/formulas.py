"""Formulas in students' texts as MathML: browsers and screen readers read it, without a network."""

import html
import re
import secrets
from xml.etree.ElementTree import Element

from markupsafe import Markup, escape
from nbconvert.filters.markdown_mistune import IPythonRenderer

_TAGS = frozenset(
    (
        *("math", "menclose", "mfenced", "mfrac", "mi", "mmultiscripts", "mn", "mo", "mover"),
        *("mpadded", "mphantom", "mprescripts", "mroot", "mrow", "ms", "mspace", "msqrt", "mstyle"),
        *(
            "msub",
            "msubsup",
            "msup",
            "mtable",
            "mtd",
            "mtext",
            "mtr",
            "munder",
            "munderover",
            "none",
        ),
    )
)
_ATTRIBUTES = frozenset(
    (
        *("accent", "columnalign", "columnlines", "columnspacing", "display", "displaystyle"),
        *("fence", "form", "largeop", "linethickness", "lspace", "mathsize", "mathvariant"),
        *("maxsize", "minsize", "movablelimits", "notation", "rowspacing", "rspace", "scriptlevel"),
        *("separator", "stretchy", "symmetric", "width", "height", "depth"),
    )
)
_HARMLESS = re.compile(r"[\w.,%+ -]{1,40}", re.ASCII)
_MOST = 2_000  # characters of a formula, and
_MOST_FORMULAS = 300  # formulas of a cell; others stay as they were typed


class FormulaRenderer(IPythonRenderer):
    """Renders Markdown with a mark for each formula, so that HTML can be cleaned around it."""

    def __init__(self) -> None:
        super().__init__(escape=False, exclude_anchor_links=True)
        self._mark = f"formula{secrets.token_hex(8)}x"
        self._found: list[Markup] = []

    def inline_math(self, body: str) -> str:
        """Return the mark of a formula in a line."""
        return self._marked(body, "$", "inline")

    def block_math(self, body: str) -> str:
        """Return the mark of a formula between lines."""
        return self._marked(body, "$$", "block")

    def latex_environment(self, name: str, body: str) -> str:
        """Return the mark of an environment, as align is one."""
        return self._marked(rf"\begin{{{name}}}{body}\end{{{name}}}", "", "block")

    def put_into(self, clean: Markup) -> Markup:
        """Return the cleaned HTML with MathML in place of the marks, but not inside a tag."""
        pattern = re.compile(rf"<[^>]*>|{self._mark}(\d+)y")

        def put(found: re.Match[str]) -> str:
            return self._found[int(found[1])] if found[1] else found[0]

        return Markup(pattern.sub(put, clean))  # noqa: S704 - clean, and our own MathML

    def _marked(self, body: str, around: str, display: str) -> str:
        latex = html.unescape(body)
        many = len(self._found) >= _MOST_FORMULAS
        shown = None if many else mathml(latex, display)
        self._found.append(escape(f"{around}{latex}{around}") if shown is None else shown)
        return f"{self._mark}{len(self._found) - 1}y"


def mathml(latex: str, display: str = "inline") -> Markup | None:
    """Return a formula as MathML, or None when it can't be read.

    Only elements and attributes that format are kept, and every text is escaped.
    """
    from latex2mathml.converter import convert_to_element

    if len(latex) > _MOST:
        return None
    try:
        return _written(convert_to_element(latex, display=display))
    except (Exception, RecursionError):  # whatever its reader stumbles over
        return None


def _written(element: Element) -> Markup:
    if element.tag not in _TAGS:
        raise ValueError(element.tag)
    kept = "".join(
        f' {name}="{value}"'
        for name, value in element.items()
        if name in _ATTRIBUTES and _HARMLESS.fullmatch(value)
    )
    inside = Markup().join([_text(element.text), *map(_with_tail, element)])
    return Markup(f"<{element.tag}{kept}>{inside}</{element.tag}>")  # noqa: S704 - all escaped


def _with_tail(element: Element) -> Markup:
    return _written(element) + _text(element.tail)


def _text(text: str | None) -> Markup:
    return escape(html.unescape(text or ""))
