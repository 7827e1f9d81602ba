"""The handouts of a release in another language, beside those in the course's own."""

import json
import shutil
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path

from autograder.checks.fingerprints.prints_file import SUFFIX
from autograder.course.files import write_whole
from autograder.course.folders import RELEASE_FOLDER, CourseError, source_notebooks
from autograder.findings import text
from autograder.findings.language import (
    BESIDE,
    ENGLISH,
    LABELS,
    About,
    in_english,
    known_language,
    languages,
    speaking,
)
from autograder.findings.translation import Entry, read_entries
from autograder.gradebook.translated_handout import in_language
from autograder.instructors.authoring.leaks import find_leaks
from autograder.notebooks.cells import parse_cells, read_cells
from autograder.notebooks.translation import OtherCode, shown_texts, translation_file
from autograder.results.mistake_words import words_in


def translated_folder(root: Path, language: str) -> Path:
    """Return where the handouts of a language are written."""
    return root / f"{RELEASE_FOLDER}-{language}"


def known_or_english(asked: str) -> str:
    """Return the name of a language that is asked for, '' for English; raises CourseError."""
    name = known_language(asked) or ""
    if not name and asked not in ("", ENGLISH):
        known = ", ".join(languages())
        raise CourseError(text("translations.unknown", language=asked, names=known))
    return name


def translated_into(root: Path, names: Sequence[str]) -> list[str]:
    """Return the languages that all of these assignments are translated into."""
    return [
        language
        for language in languages()
        if names and all(translation_file(root, language, name).is_file() for name in names)
    ]


def release_in(
    root: Path,
    names: Sequence[str],
    language: str,
    tell: Callable[[str], object] = lambda _: None,
    folder: Path | None = None,
) -> list[Path]:
    """Write the released handouts of assignments in a language; return the folders written.

    They stand in `folder`, or else where the course has them. What isn't translated is English
    there, and marked; `tell` gets a sentence for each assignment without any translation, whose
    handout is not written. Raises CourseError for a language that isn't there, an entry that
    changes code, and a secret in what was written.
    """
    about = languages().get(language)
    if about is None:
        known = ", ".join(languages())
        raise CourseError(text("translations.unknown", language=language, names=known))
    place = folder or translated_folder(root, language)
    written = []
    for name in names:
        if not translation_file(root, language, name).is_file():
            tell(text("translations.no-notebook", name=name, language=about.name))
            continue
        written.append(_write(root, name, place, (language, about)))
        _refuse_leaks(root, name, written[-1])
    return written


def _write(root: Path, name: str, folder: Path, its: tuple[str, About]) -> Path:
    language, about = its
    released, target = root / RELEASE_FOLDER / name, folder / name
    if target.exists():
        shutil.rmtree(target)
    shutil.copytree(released, target)
    sources = {path.name for path in source_notebooks(name, root)}
    entries = read_entries(translation_file(root, language, name))
    checks: dict[str, str] = {}
    for path in sorted(each for each in target.glob("*.ipynb") if each.name in sources):
        english = path.read_bytes()
        try:
            other = in_language(english, language, entries, about)
        except OtherCode as error:
            raise CourseError(text("translations.changes-code", name=name, key=error)) from error
        write_whole(path, other)
        checks |= _same_cells(english, other)
    from autograder.judging.fingerprints.file import in_language as prints_in_language

    prints = target / f"{name}{SUFFIX}"
    if prints.is_file():
        say = words_in(language, name, root)
        write_whole(prints, prints_in_language(prints.read_bytes(), checks, name, root, say))
    write_whole(target / BESIDE, f"{language}\n".encode())
    pairs = {**_labels(released, sources, entries), **_names_of_classes(language)}
    listed = [[other, english] for other, english in pairs.items() if other != english]
    write_whole(target / LABELS, f"{json.dumps(listed, ensure_ascii=False, indent=1)}\n".encode())
    return target


def _labels(released: Path, sources: Iterable[str], entries: Mapping[str, Entry]) -> dict[str, str]:
    """Return the texts that code shows, in the language and in English, for where no font is."""
    cells = (cell for name in sorted(sources) for cell in read_cells(released / name))
    shown = (shown_texts(cell, entries.get(cell.key)) for cell in cells if not cell.grade)
    return {other: english for each in shown for other, english in each.items()}


def _names_of_classes(language: str) -> dict[str, str]:
    """Return what the clothes that notebooks show are called in a language, with the English."""
    from autograder.data.fashion_mnist import class_names  # needs numpy

    with speaking(language):
        names = class_names()
    with in_english():
        return dict(zip(names, class_names(), strict=True))


def _same_cells(one: bytes, other: bytes) -> dict[str, str]:
    """Return the source of each cell in the other language, by what it is in the first."""
    pairs = zip(parse_cells(one), parse_cells(other), strict=True)
    return {cell.source: translated.source for cell, translated in pairs}


def _refuse_leaks(root: Path, name: str, folder: Path) -> None:
    leaks = find_leaks(source_notebooks(name, root), folder)
    if leaks:
        listed = "\n  ".join(map(str, leaks))
        raise CourseError(text("leaks.release-refused", name=name, listed=listed))
