"""What a language has of a course and of the kit: part by part, with what is missing or stale."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from string import Formatter

import autograder
from autograder.course.folders import (
    RELEASE_FOLDER,
    CourseError,
    assignments,
    mistakes_file,
    source_notebooks,
)
from autograder.findings import text
from autograder.findings.language import folder_of, languages
from autograder.findings.translation import (
    Entry,
    State,
    has_words,
    read_entries,
    state_of,
)
from autograder.findings.words import CATALOGUES, english_messages, page_texts
from autograder.findings.words import INSTRUCTORS as INSTRUCTORS_FILE
from autograder.findings.words import PAGES as PAGES_FILE
from autograder.instructors.authoring.bundled_texts import constants_of
from autograder.instructors.authoring.documents import documents
from autograder.instructors.authoring.documents import mended as mend
from autograder.instructors.authoring.translation_files import skeleton, write_entries
from autograder.judging.mistakes.catalogue import WORDS, Mistake, catalogue, read_own
from autograder.judging.mistakes.learned import LearnedMistake
from autograder.notebooks.cells import Cell, read_cells
from autograder.notebooks.translation import (
    OtherCode,
    english_of,
    hidden_texts,
    mistakes_translation,
    tests_translation,
    translated_source,
    translation_file,
)
from autograder.results.mistake_words import KIT

MESSAGES, INSTRUCTORS, PAGES, MISTAKES = "messages", "instructors", "pages", "mistakes"
DOCUMENTS, TESTS = "documents", "tests"
_PACKAGE = Path(autograder.__file__).parent
_TEMPLATES = ("*.html.jinja", "*.md.jinja", "page.html", "start.py")


@dataclass(frozen=True)
class Part:
    """One file of a language: what it translates, by key, and what it holds."""

    name: str
    path: Path
    english: Mapping[str, str]
    entries: Mapping[str, Entry]
    cells: Mapping[str, Cell]

    @property
    def wanted(self) -> dict[str, str]:
        """What has words to translate."""
        return {key: each for key, each in self.english.items() if has_words(each)}

    def states(self) -> dict[str, State]:
        """Return the state of each entry that is wanted."""
        return {key: state_of(self.entries.get(key), each) for key, each in self.wanted.items()}


@dataclass(frozen=True)
class Trouble:
    """What is wrong with an entry: its state, or that it changes more than words."""

    part: Part
    key: str
    kind: str

    def __str__(self) -> str:
        entry = self.part.entries.get(self.key)
        values = {"file": self.part.path, "key": self.key}
        now = self.part.english.get(self.key, "")
        made_from = entry.english if entry else ""
        if self.part.name == DOCUMENTS:
            return text("translations.stale-document", file=self.part.path / self.key)
        return text(f"translations.{self.kind}", **values, now=now, made_from=made_from)


def parts(root: Path, language: str) -> list[Part]:
    """Return the parts that a language has a file for: messages, mistakes, notebooks.

    Raises CourseError for a file that can't be read, or a language that isn't there.
    """
    _must_be_known(language)
    found = [part for part in _all_parts(root, language) if part.path.is_file()]
    return [*found, *_documents_part(root, language)]


def _documents_part(root: Path, language: str) -> Iterator[Part]:
    """Yield the documents of a language as one part, if it has any; its path is a folder's."""
    found = {str(each.path): each for each in documents(root, language)}
    if found:
        english = {key: each.source for key, each in found.items()}
        yield Part(DOCUMENTS, root, english, {key: each.entry for key, each in found.items()}, {})


def _must_be_known(language: str) -> None:
    if language not in languages():
        names = ", ".join(languages())
        raise CourseError(text("translations.unknown", language=language, names=names))


def _all_parts(root: Path, language: str) -> Iterator[Part]:
    folder, about = folder_of(language), languages()[language]
    if folder:
        for english, file in CATALOGUES.items():
            messages = english_messages(english)
            wanted = about.promised(messages) if file == INSTRUCTORS_FILE else messages
            yield _part(file.removesuffix(".toml"), folder / file, wanted)
        yield _part(PAGES, folder / PAGES_FILE, _texts_of(about.pages))
        yield _part(MISTAKES, folder / KIT, _words_of(catalogue()))
    for name in assignments(root):
        yield _notebook_part(root, language, name)
        yield _tests_part(root, language, name)
        if mistakes_file(name, root).is_file():
            yield _mistakes_part(root, language, name)


def _texts_of(pages: Collection[str]) -> dict[str, str]:
    """Return the English texts of these templates of pages, or of all, each by itself."""
    ends = tuple(f"/{each}" for each in pages) or ("",)
    found = sorted(path for each in _TEMPLATES for path in _PACKAGE.rglob(each))
    chosen = (path for path in found if path.as_posix().endswith(ends))
    return {each: each for path in chosen for each in _texts_in(path)}


