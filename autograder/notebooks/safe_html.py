"""Students' Markdown, made safe for a page."""

import base64
import binascii
import html
import re
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import lru_cache
from typing import Any

import bleach

# Everything but tab, line break, carriage return and what is printed; a colour is ESC [ digits m.
_COLOUR = r"\x1b\[[0-9;]{0,20}m"
_HIDDEN = re.compile(
    rf"({_COLOUR})|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)?|\x1b\[[0-?]*[ -/]*[@-~]|\x1b.|"
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]"
)


def sanitize_text(text: object, most: int = 501_000) -> str:
    """Return the text (or '' for something else) with colours, without other control characters."""
    if not isinstance(text, str):
        return ""
    return _HIDDEN.sub(lambda found: found.group(1) or "", text[:most])


IMAGES = ("image/png", "image/jpeg", "image/gif")
_TAGS = frozenset(
    (
        *("a", "abbr", "b", "blockquote", "br", "code", "dd", "del", "details", "div", "dl", "dt"),
        *("em", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "i", "img", "ins", "kbd", "li", "ol"),
        *("p", "pre", "q", "s", "samp", "small", "span", "strong", "sub", "summary", "sup"),
        *("table", "tbody", "td", "tfoot", "th", "thead", "tr", "tt", "u", "ul", "var"),
    )
)
_COMMON = ("title", "colspan", "rowspan", "align")
# A picture's address that asks no other machine: an attachment, or a file beside the notebook. It
# doesn't begin with what browsers pass over, and two slashes would name a machine.
_OWN = re.compile(r"(?:attachment:)?[^\x00-\x20:/\\][^:\\]*")


def _of_an_image(_tag: str, name: str, value: str) -> bool:
    """Tell whether an image keeps an attribute: looking at a page must ask no other machine."""
    if name == "src":
        return _OWN.fullmatch(value) is not None
    return name in (*_COMMON, "alt", "width", "height")


_ATTRIBUTES = {"*": [*_COMMON], "a": ["href"], "img": _of_an_image, "details": ["open"]}
_PROTOCOLS = frozenset({"http", "https", "mailto", "attachment"})
_TAG = re.compile(r"<[a-zA-Z/!?]")
_DROPPED = re.compile(r"<style[^>]*>.*?</style\s*>|<!--.*?-->", re.IGNORECASE | re.DOTALL)
_MOST_ROUNDS = 8
# What browsers and Markdown pass over in an address: white space, and a backslash before the colon.
_BETWEEN = r"[\s\x00-\x20\\]*"
_SCRIPT = re.compile(
    "|".join(_BETWEEN.join((*word, ":")) for word in ("javascript", "vbscript"))
    + r"|\\href\b|data\\?:(?!image/(?:png|jpeg|gif)[;,])(?=[a-z]+/|[;,])",
    re.IGNORECASE,
)
# In Markdown: one that is plainly such a picture, and any other beginning of a picture.
_IMAGE = re.compile(
    r"(?P<own>!\[[^\[\]\\]*\]\((?:(?:attachment:)?[\w.%-][\w./%+-]*|"
    r"data:image/(?:png|jpeg|gif);base64,[\w+/=]+)(?:\s+\"[^\"\\]*\")?\))|!+(?=\[)"
)
# For the end of each, nbconvert reads the rest of the text.
_BEGINS, _MOST_FORMULAS = r"\begin{", 500
_WIDE_BRACKET = "\uff3b"  # begins no link, and is no escape of one that does
_ADDRESS = re.compile(r":|[/\\]\s*[/\\]")
_ATTACHED = re.compile(r"attachment\\?:([^\s)\"'<>\]]*)", re.IGNORECASE)
# The parser of HTML takes time that grows with the square of the number of tags and attributes.
_MOST_CHARACTERS = 20_000
_MOST_TAGS = 1_500
_LONG_TAG = re.compile(r"<[a-zA-Z][^<>]{1000}")
# Of one notebook, about a second: over all its texts, the number of tags times what one costs, more
# the deeper they lie in one another.
_MOST_WORK, _WORK_OF_A_TAG = 20_000_000, 300
_OPENS = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]*)")
# What needs no end, or ends by itself when the next of its kind begins.
_FLAT = frozenset(
    ("br", "hr", "img", "p", "li", "dt", "dd", "td", "th", "tr", "tbody", "thead", "tfoot")
)
_left: ContextVar[list[int] | None] = ContextVar("left", default=None)


@contextmanager
def html_budget() -> Iterator[None]:
    """Within, only so much HTML is read, as of one notebook; what comes then is shown as text."""
    token = _left.set([_MOST_WORK])
    try:
        yield
    finally:
        _left.reset(token)


