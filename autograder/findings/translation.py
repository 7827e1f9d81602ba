"""What a language says: entries by key, each with the English that it was made from and its hash.

A language is a folder: language.toml (its name, the system's locales that mean it, and how it marks
a sentence that is still English), messages.toml and instructors.toml (templates by code),
pages.toml (texts of pages). What has no entry, or one made from another English, stays English and
is marked; a file that isn't there promises nothing, and what it would hold is plain English.
"""

import hashlib
import re
import tomllib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

State = Literal["translated", "missing", "stale"]
_LENGTH = 10
_ENTRY = {"hash", "english", "text"}
_NO_WORDS = re.compile(r"{[^{}]*}|\\.")
_SAID = re.compile(r"[^\W\d_]|[,.;:!?()]")


@dataclass(frozen=True)
class Entry:
    """A translated text, the English that it was made from, and the hash of that."""

    hash: str
    english: str
    text: str


def english_hash(english: str) -> str:
    """Return by what an English text is known, in ten characters."""
    return hashlib.sha256(english.encode()).hexdigest()[:_LENGTH]


def state_of(entry: Entry | None, english: str) -> State:
    """Return whether an entry says what the English of now says."""
    if entry is None or not entry.text.strip():
        return "missing"
    return "translated" if entry.hash == english_hash(english) else "stale"


def has_words(template: str) -> bool:
    """Return whether a template has words or punctuation to translate, beside its values."""
    return bool(_SAID.search(_NO_WORDS.sub("", template)))


def in_language(
    english: Mapping[str, str], entries: Mapping[str, Entry], marked: Callable[[str], str]
) -> dict[str, str]:
    """Return each English template by its name as the language has it, else as `marked` has it."""
    return {name: _said(each, entries.get(name), marked) for name, each in english.items()}


def _said(english: str, entry: Entry | None, marked: Callable[[str], str]) -> str:
    if entry and state_of(entry, english) == "translated":
        return entry.text
    return marked(english) if has_words(english) else english


def read_entries(path: Path) -> dict[str, Entry]:
    """Return the entries of a file by their keys, none without the file; ValueError for no such."""
    if not path.is_file():
        return {}
    return dict(_entries("", tomllib.loads(path.read_text(encoding="utf-8"))))


def _entries(above: str, table: Mapping[str, Any]) -> Iterator[tuple[str, Entry]]:
    for key, value in table.items():
        name = f"{above}.{key}" if above else key
        if not isinstance(value, dict):
            raise ValueError(name)
        if set(value) == _ENTRY and all(isinstance(each, str) for each in value.values()):
            yield name, Entry(**value)
        else:
            yield from _entries(name, value)
