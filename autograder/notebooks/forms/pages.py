"""The cells of an HTML page that nbconvert has made of a notebook, in its newer or older look.

`exporters/templates/lab/base.html.j2` and `classic/base.html.j2` of nbconvert: code stands in a
<pre> below an input area, a text below an element with a class of its own; outputs are passed over.
What a raw cell holds stands between the elements of the others.
"""

from collections import Counter
from html.parser import HTMLParser

from autograder.notebooks.cells import Cell

_TEXT = ("jp-RenderedMarkdown", "text_cell_render")
_INPUT = ("jp-InputArea", "input_area")
_OUTPUT = ("jp-OutputArea", "output_area", "jp-Cell-outputWrapper", "output_wrapper")
_EMPTY = {
    *("area", "base", "br", "col", "embed", "hr", "img", "input"),
    *("link", "meta", "source", "track", "wbr"),
}
_BLOCKS = {"p", "div", "li", "ul", "ol", "table", "tr", "pre", "blockquote", "details", "summary"}
_DEEPEST = 200  # elements within each other
_HEADINGS = {f"h{level}": "#" * level for level in range(1, 7)}


def cells_of_page(source: str) -> list[Cell]:
    """Return the cells of a page, none if it shows no notebook."""
    reader = _Reader()
    reader.feed(source)
    reader.close()
    return [Cell("", kind, body) for kind, body in reader.cells if body.strip()]


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.cells: list[tuple[str, str]] = []
        self._open: list[tuple[str, str]] = []  # each tag with what it is
        self._text: list[str] = []
        self._raw: list[str] = []
        self._parts: Counter[str] = Counter()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note where a part begins."""
        if tag in _EMPTY:
            self._text += ["\n"] if tag == "br" else []
            return
        if len(self._open) > _DEEPEST:
            return
        known = dict(attrs)
        classes = [*(known.get("class") or "").split(), known.get("id") or ""]
        self._end_of_raw()
        self._open.append((tag, self._part(tag, classes)))
        self._parts[self._open[-1][1]] += 1
        if self._open[-1][1] in ("markdown", "code"):
            self._text = []
        elif tag in _BLOCKS and not self._within("code"):
            self._text.append("\n")
        elif tag in _HEADINGS:
            self._text.append(f"\n{_HEADINGS[tag]} ")

    def handle_endtag(self, tag: str) -> None:
        """Note where a part ends; what was left open within it ends, too."""
        if tag not in [each for each, _ in self._open]:
            return
        self._end_of_raw()
        while self._open:
            name, part = self._open.pop()
            self._parts[part] -= 1
            if part in ("markdown", "code"):
                self.cells.append((part, self._body(part)))
            if name == tag:
                break
        if tag in _BLOCKS or tag in _HEADINGS:
            self._text.append("\n")

    def handle_data(self, data: str) -> None:
        """Keep what a cell says."""
        if (self._within("markdown") or self._within("code")) and not self._within("mark"):
            self._text.append(data)
        elif self._open and self._open[-1][1] == "cells":
            self._raw.append(data)

    def _end_of_raw(self) -> None:
        """Keep what stood between two cells' elements as a raw cell's."""
        body = "".join(self._raw).strip("\n")
        if body.strip():
            self.cells.append(("raw", body))
        self._raw = []

    def _part(self, tag: str, classes: list[str]) -> str:
        if any(each in _OUTPUT for each in classes):
            return "output"
        if self._within("markdown") or self._within("code") or self._within("output"):
            return "mark" if "anchor-link" in classes else ""
        if tag == "main" or "notebook-container" in classes:
            return "cells"
        if any(each in _TEXT for each in classes):
            return "markdown"
        if any(each in _INPUT for each in classes):
            return "input"
        return "code" if tag == "pre" and self._within("input") else ""

    def _within(self, part: str) -> bool:
        return self._parts[part] > 0

    def _body(self, part: str) -> str:
        text = "".join(self._text)
        if part == "code":
            return text.strip("\n")
        lines = [line.strip() for line in text.split("\n")]
        return "\n\n".join(line for line in lines if line)