def _can_afford(work: int) -> bool:
    left = _left.get()
    if left is None:
        return work <= _MOST_WORK
    left[0] -= work
    if left[0] >= 0:
        return True
    left[0] += work  # smaller texts may still be read
    return False


def _work(text: str) -> int:
    """Return about what it takes to read a text: an end counts for any start."""
    depth = deepest = tags = 0
    for end, name in _OPENS.findall(text):
        tags += 1
        if name.lower() not in _FLAT:
            depth += -1 if end else 1
            deepest = max(deepest, depth)
    return tags * (_WORK_OF_A_TAG + deepest)


def sanitize_html(text: str) -> str:
    """Return HTML with harmless tags only: no script, style, form, frame or foreign address.

    HTML that is too much to read becomes text that shows its tags.
    """
    if is_too_much(text) or not _can_afford(_work(text)):
        return html.escape(_without_scripts(text))
    # Styles, as in pandas' tables, would be shown as text; a comment may part a word that runs.
    text = _without_scripts(_DROPPED.sub("", text))
    sanitized = _with_harmless_tags(text)
    safe = _without_scripts(sanitized)
    return (
        sanitized if safe == sanitized else sanitize_html(safe)
    )  # it dropped something that parted a word


@lru_cache(maxsize=300)  # a class's cells show much the same
def _with_harmless_tags(text: str) -> str:
    cleaned: str = bleach.clean(text, tags=_TAGS, attributes=_ATTRIBUTES, protocols=_PROTOCOLS)
    return cleaned


def is_too_much(text: str) -> bool:
    """Return whether reading a text as HTML could take long."""
    long = len(text) > _MOST_CHARACTERS or text.count("<") > _MOST_TAGS
    return long or _LONG_TAG.search(text) is not None


def sanitize_markdown(text: str, attached: Collection[str] = ()) -> str:
    """Return a text cell that can't act; one with neither tags nor scripts stays as it is.

    `attached` are the names of its attachments: nbgrader makes no page with one that is missing.
    """
    text = _without_scripts(_without_many_formulas(text))
    plain = _unescaped(text)
    if _without_missing(plain, attached) != plain:
        text = _without_missing(plain, attached)
    if _TAG.search(text):
        text = _without_missing(sanitize_html(text), attached)
    return _without_many_links(_without_foreign_images(text))


def _without_many_links(text: str) -> str:
    """Return Markdown without links where looking for them would take long.

    From each bracket on, nbconvert reads the rest of the line, in the page that it has made.
    """
    work = sum(line.count("[") * len(line) for line in text.split("\n"))
    return text if _can_afford(work) else text.replace("[", _WIDE_BRACKET)


def _without_many_formulas(text: str) -> str:
    """Return Markdown without formulas where looking for the end of each would take long."""
    return text.replace(_BEGINS, _BEGINS[1:]) if text.count(_BEGINS) > _MOST_FORMULAS else text


def _without_foreign_images(text: str) -> str:
    """Return Markdown whose pictures of other machines are links: they load when one clicks."""
    if not _ADDRESS.search(_unescaped(text)):
        return text
    return _IMAGE.sub(lambda found: found["own"] or "", text)


def _without_missing(text: str, attached: Collection[str]) -> str:
    return _ATTACHED.sub(lambda found: found[0] if found[1] in attached else "removed:", text)


def _without_scripts(text: str) -> str:
    """Return the text without addresses that run a script, however often they are escaped."""
    plain = _unescaped(text)
    for _ in range(_MOST_ROUNDS):
        if not _SCRIPT.search(plain):
            return text
        text = _SCRIPT.sub("removed:", plain)
        plain = _unescaped(text)
    # Each round brought another one to light, and there may be thousands: nothing is an escape now.
    return _SCRIPT.sub("removed:", text.replace("&", ""))


def _unescaped(text: str) -> str:
    """Return what may become of a text: Markdown's converter and the browser both unescape."""
    for _ in range(3):
        text = html.unescape(text)
    return text


def sanitize_attachments(attachments: dict[str, Any]) -> dict[str, Any]:
    """Return those of a text cell's attachments that are pictures."""
    kept = {}
    for name, bundle in attachments.items():
        pictures = {
            mime: data
            for mime, data in (bundle.items() if isinstance(bundle, dict) else ())
            if mime in IMAGES and is_base64(data)
        }
        if pictures:
            kept[sanitize_text(name)] = pictures
    return kept


def is_base64(data: object) -> bool:
    """Return whether it is text that holds bytes in base64."""
    if not isinstance(data, str):
        return False
    try:
        base64.b64decode(data.replace("\n", ""), validate=True)
    except (ValueError, binascii.Error):
        return False
    return True
