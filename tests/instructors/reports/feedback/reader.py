"""Read a page as a browser and a screen reader do: headings, tables, pictures, addresses, text."""

import re
from html.parser import HTMLParser

_WITHOUT_END = ("meta", "img", "br", "hr", "wbr", "link", "input")
_UNSEEN = ("style", "title")
Attributes = dict[str, str]


class Reader(HTMLParser):
    """Gathers what tests ask about."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.headings: list[int] = []
        self.tags: list[tuple[str, Attributes]] = []
        self.wrong: list[str] = []
        self._open: list[str] = []
        self._text: list[str] = []
        self.feed(text)
        self.close()
        self.wrong += [f"<{tag}> is never closed" for tag in self._open]

    @property
    def text(self) -> str:
        """All that is to be read, as it stands in the page."""
        return "".join(self._text)

    def attributes(self, name: str) -> list[str]:
        """Return the values of an attribute, wherever it is."""
        return [found[name] for _, found in self.tags if name in found]

    def of(self, tag: str) -> list[Attributes]:
        """Return the attributes of each such tag."""
        return [found for name, found in self.tags if name == tag]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note a tag."""
        self.tags.append((tag, {name: value or "" for name, value in attrs}))
        if re.fullmatch("h[1-6]", tag):
            self.headings.append(int(tag[1]))
        if tag not in _WITHOUT_END:
            self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        """Note the end of a tag; the one that was opened last must be it."""
        if not self._open or self._open.pop() != tag:
            self.wrong.append(f"</{tag}> ends another tag")

    def handle_data(self, data: str) -> None:
        """Note a text."""
        if not self._open or self._open[-1] not in _UNSEEN:
            self._text.append(data)
