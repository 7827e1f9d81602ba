"""The words of a finding, and all others that people read: from one catalogue, in one language.

Templates stand by name in students.toml, which ships to students, and in instructors.toml, which
doesn't. `language` tells which language is in force, `translation` what a language's folder holds;
what that lacks is said in English, and marked.
"""

import functools
import os
import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from autograder.findings.codes import Code
from autograder.findings.language import TRANSLATIONS, folder_of, language, read_about
from autograder.findings.own_texts import own_text
from autograder.findings.translation import in_language, read_entries

if TYPE_CHECKING:
    from autograder.findings.finding import Finding

_HERE = Path(__file__).parent
# What is English, and the file in which a language says it.
INSTRUCTORS = "instructors.toml"
CATALOGUES = {"students.toml": "messages.toml", INSTRUCTORS: INSTRUCTORS}
PAGES = "pages.toml"
_LONGEST = 300
_NO_NUMBERS = ("nan", "inf", "-inf")  # as findings hold them, JSON having none of these
# What is no text of a template: what Jinja reads, a style, code, a tag, a character's name; in
# Markdown code, and where a link goes.
_MARKUP = re.compile(
    r"({{.*?}}|{%.*?%}|{#.*?#}|<style.*?</style>|<code>.*?</code>|<[^>]*>|&\w+;"
    r"|```.*?```|`[^`\n]*`|\]\([^)\n]*\))",
    re.DOTALL,
)
_SAID_IN_TAGS = re.compile(r'\b(alt|title|aria-label|data-label)="([^"]*)"')
# Marks of punctuation that have their space within, and Chinese characters.
_FULL_WIDTH = re.compile("[\u3000-\u301f\uff01-\uff1f\u201c\u201d]")
_HAN = re.compile("[\u4e00-\u9fff]")
_NUMBER = re.compile(r"\d+")
_TROUBLES = (KeyError, ValueError, IndexError, TypeError, AttributeError)


def words(finding: "Finding") -> str:
    """Return what was found, as a person reads it; the code alone where a value is missing."""
    return text(finding.code, **finding.values)


def cause_of(finding: "Finding") -> object:
    """Return a finding without its numbers: for other inputs one line's error tells other sizes."""
    said = sorted((name, str(value)) for name, value in finding.values.items())
    return finding.code, tuple((name, _NUMBER.sub("#", value)) for name, value in said)


def text(name: str, /, **values: object) -> str:
    """Return a template of the catalogue, filled; its name alone where it can't be."""
    spoken = language()
    for each in (spoken, "") if spoken else ("",):
        try:
            shown = {key: _shown(value) for key, value in values.items()}
            return _closed_up(_catalogue(each)[name], shown).format_map(shown)
        except _TROUBLES:
            continue
    return f"({name})"  # a record of another version, or forged: never a reason to stop


def _closed_up(template: str, values: Mapping[str, object]) -> str:
    """Return a template without the spaces around values that would stand between Chinese words."""
    for name, value in values.items():
        said = value if isinstance(value, str) else ""
        if _HAN.match(said[:1]):
            template = re.sub(rf"(?<={_HAN.pattern}) (?={{{name}[}}!:])", "", template)
        if _HAN.match(said[-1:]):
            template = re.sub(rf"({{{name}(?:[!:][^{{}}]*)?}}) (?={_HAN.pattern})", r"\1", template)
    return template


def page(source: str) -> str:
    """Return a Jinja template with its texts in the language that is asked for.

    A template is the English part of the catalogue: what stands between its tags, and what its
    tags say to people (alt, title, labels), is looked up, in one line, in the table `page` of a
    translation.
    """
    spoken = language()
    return _page_texts(source, _catalogue(spoken)) if spoken else source


def page_texts(source: str) -> list[str]:
    """Return the texts of a Jinja template that a translation may have, each in one line."""
    found: list[str] = []
    for number, piece in enumerate(_MARKUP.split(source)):
        if number % 2:
            found += [each for _, said in _SAID_IN_TAGS.findall(piece) for each in page_texts(said)]
        elif said := " ".join(piece.split()):
            found.append(said)
    return found


