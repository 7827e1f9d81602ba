"""Text cells and HTML outputs: HTML in them may format, not act."""

import base64
import binascii
import html
import re
from collections.abc import Collection
from typing import Any

import bleach

from autograder.grading.tame.text import tame_text

IMAGES = ("image/png", "image/jpeg", "image/gif")
_TAGS = frozenset(
    (
        *("a", "abbr", "b", "blockquote", "br", "code", "dd", "del", "details", "div", "dl", "dt"),
        *("em", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "i", "img", "ins", "kbd", "li", "ol"),
        *("p", "pre", "q", "s", "samp", "small", "span", "strong", "sub", "summary", "sup"),
        *("table", "tbody", "td", "tfoot", "th", "thead", "tr", "tt", "u", "ul", "var"),
    )
)
_ATTRIBUTES = {
    "*": ["title", "colspan", "rowspan", "align"],
    "a": ["href"],
    "img": ["src", "alt", "width", "height"],
    "details": ["open"],
}
_PROTOCOLS = frozenset({"http", "https", "mailto", "attachment"})
_TAG = re.compile(r"<[a-zA-Z/!?]")
_DROPPED = re.compile(r"<style[^>]*>.*?</style\s*>|<!--.*?-->", re.IGNORECASE | re.DOTALL)
# What browsers and Markdown pass over in an address: white space, and a backslash before the colon.
_BETWEEN = r"[\s\x00-\x20\\]*"
_SCRIPT = re.compile(
    "|".join(_BETWEEN.join((*word, ":")) for word in ("javascript", "vbscript"))
    + r"|\\href\b|data\\?:(?!image/(?:png|jpeg|gif)[;,])(?=[a-z]+/|[;,])",
    re.IGNORECASE,
)
_ATTACHED = re.compile(r"attachment\\?:([^\s)\"'<>\]]*)", re.IGNORECASE)
# The parser of HTML takes time that grows with the square of the number of tags and attributes.
_MOST_CHARACTERS = 20_000
_MOST_TAGS = 1_500
_LONG_TAG = re.compile(r"<[a-zA-Z][^<>]{1000}")


def tame_html(text: str) -> str:
    """Return HTML with harmless tags only: no script, style, form, frame or foreign address.

    HTML that is too much to read becomes text that shows its tags.
    """
    if is_too_much(text):
        return html.escape(_without_scripts(text))
    # Styles, as in pandas' tables, would be shown as text; a comment may part a word that runs.
    text = _without_scripts(_DROPPED.sub("", text))
    tamed: str = bleach.clean(text, tags=_TAGS, attributes=_ATTRIBUTES, protocols=_PROTOCOLS)
    safe = _without_scripts(tamed)
    return tamed if safe == tamed else tame_html(safe)  # it dropped something that parted a word


def is_too_much(text: str) -> bool:
    """Return whether reading a text as HTML could take long."""
    long = len(text) > _MOST_CHARACTERS or text.count("<") > _MOST_TAGS
    return long or _LONG_TAG.search(text) is not None


def tame_markdown(text: str, attached: Collection[str] = ()) -> str:
    """Return a text cell that can't act; one with neither tags nor scripts stays as it is.

    `attached` are the names of its attachments: nbgrader makes no page with one that is missing.
    """
    text = _without_scripts(text)
    plain = _unescaped(text)
    if _without_missing(plain, attached) != plain:
        text = _without_missing(plain, attached)
    return _without_missing(tame_html(text), attached) if _TAG.search(text) else text


def _without_missing(text: str, attached: Collection[str]) -> str:
    return _ATTACHED.sub(lambda found: found[0] if found[1] in attached else "removed:", text)


def _without_scripts(text: str) -> str:
    """Return the text without addresses that run a script, however often they are escaped."""
    plain = _unescaped(text)
    while _SCRIPT.search(plain):
        text = _SCRIPT.sub("removed:", plain)
        plain = _unescaped(text)
    return text


def _unescaped(text: str) -> str:
    """Return what may become of a text: Markdown's converter and the browser both unescape."""
    for _ in range(3):
        text = html.unescape(text)
    return text


def tame_attachments(attachments: dict[str, Any]) -> dict[str, Any]:
    """Return those of a text cell's attachments that are pictures."""
    kept = {}
    for name, bundle in attachments.items():
        pictures = {
            mime: data
            for mime, data in (bundle.items() if isinstance(bundle, dict) else ())
            if mime in IMAGES and is_base64(data)
        }
        if pictures:
            kept[tame_text(name)] = pictures
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
