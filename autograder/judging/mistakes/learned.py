"""Mistakes that a course has learned from its students: entries of its file of mistakes.

An entry has words, which a person typed, and a print, which tells the behaviour; no line of a
solution or of a student's code. Entries are added to the file, and taken out of it, as text: all
else in it stays as a person wrote it.
"""

import json
import re
import tomllib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Annotated, Any

import msgspec

from autograder.checks.fingerprints.prints_file import STEPS, Print
from autograder.course.folders import CourseError, mistakes_file
from autograder.findings import text

TABLE = "learned"
_Text = Annotated[str, msgspec.Meta(min_length=1, max_length=2_000)]
# A shift in parts of a power of two, a hash, and what opens what was sealed under it.
_PART = re.compile(r"(\d{1,2}) ([A-Za-z0-9+/]{22}) ([A-Za-z0-9+/]{22})")


class LearnedMistake(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A mistake of the function `of`, and what it is known by.

    `facets` failed in the answers that it was learned from; `signature` is the function's, `inputs`
    a digest of the fixed inputs, `print` has a line for each group of calls.
    """

    name: Annotated[str, msgspec.Meta(min_length=1, max_length=200)]
    seen: _Text
    hint: _Text
    reread: _Text
    of: str
    signature: str
    inputs: str
    facets: tuple[str, ...]
    print: Annotated[tuple[str, ...], msgspec.Meta(min_length=1)]
    why: Annotated[str, msgspec.Meta(max_length=2_000)] = ""

    @property
    def known_by(self) -> Print:
        """The hashes of its behaviour."""
        parts = [_part(each) for each in self.print]
        return Print(tuple(int(shift) for shift, _, _ in parts), tuple(d for _, d, _ in parts))

    @property
    def keys(self) -> tuple[str, ...]:
        """What opens what is sealed under each hash, in base 64."""
        return tuple(_part(each)[2] for each in self.print)

    @property
    def etag(self) -> str:
        """A text that changes when anything of the entry does."""
        return json.dumps(msgspec.to_builtins(self), sort_keys=True)


def _part(line: str) -> tuple[str, str, str]:
    found = _PART.fullmatch(line)
    if found is None or int(found[1]) >= STEPS:
        raise ValueError(line)
    return found[1], found[2], found[3]


def part_line(shift: int, digest: str, key: str) -> str:
    """Return one part of a print as an entry has it."""
    return f"{shift} {digest} {key}"


def learned_in(path: Path, entries: object) -> tuple[LearnedMistake, ...]:
    """Return the learned mistakes that a file holds; raises CourseError."""
    if not isinstance(entries, list):
        raise _unreadable(path, text("learned.no-list"))
    found = tuple(_entry(path, number, each) for number, each in enumerate(entries, 1))
    names = [(each.of, each.name) for each in found]
    for of, name in names:
        if names.count((of, name)) > 1:
            raise _unreadable(path, text("learned.twice", name=name, function=of))
    return found


def _entry(path: Path, number: int, entry: Any) -> LearnedMistake:  # noqa: ANN401 - TOML
    name = str(entry.get("name", "")) if isinstance(entry, dict) else ""
    try:
        found = msgspec.convert(entry, LearnedMistake)
        blank = next((w for w in ("name", "seen", "hint", "reread") if not _said(found, w)), None)
        if blank is None and found.known_by:
            return found
        reason = text("learned.blank", word=blank)
    except msgspec.ValidationError as error:
        reason = str(error)
    except ValueError:
        reason = text("learned.no-print")
    raise _unreadable(path, text("learned.entry", number=number, name=name, reason=reason))


def _said(entry: LearnedMistake, word: str) -> str:
    return str(getattr(entry, word)).strip()


def _unreadable(path: Path, reason: str) -> CourseError:
    return CourseError(text("mistakes.unreadable", path=path, reason=reason))


def inputs_file(assignment: str, root: Path | None = None) -> Path:
    """Return where the fixed inputs of learned mistakes stand, whether there are any or not."""
    path = mistakes_file(assignment, root)
    return path.with_name(f"{assignment}.inputs.json")


def with_entry(content: str, entry: LearnedMistake) -> str:
    """Return a file's text with one more entry at its end."""
    said = {key: value for key, value in msgspec.to_builtins(entry).items() if value != ""}
    lines = [f"{key} = {_value(value)}" for key, value in said.items()]
    gap = "" if not content or content.endswith("\n") else "\n"
    return f"{content}{gap}\n[[{TABLE}]]\n" + "\n".join(lines) + "\n"


def _value(value: str | list[str]) -> str:
    """Return a text or a list of texts as TOML."""
    if isinstance(value, str):
        whole = value.encode("utf-8", "replace").decode()
        return json.dumps(whole, ensure_ascii=False).replace("\x7f", "\\u007f")
    inside = [_value(each) for each in value]
    plain = f"[{', '.join(inside)}]"
    return plain if len(plain) < 80 else "[\n    " + ",\n    ".join(inside) + ",\n]"


_HEADER = re.compile(rf"^\[\[ *{TABLE} *\]\]", re.MULTILINE)


def without_entry(content: str, entry: LearnedMistake) -> str | None:
    """Return a file's text without an entry, None if it can't be cut out without another change.

    The entry is found by what it holds, wherever a person has put it; comments stay.
    """
    mine = _plain(entry)
    left = _less(tomllib.loads(content), mine)
    for header in _HEADER.finditer(content):
        start = header.start()
        end = _end_of(content, start, mine)
        if end is None:
            continue
        before = content[: start - 1] if content[:start].endswith("\n\n") else content[:start]
        after = before + content[end:]
        if _parsed(after) == left:
            return after
    return None


def _end_of(content: str, start: int, mine: Mapping[str, Any]) -> int | None:
    """Return where the entry ends that begins at `start`, None if it is another one."""
    end = start
    for line in content[start:].splitlines(keepends=True):
        if end > start and _HEADER.match(line):
            return None
        end += len(line)
        found = (_parsed(content[start:end]) or {}).get(TABLE)
        if isinstance(found, list) and _without_blanks(found[0]) == mine:
            return end
    return None


def _parsed(content: str) -> dict[str, Any] | None:
    try:
        return tomllib.loads(content)
    except ValueError:
        return None


def _plain(entry: LearnedMistake) -> dict[str, Any]:
    return _without_blanks(json.loads(entry.etag))


def _without_blanks(entry: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in entry.items() if value != ""}


def _less(data: Mapping[str, Any], mine: Mapping[str, Any]) -> dict[str, Any]:
    left = [each for each in data.get(TABLE, []) if _without_blanks(each) != mine]
    return {**{k: v for k, v in data.items() if k != TABLE}, **({TABLE: left} if left else {})}


def without_learned(content: str, entries: Iterable[LearnedMistake]) -> str:
    """Return a file's text without these entries, as far as they can be cut out of it."""
    for each in entries:
        content = without_entry(content, each) or content
    return content
