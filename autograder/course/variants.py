"""Variants of an assignment: what differs between them.

A course that has variants/NAME.toml can make them; nothing happens before it does. Each text that
differs stands there once as a template for named cells, with its values by variant, so that text,
code, checks and hidden tests change together.
"""

import json
import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

from autograder.course.folders import CourseError
from autograder.findings import text

FOLDER = "variants"
FIRST = "a"  # what the source says
MOST = 8
_LETTERS = "abcdefgh"
_NAME = re.compile(r"<<(\w+)>>")


@dataclass(frozen=True)
class PlaceTexts:
    """Templates, each of which stands in each of these cells just once."""

    cells: tuple[str, ...]
    texts: tuple[str, ...]


@dataclass(frozen=True)
class Variants:
    """The variants of an assignment, by letter; `says` is what makes each, for instructors.

    `mistakes` and `audits` are templates that stand in the files of these names, anywhere.
    """

    assignment: str
    path: Path
    says: Mapping[str, tuple[str, ...]]
    values: Mapping[str, Mapping[str, str]]
    places: tuple[PlaceTexts, ...]
    mistakes: tuple[str, ...] = ()
    audits: tuple[str, ...] = ()

    @property
    def letters(self) -> tuple[str, ...]:
        """The variants, a first."""
        return tuple(sorted(self.says))

    def notebook(self, source: bytes, letter: str) -> tuple[bytes, set[str]]:
        """Return a source notebook as a variant has it, and the cells that were looked at.

        Raises CourseError where a text doesn't stand in its cell once.
        """
        found, seen = json.loads(source), set[str]()
        for node in found["cells"]:
            key = node["metadata"].get("nbgrader", {}).get("grade_id") or node.get("id", "")
            if templates := self.templates_of(key):
                seen.add(key)
                plain = "".join(node["source"])
                node["source"] = self._changed(plain, templates, letter, key)
        return (json.dumps(found, indent=1, ensure_ascii=False) + "\n").encode(), seen

    def _changed(self, source: str, templates: Sequence[str], letter: str, cell: str) -> str:
        spans = []
        for template in templates:
            base = self.filled(template, FIRST)
            if source.count(base) != 1:
                facts = {"path": self.path, "cell": cell, "found": source.count(base)}
                raise CourseError(text("variants.not-once", **facts, text=base.strip()))
            start = source.index(base)
            spans.append((start, start + len(base), self.filled(template, letter)))
        spans.sort()
        for (_, end, _), (start, _, _) in pairwise(spans):
            if start < end:
                raise CourseError(text("variants.overlap", path=self.path, cell=cell))
        for start, end, new in reversed(spans):
            source = source[:start] + new + source[end:]
        return source

    def words(self, source: str, templates: Sequence[str], letter: str) -> str:
        """Return a file's text with all templates as a variant has them; CourseError for none."""
        new = {self.filled(each, FIRST): self.filled(each, letter) for each in templates}
        for base in new:
            if base not in source:
                raise CourseError(text("variants.nowhere", path=self.path, text=base))
        if not new:
            return source
        longest = sorted(new, key=len, reverse=True)
        pattern = re.compile("|".join(map(re.escape, longest)))
        return pattern.sub(lambda each: new[each[0]], source)

    def templates_of(self, cell: str) -> list[str]:
        """Return the templates that stand in a cell."""
        return [each for place in self.places if cell in place.cells for each in place.texts]

    def differing(self, template: str, letter: str) -> list[tuple[str, str]]:
        """Return the values in a template that differ, each as variant a and another has it."""
        first, own = self.values[FIRST], self.values[letter]
        names = _NAME.findall(template)
        return [(first[name], own[name]) for name in names if first[name] != own[name]]

    def filled(self, template: str, letter: str) -> str:
        """Return a template with a variant's values."""
        return _NAME.sub(lambda name: self.values[letter][name[1]], template)


def variants_file(root: Path, assignment: str) -> Path:
    """Return where the variants of an assignment are told, whether there are any or not."""
    return root / FOLDER / f"{assignment}.toml"


def read_variants(root: Path, assignment: str) -> Variants:
    """Return the variants of an assignment; raises CourseError for none, or a file that is none."""
    path = variants_file(root, assignment)
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
        found = _variants(assignment, path, data)
    except FileNotFoundError as error:
        raise CourseError(text("variants.none", path=path, name=assignment)) from error
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        reason = " ".join(str(error).split())[:200]
        raise CourseError(text("variants.unreadable", path=path, reason=reason)) from error
    _check(found)
    return found


def _variants(assignment: str, path: Path, data: Mapping[str, Any]) -> Variants:
    says = {letter: tuple(map(str, sets)) for letter, sets in data["variants"].items()}
    values = {
        letter: {key: str(v) for each in sets for key, v in data["values"][each].items()}
        for letter, sets in says.items()
    }
    places = (PlaceTexts(tuple(each["cells"]), tuple(each["texts"])) for each in data["place"])
    mistakes, audits = (tuple(data.get(key, {}).get("texts", ())) for key in ("mistakes", "audits"))
    return Variants(assignment, path, says, values, tuple(places), mistakes, audits)


def _check(found: Variants) -> None:
    """Raise CourseError for variants that can't be made."""
    letters = found.letters
    if not 2 <= len(letters) <= MOST or "".join(letters) != _LETTERS[: len(letters)]:
        raise CourseError(text("variants.letters", path=found.path, most=MOST))
    places = (each for place in found.places for each in place.texts)
    asked = {
        name for each in (*places, *found.mistakes, *found.audits) for name in _NAME.findall(each)
    }
    for letter in letters:
        if missing := asked - found.values[letter].keys():
            names = ", ".join(sorted(missing))
            raise CourseError(text("variants.no-value", path=found.path, letter=letter, name=names))
    used = [tuple(found.values[letter][name] for name in sorted(asked)) for letter in letters]
    if len(set(used)) < len(used):
        raise CourseError(text("variants.the-same", path=found.path))
