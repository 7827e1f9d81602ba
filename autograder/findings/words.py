"""The words of a finding, and all others that people read: from one catalogue, in one language.

Templates stand by name in students.toml, which ships to students, and in instructors.toml, which
doesn't. A translation is a folder of files with these names; what it lacks is said in English.
AUTOGRADER_LANGUAGE names the language: "qps" is a pseudo-language in which each template is
visibly altered, to find sentences that don't come from here.
"""

import functools
import os
import re
import tomllib
from collections.abc import Mapping
from pathlib import Path

from autograder.findings.finding import Finding

LANGUAGE = "AUTOGRADER_LANGUAGE"
PSEUDO = "qps"
_HERE = Path(__file__).parent
_FILES = ("students.toml", "instructors.toml")
_LONGEST = 300
_NO_NUMBERS = ("nan", "inf", "-inf")  # as findings hold them, JSON having none of these
# What is no text of a template: what Jinja reads, a style, code, a tag, a character's name; in
# Markdown code, and where a link goes.
_MARKUP = re.compile(
    r"({{.*?}}|{%.*?%}|{#.*?#}|<style.*?</style>|<code>.*?</code>|<[^>]*>|&\w+;"
    r"|```.*?```|`[^`\n]*`|\]\([^)\n]*\))",
    re.DOTALL,
)
_AS_IT_IS = re.compile(r"({[^{}]*}|`[^`]*`)")
_SAID_IN_TAGS = re.compile(r'\b(alt|title|aria-label|data-label)="([^"]*)"')
_NUMBER = re.compile(r"\d+")
_ALTERED = str.maketrans("aeiouyAEIOUY", "áéíóúýÁÉÍÓÚÝ")


def words(finding: Finding) -> str:
    """Return what was found, as a person reads it; the code alone where a value is missing."""
    return text(finding.code, **finding.values)


def cause_of(finding: Finding) -> object:
    """Return a finding without its numbers: for other inputs one line's error tells other sizes."""
    said = sorted((name, str(value)) for name, value in finding.values.items())
    return finding.code, tuple((name, _NUMBER.sub("#", value)) for name, value in said)


def text(name: str, /, **values: object) -> str:
    """Return a template of the catalogue, filled; its name alone where it can't be."""
    try:
        template = _catalogue(os.environ.get(LANGUAGE, ""))[name]
        return template.format_map({key: _shown(value) for key, value in values.items()})
    except (KeyError, ValueError, IndexError, TypeError, AttributeError):
        return f"({name})"  # a record of another version, or forged: never a reason to stop


def page(source: str) -> str:
    """Return a Jinja template with its texts in the language that is asked for.

    A template is the English part of the catalogue: what stands between its tags, and what its
    tags say to people (alt, title, labels), is looked up, in one line, in the table `page` of a
    translation.
    """
    language = os.environ.get(LANGUAGE, "")
    if not language:
        return source
    return _page_texts(source, language, _catalogue(language))


def _page_texts(source: str, language: str, catalogue: Mapping[str, str]) -> str:
    def in_tag(found: re.Match[str]) -> str:
        return f'{found[1]}="{_page_texts(found[2], language, catalogue)}"'

    return "".join(
        _SAID_IN_TAGS.sub(in_tag, piece) if number % 2 else _page_text(piece, language, catalogue)
        for number, piece in enumerate(_MARKUP.split(source))
    )


def _page_text(piece: str, language: str, catalogue: Mapping[str, str]) -> str:
    said = " ".join(piece.split())
    if not said:
        return piece
    if language == PSEUDO:
        return piece.translate(_ALTERED)
    start = piece[: len(piece) - len(piece.lstrip())]
    end = piece[len(piece.rstrip()) :]
    return f"{start}{catalogue.get(f'page.{said}', said)}{end}"


def one_line(text: object, most: int = _LONGEST) -> str:
    """Return a text in one line of printable characters, shortened."""
    printable = "".join(c if c.isprintable() else " " for c in str(text))
    line = " ".join(printable.split())
    return line if len(line) <= most else line[: most - 3] + "..."


def _shown(value: object) -> object:
    """Return a value as a template takes it: numbers stay numbers, for their formats."""
    if isinstance(value, Finding):
        return words(value)
    if isinstance(value, str) and value in _NO_NUMBERS:
        return float(str(value))
    if isinstance(value, tuple | list):
        parts = [str(_shown(each)) for each in value]
        if len(parts) < 2:
            return "".join(parts)
        return text("and", first=", ".join(parts[:-1]), last=parts[-1])
    return value


@functools.cache
def _catalogue(language: str) -> Mapping[str, str]:
    found = _read(_HERE)
    if language == PSEUDO:
        return {name: _altered(template) for name, template in found.items()}
    folder = _HERE / language
    plain = language.isalnum() and folder.is_dir()
    return found | _read(folder) if plain else found


def _read(folder: Path) -> dict[str, str]:
    """Return the templates by name; an entry of a table is named table.entry."""
    found: dict[str, str] = {}
    for path in (folder / name for name in _FILES):
        if path.is_file():  # students have no instructors.toml
            for name, value in tomllib.loads(path.read_text(encoding="utf-8")).items():
                found |= _flat(name, value)
    return found


def _flat(name: str, value: str | dict[str, str]) -> dict[str, str]:
    if isinstance(value, str):
        return {name: value}
    return {f"{name}.{key}": each for key, each in value.items()}


def _altered(template: str) -> str:
    """Return a template with other vowels, but for the names of its values, and for code."""
    return "".join(
        piece if number % 2 else piece.translate(_ALTERED)
        for number, piece in enumerate(_AS_IT_IS.split(template))
    )