def _texts_in(path: Path) -> list[str]:
    source = path.read_text(encoding="utf-8")
    return constants_of(source) if path.suffix == ".py" else page_texts(source)


def _part(
    name: str, path: Path, english: Mapping[str, str], cells: Mapping[str, Cell] | None = None
) -> Part:
    try:
        return Part(name, path, english, read_entries(path), cells or {})
    except (OSError, ValueError) as error:
        raise CourseError(text("translations.unreadable", path=path, reason=error)) from error


def _notebook_part(root: Path, language: str, name: str) -> Part:
    cells: dict[str, Cell] = {}
    path = translation_file(root, language, name)
    for source in source_notebooks(name, root):
        released = root / RELEASE_FOLDER / name / source.name
        if not released.is_file():
            continue
        for cell in read_cells(released):
            cells.setdefault(cell.key, cell)
    english = {key: each for key, cell in cells.items() if (each := english_of(cell))}
    return _part(name, path, english, cells)


def _tests_part(root: Path, language: str, name: str) -> Part:
    """Return the texts of an assignment's hidden tests, each by itself."""
    cells = (cell for source in source_notebooks(name, root) for cell in read_cells(source))
    english = {each: each for cell in cells if cell.grade for each in hidden_texts(cell)}
    return _part(f"{TESTS} {name}", tests_translation(root, language, name), english)


def _mistakes_part(root: Path, language: str, name: str) -> Part:
    own = read_own(name, root)
    sections = {f"sections.{topic}": each for topic, each in own.sections.items()}
    english = {**sections, **_words_of(own.mistakes), **_words_of(own.learned)}
    path = mistakes_translation(root, language, name)
    return _part(f"{MISTAKES} {name}", path, english)


def _words_of(mistakes: Iterable[Mistake | LearnedMistake]) -> dict[str, str]:
    """Return the words of mistakes; where functions share a name, what differs has a number."""
    found: dict[str, str] = {}
    for mistake in mistakes:
        for word in WORDS:
            key, said = f"{mistake.name}.{word}", getattr(mistake, word)
            numbered = (key, *(f"{key}.{number}" for number in range(2, 100)))
            found[next(each for each in numbered if found.get(each, said) == said)] = said
    return found


def troubles(part: Part) -> list[Trouble]:
    """Return what is missing, stale, of nothing, or changes values or code, in order."""
    found = [
        Trouble(part, key, state) for key, state in part.states().items() if state != "translated"
    ]
    bad = {each.key for each in found}
    for key, entry in part.entries.items():
        if key not in part.wanted:
            found.append(Trouble(part, key, "of-nothing"))
        elif key not in bad and not _fits(part, key, entry):
            found.append(Trouble(part, key, "other-code"))
    return found


def _fits(part: Part, key: str, entry: Entry) -> bool:
    if key not in part.cells:
        with_values = part.name in (MESSAGES, INSTRUCTORS, PAGES) or part.name.startswith(TESTS)
        return not with_values or fields(entry.english) == fields(entry.text)
    try:
        translated_source(part.cells[key], entry.text)
    except OtherCode:
        return False
    return True


def fields(template: str) -> set[tuple[str, str]]:
    """Return the values of a template, each with its format."""
    try:
        parsed = list(Formatter().parse(template))
    except ValueError:
        return {("", "")}
    return {(name, form or "") for _, name, form, _ in parsed if name is not None}


def write_skeleton(
    root: Path, language: str, name: str, mended: Collection[str] = ()
) -> tuple[Path, int]:
    """Write the file of a part with all its English, and what is translated already.

    `name` is that of an assignment, or `messages`, `instructors`, `pages` or `mistakes`, or
    `mistakes` or `tests` and an assignment's; of `documents` only what is `mended` changes. What is
    stale keeps the English that it was made from, and has that of now in a comment; the entries
    `mended` are said to fit that of now. Returns the path, and how many texts wait. Raises
    CourseError.
    """
    _must_be_known(language)
    if name == DOCUMENTS:
        return _mend_documents(root, language, mended)
    found = next((part for part in _all_parts(root, language) if part.name == name), None)
    if found is None or not found.wanted:
        raise CourseError(text("translations.no-part", name=name))
    entries = skeleton(found.wanted, found.entries, mended)
    made = replace(found, entries=entries)
    waiting = {key: state for key, state in made.states().items() if state != "translated"}
    notes = {key: found.english[key] for key, state in waiting.items() if state == "stale"}
    write_entries(found.path, entries, text("translations.head", name=name), notes)
    return found.path, len(waiting)


def _mend_documents(root: Path, language: str, wanted: Collection[str]) -> tuple[Path, int]:
    """Say of documents, by the ends of their names, that they fit; return how many don't."""
    for each in documents(root, language):
        if each.path.as_posix().endswith(tuple(wanted)) and wanted:
            mend(each)
    states = [state for part in _documents_part(root, language) for state in part.states().values()]
    return root, len(states) - states.count("translated")
