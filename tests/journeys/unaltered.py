"""Texts of pages and terminals that a pseudo-language should have altered and hasn't."""

import re
import tomllib
from collections.abc import Iterable, Iterator
from html.parser import HTMLParser
from pathlib import Path

from autograder.notebooks.cells import read_source_cells

# Attributes that people read, or have read to them.
_READ = ("alt", "aria-label", "data-label", "title")
# What a page shows of others: styles, code, and outputs as they came.
_NOT_OURS = ("style", "script", "code", "pre", "blockquote")
_PROSE = "prose"
_OF_A_MISTAKE = ("name", "seen", "why", "hint", "reread")
_VOID = ("br", "col", "hr", "img", "input", "link", "meta", "wbr", "rect", "line", "path")
_WORD = re.compile(r"[^\W\d_]{2,}(?:'[^\W\d_]+)?")
_PLAIN = re.compile(r"[aeiouyAEIOUY]")
_ALTERED = re.compile(r"[áéíóúýÁÉÍÓÚÝ]")
# What Python says of an exception or a warning, up to what we say of it.
_OF_PYTHON = re.compile(r"\b\w+(?:Error|Warning)(?:: .*?(?=\(líné|\(cósts|$))?")
# A command, a path, an option, a name with _ or ., a call, something quoted: no words of ours.
_NAMES = re.compile(
    r"`[^`]*`|(?<!\w)'[^']{,60}'|\"[^\"]{,60}\"|\S*[/_=<>\\@]\S*|--\S+|\w+\.\w+\S*|\w+\([^)]*\)"
)


class _Texts(HTMLParser):
    """Collects what a page says: its texts and labels, without code and a notebook's prose."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self._within: list[bool] = []  # for each open tag, whether it holds what isn't ours

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.found += [value for name in _READ if (value := given.get(name))]
        if tag not in _VOID:
            prose = _PROSE in (given.get("class") or "").split()
            self._within.append(prose or tag in _NOT_OURS)

    def handle_endtag(self, tag: str) -> None:
        if tag not in _VOID and self._within:
            self._within.pop()

    def handle_data(self, data: str) -> None:
        if data.strip() and not any(self._within):
            self.found.append(" ".join(data.split()))


def texts_of(page: Path) -> list[str]:
    """Return what a page says in its own words, a text each."""
    parser = _Texts()
    parser.feed(page.read_text(encoding="utf-8"))
    return parser.found


def unaltered(texts: Iterable[str], others: Iterable[str], names: Iterable[str]) -> list[str]:
    """Return the words in texts that are as English has them.

    `others` are sentences that aren't the kit's own, `names` are no words.
    """
    known = sorted({each for each in others if each}, key=len, reverse=True)
    spared = {each.lower() for each in names}
    return [word for text in texts for word in _plain(_without(text, known), spared)]


def _without(text: str, known: list[str]) -> str:
    for each in known:
        text = text.replace(each, " | ")
    return _NAMES.sub(" | ", _OF_PYTHON.sub(" | ", text))


def _plain(text: str, spared: set[str]) -> Iterator[str]:
    for word in _WORD.findall(text):
        if _PLAIN.search(word) and not _ALTERED.search(word) and word.lower() not in spared:
            yield word


def of_the_course(root: Path) -> Iterator[str]:
    """Yield the texts that a course brings along: its mistakes, its headings, its questions."""
    kit = root / "autograder" / "judging" / "mistakes" / "losses.toml"
    for path in (*sorted((root / "mistakes").glob("*.toml")), kit):
        data = tomllib.loads(path.read_text(encoding="utf-8"))
        yield from (str(each.get(key, "")) for each in data["mistake"] for key in _OF_A_MISTAKE)
        yield from data.get("sections", {}).values()
    for path in sorted((root / "solutions").glob("*/*.ipynb")):
        for cell in read_source_cells(path):
            yield from re.findall(r"^#+\s*(.+?)\s*$", cell.source, re.MULTILINE)
            yield from re.findall(r"\*\*(.+?)\*\*", cell.source)
