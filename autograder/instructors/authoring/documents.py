"""Whole documents in another language, each with the hash of the English that it was made from.

They are Markdown: a page of docs/ has its translation in docs/LANGUAGE, what the kit hands out in a
language's folder, under `documents`. The first line of a translation names the hash.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import autograder
from autograder.findings.language import folder_of
from autograder.findings.translation import Entry, english_hash, state_of

DOCS = "docs"
HANDED_OUT = "documents"
_MADE_FROM = re.compile(r"<!-- from the English ([0-9a-f]{10}) -->\n+")
_BUNDLED = Path(autograder.__file__).parent / "instructors" / "authoring" / "bundled"


@dataclass(frozen=True)
class Document:
    """A translated document, and the English one, which may be gone."""

    path: Path
    english: Path

    @property
    def source(self) -> str:
        """The English, '' where it is gone."""
        return self.english.read_text(encoding="utf-8") if self.english.is_file() else ""

    @property
    def entry(self) -> Entry:
        """What it says, and the hash of the English that it was made from, '' if it names none."""
        whole = self.path.read_text(encoding="utf-8")
        made_from = _MADE_FROM.match(whole)
        return Entry(made_from[1] if made_from else "", "", _MADE_FROM.sub("", whole, count=1))


def documents(root: Path, language: str) -> Iterator[Document]:
    """Yield the documents that a language has, of the kit and of the docs in `root`."""
    folder = folder_of(language)
    places = [(root / DOCS / language, root / DOCS)]
    places += [(folder / HANDED_OUT, _BUNDLED)] if folder else []
    for translated, english in places:
        for path in sorted(each for each in translated.rglob("*") if each.is_file()):
            yield Document(path, english / path.relative_to(translated))


def as_read(english: Path, language: str) -> str:
    """Return what is handed out in a language; the English one where that has none that fits."""
    folder = folder_of(language)
    document = Document(folder / HANDED_OUT / english.name if folder else english, english)
    if folder is None or not document.path.is_file():
        return document.source
    entry = document.entry
    return entry.text if state_of(entry, document.source) == "translated" else document.source


def mended(document: Document) -> None:
    """Write into a document that it fits the English of now."""
    head = f"<!-- from the English {english_hash(document.source)} -->"
    document.path.write_text(f"{head}\n{document.entry.text}", encoding="utf-8")
