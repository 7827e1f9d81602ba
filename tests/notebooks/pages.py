"""What an HTML page made of sanitized text would do: its tags, attributes and addresses."""

import re
from html.parser import HTMLParser

from nbconvert.filters.markdown import markdown2html

ACTIVE = (
    *("script", "style", "iframe", "frame", "object", "embed", "applet", "svg", "math", "form"),
    *("input", "button", "textarea", "select", "link", "meta", "base", "video", "audio", "source"),
    *("body", "html", "head", "title", "noscript", "template"),
)
HARMLESS_SCHEMES = ("http", "https", "mailto", "attachment")
OWN_SCHEMES = ("attachment", "data")


class Page(HTMLParser):
    """Gathers what could act in a page."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[str] = []
        self.tags: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note a tag and attributes that act."""
        self.tags.append(tag)
        if tag in ACTIVE or ":" in tag:
            self.found.append(f"<{tag}>")
        for name, value in attrs:
            if name.startswith("on") or name in ("style", "srcset", "formaction", "xlink:href"):
                self.found.append(f"{tag} {name}")
            if name in ("href", "src", "action") and not _harmless(value or ""):
                self.found.append(f"{tag} {name}={value}")
            if name == "src" and _asks_others(value or ""):
                self.found.append(f"{tag} {name}={value}")


def acts(text: str) -> list[str]:
    """Return what in an HTML text acts."""
    page = Page()
    page.feed(text)
    page.close()
    return page.found


def acts_as_markdown(text: str) -> list[str]:
    """Return what acts when Jupyter's own converter has made HTML of a text cell."""
    return acts(markdown2html(text))


def tags(text: str) -> list[str]:
    """Return the names of the tags in an HTML text."""
    page = Page()
    page.feed(text)
    return page.tags


def _harmless(address: str) -> bool:
    """Return whether a browser would follow the address without running anything."""
    clean = _as_browsers_read(address)
    scheme = re.match(r"([a-zA-Z][a-zA-Z0-9+.-]*):", clean)
    if scheme is None or scheme[1].lower() in HARMLESS_SCHEMES:
        return True
    picture = re.match(r"data:image/(png|jpeg|gif)[;,]", clean, re.IGNORECASE)
    return bool(picture) or scheme[1].lower() not in ("javascript", "vbscript", "data")


def _asks_others(address: str) -> bool:
    """Return whether a browser would ask another machine for what is at the address."""
    clean = _as_browsers_read(address).replace("\\", "/")
    scheme = re.match(r"([a-zA-Z][a-zA-Z0-9+.-]*):", clean)
    return clean.startswith("//") or bool(scheme and scheme[1].lower() not in OWN_SCHEMES)


def _as_browsers_read(address: str) -> str:
    """Return an address without tabs and line breaks, and without control characters in front."""
    return re.sub(r"[\t\r\n]", "", address).lstrip("".join(map(chr, range(33))))
