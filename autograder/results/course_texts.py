"""What a course's own tests say of a submission, in the language in force.

Names of inputs, names of facets of several words, and what an author's own question has seen stand
in test cells, which are English. What students see of these is translated with the notebook; what
hidden tests say, in a file of its own.
"""

import re
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager
from functools import lru_cache
from pathlib import Path

from autograder.course.folders import CourseError, course_root
from autograder.findings import text
from autograder.findings.language import folder_of, language
from autograder.findings.own_texts import rewritten, saying
from autograder.findings.translation import read_entries
from autograder.notebooks.translation import pairs_in, tests_translation, translation_file

_SEVERAL = re.compile(r"\S\s+\S")
# What stands in a template's braces: a word, a number or a shape, or a text that is known.
_VALUE = re.compile(r"\S*|\([\d, ]*\)")


class _OtherValue(Exception):  # noqa: N818 - a text that only looks like one of a template
    """What would stand in a template's braces is none of its values."""


def saying_texts_of(assignment: str, root: Path | None = None) -> AbstractContextManager[None]:
    """Within, what an assignment's tests say is said in the language in force."""
    return saying(lambda said: in_words(said, assignment, root))


def in_words(said: str, assignment: str, root: Path | None = None) -> str:
    """Return a text of an assignment's tests in the language in force; any other as it is."""
    known = _texts(assignment, root) if language() else {}
    return _said(said, known)


def _said(said: str, known: Mapping[str, str]) -> str:
    if said in known:
        return known[said]
    parts = said.split(", ")
    named = [each for each in parts if each in known]
    if named and all(each in known or each.isidentifier() for each in parts):
        return text("comma").join(known.get(each, each) for each in parts)

    def value(part: str) -> str:
        found = _said(part, known)
        if found == part and not _VALUE.fullmatch(part):
            raise _OtherValue
        return found

    for english, other in known.items():
        try:
            if "{" in english and (found := rewritten(said, english, other, value)) is not None:
                return found
        except _OtherValue:
            continue
    return said


def _texts(assignment: str, root: Path | None) -> Mapping[str, str]:
    spoken = language()
    if folder_of(spoken) is None:
        return {}
    try:
        base = root or course_root()
    except CourseError:  # no course here
        return {}
    files = translation_file(base, spoken, assignment), tests_translation(base, spoken, assignment)
    return _read(*((path, _changed(path)) for path in files))


def _changed(path: Path) -> int:
    try:
        return path.stat().st_mtime_ns
    except OSError:
        return 0


@lru_cache(maxsize=32)
def _read(notebook: tuple[Path, int], tests: tuple[Path, int]) -> Mapping[str, str]:
    """Return all texts of several words; of templates first those with the most words of theirs."""
    found = dict(sorted(_pairs(notebook[0], tests[0]), key=lambda pair: -_own(pair[0])))
    return {english: other for english, other in found.items() if other}


def _own(template: str) -> int:
    return len(re.sub("{[^{}]*}", "", template))


def _pairs(notebook: Path, tests: Path) -> Iterator[tuple[str, str]]:
    try:
        entries = [*read_entries(notebook).values(), *read_entries(tests).values()]
    except (OSError, ValueError):  # a spoilt file: English is read
        return
    for entry in entries:
        for english, other in pairs_in(entry):
            if "\n" not in english and _SEVERAL.search(english):
                yield english, other
