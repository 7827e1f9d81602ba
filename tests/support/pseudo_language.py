"""A pseudo-language made of the English: the same texts with other vowels, to find raw sentences.

`python -m tests.support.pseudo_language FOLDER` writes it; AUTOGRADER_TRANSLATIONS=FOLDER and
AUTOGRADER_LANGUAGE=qps speak it. It goes through the same door as any other language.
"""

import re
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

import autograder
from autograder.findings.language import ABOUT
from autograder.findings.translation import Entry, english_hash, has_words
from autograder.findings.words import CATALOGUES, PAGES, english_messages, page_texts
from autograder.instructors.authoring.translation_files import write_entries

PSEUDO = "qps"
PACKAGE = Path(autograder.__file__).parent
TEMPLATES = [*PACKAGE.rglob("*.jinja"), *PACKAGE.rglob("page.html")]
_AS_IT_IS = re.compile(r"({[^{}]*}|`[^`]*`)")
_ALTERED = str.maketrans("aeiouyAEIOUY", "áéíóúýÁÉÍÓÚÝ")
_ABOUT = 'name = "Pséúdó"\nlocales = []\nuntranslated = "[English] {english}"\n'


def altered(template: str) -> str:
    """Return a text with other vowels, but for the names of its values, and for code."""
    return "".join(
        piece if number % 2 else piece.translate(_ALTERED)
        for number, piece in enumerate(_AS_IT_IS.split(template))
    )


def written(folder: Path) -> Path:
    """Write the language into a folder of languages; return that."""
    own = folder / PSEUDO
    own.mkdir(parents=True, exist_ok=True)
    (own / ABOUT).write_text(_ABOUT, encoding="utf-8")
    for english, file in CATALOGUES.items():
        write_entries(own / file, _entries(english_messages(english)))
    write_entries(own / PAGES, _entries({each: each for each in _of_pages()}))
    return folder


def _entries(english: Mapping[str, str]) -> dict[str, Entry]:
    return {
        key: Entry(english_hash(each), each, altered(each))
        for key, each in english.items()
        if has_words(each)
    }


def _of_pages() -> Iterator[str]:
    for path in TEMPLATES:
        yield from page_texts(path.read_text(encoding="utf-8"))


if __name__ == "__main__":
    written(Path(sys.argv[1]))