def _page_texts(source: str, catalogue: Mapping[str, str]) -> str:
    def in_tag(found: re.Match[str]) -> str:
        return f'{found[1]}="{_page_texts(found[2], catalogue)}"'

    pieces = ["", *_MARKUP.split(source), ""]
    return "".join(
        _page_text(piece, catalogue, pieces[number], pieces[number + 2])
        if number % 2 == 0
        else _SAID_IN_TAGS.sub(in_tag, piece)
        for number, piece in enumerate(pieces[1:-1])
    )


def _page_text(piece: str, catalogue: Mapping[str, str], before: str, after: str) -> str:
    """Return a text of a page between what stands before and after it.

    Chinese needs no space beside its own punctuation, nor beside a tag or a condition, behind which
    its words go on; beside a value and code, which may be Latin, it does.
    """
    said = " ".join(piece.split())
    if not said:
        return piece
    found = catalogue.get(f"page.{said}", said)
    start = piece[: len(piece) - len(piece.lstrip())]
    end = piece[len(piece.rstrip()) :]
    if _is_tight(found[0], before):
        start = start.strip(" ")
    if _is_tight(found[-1], after):
        end = end.strip(" ")
    return f"{start}{found}{end}"


def _is_tight(letter: str, beside: str) -> bool:
    goes_on = beside.startswith(("<", "{%")) and not beside.endswith("code>")
    return bool(_FULL_WIDTH.match(letter) or (goes_on and _HAN.match(letter)))


def one_line(text: object, most: int = _LONGEST) -> str:
    """Return a text in one line of printable characters, shortened."""
    printable = "".join(c if c.isprintable() else " " for c in str(text))
    line = " ".join(printable.split())
    return line if len(line) <= most else line[: most - 3] + "..."


def _shown(value: object) -> object:
    """Return a value as a template takes it: numbers stay numbers, for their formats."""
    if isinstance(getattr(value, "code", None), Code):  # a finding
        return words(value)  # type: ignore[arg-type]
    if isinstance(value, str):
        return float(str(value)) if value in _NO_NUMBERS else own_text(value)
    if isinstance(value, float) and value == 0:
        return 0.0  # never -0
    if isinstance(value, tuple | list):
        parts = [str(_shown(each)) for each in value]
        if len(parts) < 2:
            return "".join(parts)
        return text("and", first=text("comma").join(parts[:-1]), last=parts[-1])
    return value


def _catalogue(spoken: str) -> Mapping[str, str]:
    return _said_in(spoken, os.environ.get(TRANSLATIONS, ""))


@functools.cache
def _said_in(spoken: str, _more: str) -> Mapping[str, str]:
    folder = folder_of(spoken)
    about = read_about(folder) if folder else None
    found: dict[str, str] = {}
    for english, file in CATALOGUES.items():
        plain = english_messages(english)
        known = bool(folder and (folder / file).is_file())
        if folder and about and known:
            has = about.promised(plain) if english == INSTRUCTORS else plain
            plain |= in_language(has, read_entries(folder / file), about.marked)
        found |= plain
    pages = read_entries(folder / PAGES) if folder else {}
    return found | {f"page.{each.english}": each.text for each in pages.values() if each.text}


def english_messages(file: str) -> dict[str, str]:
    """Return the templates of a file by name; an entry of a table is named table.entry."""
    path = _HERE / file
    found: dict[str, str] = {}
    if path.is_file():  # students have no instructors.toml
        for name, value in tomllib.loads(path.read_text(encoding="utf-8")).items():
            found |= _flat(name, value)
    return found


def _flat(name: str, value: str | dict[str, str]) -> dict[str, str]:
    if isinstance(value, str):
        return {name: value}
    return {f"{name}.{key}": each for key, each in value.items()}
