"""The words of a named mistake, in the language in force: a record has them as its course does."""

from collections.abc import Callable, Mapping
from functools import lru_cache
from pathlib import Path

from msgspec import structs

from autograder.course.folders import CourseError, course_root
from autograder.findings import text
from autograder.findings.language import folder_of, language, read_about
from autograder.findings.translation import Entry, read_entries, state_of
from autograder.notebooks.translation import mistakes_translation
from autograder.results.record import NamedMistake

KIT = "mistakes.toml"  # the kit's own mistakes, in a language's folder
WORDS = ("name", "seen", "why", "hint", "reread")
# A text of a mistake: the mistake's name, which word of it, the text.
Say = Callable[[str, str, str], str]


def in_words(mistake: NamedMistake, assignment: str) -> NamedMistake:
    """Return a mistake as people read it; one beside others says that it may look otherwise."""
    say = words_in(language(), assignment) if mistake.known else _as_it_is
    said = {word: say(mistake.name, word, getattr(mistake, word)) for word in WORDS}
    if mistake.beside:
        said["seen"] = text("mistake.alone", seen=said["seen"])
    return structs.replace(mistake, beside=False, **said)


def words_in(spoken: str, assignment: str, root: Path | None = None) -> Say:
    """Return what says the words of an assignment's mistakes in a language.

    A word that isn't translated is English, and marked where the language has any of them.
    """
    folder = folder_of(spoken)
    about = read_about(folder) if folder else None
    if folder is None or about is None:
        return _as_it_is
    entries = {**_entries(folder / KIT), **_of_course(spoken, assignment, root)}
    by_text = {each.english: each for each in entries.values()}

    def say(name: str, word: str, english: str) -> str:
        entry = entries.get(f"{name}.{word}")
        if entry is None or entry.english != english:  # another function's, of the same name
            entry = by_text.get(english, entry)
        if entry and state_of(entry, english) == "translated":
            return entry.text
        return about.marked(english) if entries and english else english

    return say


def _as_it_is(_name: str, _word: str, english: str) -> str:
    return english


def _of_course(spoken: str, assignment: str, root: Path | None) -> Mapping[str, Entry]:
    try:
        return _entries(mistakes_translation(root or course_root(), spoken, assignment))
    except CourseError:  # no course here
        return {}


def _entries(path: Path) -> Mapping[str, Entry]:
    try:
        return _read(path, path.stat().st_mtime_ns)
    except (OSError, ValueError):  # no such file, or a spoilt one: English is read
        return {}


@lru_cache(maxsize=32)
def _read(path: Path, _changed: int) -> Mapping[str, Entry]:
    return read_entries(path)
