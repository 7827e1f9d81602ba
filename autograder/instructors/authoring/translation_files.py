"""Files of a translation, written with the English beside each text, for people who translate."""

import json
import re
from collections.abc import Collection, Mapping
from pathlib import Path

from autograder.course.files import write_whole
from autograder.findings.translation import Entry, english_hash

_BARE = re.compile(r"[A-Za-z0-9_-]+")
_ORDER = ("hash", "english", "text")


def skeleton(
    english: Mapping[str, str], known: Mapping[str, Entry], mended: Collection[str] = ()
) -> dict[str, Entry]:
    """Return an entry for each text, in order, with what is `known` already.

    A text that is new has the translation of another one of the same English, or none yet. What is
    stale stays as it is, with the English that it was made from, unless it is `mended`.
    """
    same = {each.english: each.text for each in known.values()}
    found = {}
    for key, now in english.items():
        entry = known.get(key) or Entry(english_hash(now), now, same.get(now, ""))
        fits = not entry.text or key in mended
        found[key] = Entry(english_hash(now), now, entry.text) if fits else entry
    return found


def write_entries(
    path: Path,
    entries: Mapping[str, Entry],
    about: str = "",
    notes: Mapping[str, str] | None = None,
) -> None:
    """Write entries as TOML, a table each; comments are `about` above all, and `notes` by key."""
    head = _comment(about)
    told = notes or {}
    tables = [_comment(told.get(key, "")) + _table(key, each) for key, each in entries.items()]
    path.parent.mkdir(parents=True, exist_ok=True)
    write_whole(path, "\n".join([head, *tables] if head else tables).encode())


def _comment(text: str) -> str:
    return "".join(f"# {line}".rstrip() + "\n" for line in text.splitlines())


def _table(key: str, entry: Entry) -> str:
    name = key if _BARE.fullmatch(key) else _quoted(key)
    lines = (f"{part} = {_string(getattr(entry, part))}" for part in _ORDER)
    return "\n".join([f"[{name}]", *lines, ""])


def _string(text: str) -> str:
    """Return a text as TOML has it: in lines as it is, where that can be."""
    plain = "'''" not in text and not text.endswith("'") and "\r" not in text
    if "\n" in text and plain and all(c.isprintable() or c == "\n" for c in text):
        return f"'''\n{text}'''"
    return _quoted(text)


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
