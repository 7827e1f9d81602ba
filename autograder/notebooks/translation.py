"""A handout in another language: other words, and the same code.

An entry's key is its cell's id. Of a text cell it holds the whole; of a code cell the docstrings
and comments, then the texts that it shows, each once, with a line `---` between one and the next:
no code stands in a translation.
"""

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from autograder.course.folders import assignments
from autograder.findings.language import HANDOUT_LANGUAGE, About, known_language, languages
from autograder.findings.translation import Entry, has_words, read_entries, state_of
from autograder.notebooks.cells import Cell
from autograder.notebooks.marks import has_hidden_tests, without_hidden_tests
from autograder.notebooks.words_in_code import Texts, with_words, words_of

TRANSLATIONS_FOLDER = "translations"
_KEY_IN_JSON = re.compile(rf'"{HANDOUT_LANGUAGE}"\s*:\s*"([A-Za-z_-]{{1,20}})"'.encode())
_BETWEEN = "\n---\n"
_SEVERAL = re.compile(r"\S\s+\S")


class OtherCode(Exception):  # noqa: N818 - what it says of a translation is no error of a program
    """A translation that would change more of a cell than its words."""


def handout_language(notebook: bytes) -> str | None:
    """Return the language of the handout that a notebook's JSON was made from, None if unsaid.

    In a text of the notebook these quotes would stand behind a backslash.
    """
    found = _KEY_IN_JSON.search(notebook)
    return known_language(found[1].decode()) if found else None


def english_of(cell: Cell) -> str:
    """Return what of a cell is translated, '' for nothing."""
    source = without_hidden_tests(cell.source)
    if cell.kind != "code":
        return source if cell.kind == "markdown" and has_words(source) else ""
    return _BETWEEN.join(words_of(source, _which(cell)))


def translated_source(cell: Cell, text: str) -> str:
    """Return a cell's source with a translation of `english_of` it; raises OtherCode."""
    if cell.kind != "code":
        return text
    source = without_hidden_tests(cell.source)
    try:
        return with_words(source, text.split(_BETWEEN), _which(cell))
    except ValueError as error:
        raise OtherCode(cell.key) from error


def shown_texts(cell: Cell, entry: Entry | None) -> dict[str, str]:
    """Return the texts that a cell's code shows in a language, each with the English one.

    What stands between braces is a value, a line break is one.
    """
    if cell.kind != "code" or not entry or state_of(entry, english_of(cell)) != "translated":
        return {}
    source = without_hidden_tests(cell.source)
    count, known = len(words_of(source)), words_of(source, _which(cell))
    pairs = zip(entry.text.split(_BETWEEN)[count:], known[count:], strict=True)
    return {other.replace("\\n", "\n"): said.replace("\\n", "\n") for other, said in pairs}


def hidden_texts(cell: Cell) -> list[str]:
    """Return the texts of several words in a source cell's hidden tests, each once.

    A grader says them of a submission: names of inputs, and what an own question has seen.
    """
    if cell.kind != "code" or not has_hidden_tests(cell.source):
        return []
    known = set(words_of(without_hidden_tests(cell.source), "sentences"))
    found = words_of(cell.source, "sentences")[len(words_of(cell.source)) :]
    return [each for each in found if each not in known and _SEVERAL.search(each)]


def pairs_in(entry: Entry) -> Iterator[tuple[str, str]]:
    """Yield the words of an entry with those that it has for them, one by one."""
    english, other = entry.english.split(_BETWEEN), entry.text.split(_BETWEEN)
    if len(english) == len(other):
        yield from zip(english, other, strict=True)


def _which(cell: Cell) -> Texts:
    """Return which texts of a cell's code are words: in a check sentences, in an answer none."""
    if cell.solution:
        return "none"
    return "sentences" if cell.grade else "all"


def cell_in_language(cell: Cell, entry: Entry | None, about: About) -> str:
    """Return a handout's cell in a language; in English, and marked, where that has no words yet.

    Raises OtherCode.
    """
    english = english_of(cell)
    if not english:
        return without_hidden_tests(cell.source)
    if entry and state_of(entry, english) == "translated":
        return translated_source(cell, entry.text)
    mark = about.marked("").strip()
    source = without_hidden_tests(cell.source)
    return f"# {mark}\n{source}" if cell.kind == "code" else f"{mark}\n\n{source}"


def translation_file(root: Path, language: str, assignment: str) -> Path:
    """Return where the cells of an assignment stand in a language, whether they do or not."""
    return root / TRANSLATIONS_FOLDER / language / f"{assignment}.toml"


def mistakes_translation(root: Path, language: str, assignment: str) -> Path:
    """Return where the words of an assignment's mistakes stand in a language."""
    return root / TRANSLATIONS_FOLDER / language / "mistakes" / f"{assignment}.toml"


def tests_translation(root: Path, language: str, assignment: str) -> Path:
    """Return where the texts of an assignment's hidden tests stand in a language."""
    return root / TRANSLATIONS_FOLDER / language / "tests" / f"{assignment}.toml"


def translated_words(root: Path, assignment: str) -> list[Path]:
    """Return all files with words of an assignment, its mistakes or its tests in some language."""
    places = ("*", "*/mistakes", "*/tests")
    folder = root / TRANSLATIONS_FOLDER
    return sorted(path for place in places for path in folder.glob(f"{place}/{assignment}.toml"))


def in_source_language(root: Path, assignment: str, handout: Iterable[Cell]) -> dict[str, str]:
    """Return, by a cell's source in any language that the course has, what it is in English.

    What a student has left as it was handed out is then known, whichever handout it was.
    """
    cells = list(handout)
    found: dict[str, str] = {}
    for name, about in languages().items():
        path = translation_file(root, name, assignment)
        entries = read_entries(path)
        for cell in cells if entries else ():
            try:
                other = cell_in_language(cell, entries.get(cell.key), about).strip()
            except OtherCode:
                continue
            english = without_hidden_tests(cell.source)
            if other != english.strip():
                found.setdefault(other, english)
    return found


def translated_assignments(root: Path, language: str) -> list[str]:
    """Return the assignments of a course that have a translation, by name."""
    return [name for name in assignments(root) if translation_file(root, language, name).is_file()]
