"""Text cells and HTML outputs: HTML in them may format, not act."""

import base64
import binascii
import html
import re
from typing import Any

import bleach

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
_BETWEEN = r"[\s\x00-\x20]*"
_SCRIPT = re.compile(
    "|".join(_BETWEEN.join((*word, ":")) for word in ("javascript", "vbscript"))
    + r"|data:(?=text/html|image/svg)",
    re.IGNORECASE,
)


def tame_html(text: str) -> str:
    """Return HTML with harmless tags only: no script, style, form, frame or foreign address."""
    tamed: str = bleach.clean(text, tags=_TAGS, attributes=_ATTRIBUTES, protocols=_PROTOCOLS)
    return tamed


def tame_markdown(text: str) -> str:
    """Return a text cell that can't act; one with neither tags nor scripts stays as it is."""
    plain = html.unescape(text)
    if _SCRIPT.search(plain):
        text = _SCRIPT.sub("removed:", plain)
    return tame_html(text) if _TAG.search(text) else text


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
            kept[str(name)] = pictures
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
