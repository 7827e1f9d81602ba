"""The example class in English and in a pseudo-language: the same decisions, and other words."""

import ast
import contextlib
import platform
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from nbgrader.api import Gradebook

from autograder.findings.language import languages
from autograder.notebooks.cells import read_cells
from autograder.results import read_graded
from tests.conftest import ROOT
from tests.findings.test_pseudo import decided
from tests.journeys.two_languages import COMMANDS, DOWNLOADED, NAME, Journey, gone_through, prepared
from tests.journeys.unaltered import of_the_course, texts_of, unaltered
from tests.support.pseudo_language import PSEUDO, written

# What is called so in any language: programs, formats, licences, a user, numbers that are none,
# languages and their fonts.
NAMES = (
    *(part for each in languages().values() for part in (each.name, *each.fonts)),
    "bubblewrap",
    *(platform.system(), platform.release(), platform.machine()),
    "fashion_mnist",
    "spiral",
    "cifar",
    "MIT",
    "clause",
    "python",
    "root",
    "inf",
    "nan",
)
# The names of facets are what a hidden test says.
FACETS = ("loss", "gradient", "regularization", "stability", "inputs", "matrices", "agreement")
# What can't be done or isn't finished, and what a machine may lack.
FAIL = {name for name in COMMANDS if name.startswith(("no", "collect", "doctor"))} | {"check"}


@pytest.fixture(scope="module")
def journeys(tmp_path_factory: pytest.TempPathFactory) -> tuple[Journey, Journey]:
    """Go through the same course in English and in the pseudo-language."""
    folder = tmp_path_factory.mktemp("languages")
    prepared(folder / "english")
    shutil.copytree(folder / "english", folder / PSEUDO)
    more = written(folder / "more")
    return gone_through(folder / "english", ""), gone_through(folder / PSEUDO, PSEUDO, more)


@pytest.fixture(scope="module")
def names(journeys: tuple[Journey, Journey]) -> set[str]:
    """Return what is no word: students, files, programs, what code is called, and the field's."""
    course = journeys[1].folder
    found = {path.name for path in course.rglob("*") if "notebooks" not in path.parts}
    return _parts({*found, *NAMES, *FACETS, *DOWNLOADED, *_called(course), *_typed()})


def test_exit_codes(journeys: tuple[Journey, Journey]) -> None:
    """Does each command end as in English, and those that can be done well?"""
    english, other = journeys
    assert other.codes == english.codes
    assert {name for name in COMMANDS if english.codes[name]} <= FAIL, english.said


def test_same_decisions(journeys: tuple[Journey, Journey]) -> None:
    """Are points, facets, findings and the names of mistakes the same, in every notebook?"""
    english, other = (_results(each.folder) for each in journeys)
    assert len(english) > 10
    assert other == english


def test_same_gradebook(journeys: tuple[Journey, Journey]) -> None:
    """Has nbgrader's gradebook the same scores, and the same that wait for a person?"""
    english, other = (_scores(each.folder) for each in journeys)
    assert english and other == english


@pytest.mark.parametrize("command", COMMANDS)
def test_terminal(command: str, journeys: tuple[Journey, Journey], names: set[str]) -> None:
    """Is each word that the kit prints altered?"""
    said = " ".join(journeys[1].said[command].split())  # a table breaks lines anywhere
    assert said
    assert unaltered([said], of_the_course(ROOT), names) == []


def test_pages(journeys: tuple[Journey, Journey], names: set[str]) -> None:
    """Is each word that the kit writes on a page altered, labels and descriptions too?"""
    pages = list(journeys[1].pages())
    assert len(pages) > 10
    others = list(of_the_course(ROOT))
    found = {path.name: unaltered(texts_of(path), others, names) for path in pages}
    assert {name: texts for name, texts in found.items() if texts} == {}


def _results(course: Path) -> dict[str, Any]:
    return {
        f"{path.parent.parent.name}: {cell}": (
            result.points,
            decided(result.question) if result.question else None,
            result.ended.code if result.ended else None,
        )
        for path in sorted((course / "autograded").glob("*/*/*.ipynb"))
        for cell, result in read_graded(path.read_bytes()).tests.items()
    }


def _scores(course: Path) -> dict[str, Any]:
    with Gradebook(f"sqlite:///{course / 'gradebook.db'}") as book:
        return {
            f"{each.student.id}: {grade.name}": (grade.auto_score, grade.needs_manual_grade)
            for each in book.assignment_submissions(NAME)
            for notebook in each.notebooks
            for grade in notebook.grades
        }


def _typed() -> Iterator[str]:
    for words in COMMANDS.values():
        yield from words[1:]


def _called(course: Path) -> Iterator[str]:
    """Yield the names of a course's cells, and what its code has names for."""
    for path in course.glob("solutions/*/*.ipynb"):
        for cell in read_cells(path):
            yield cell.key
            with contextlib.suppress(SyntaxError):
                yield from _identifiers(cell.source if cell.kind == "code" else "")


def _identifiers(source: str) -> Iterator[str]:
    for node in ast.walk(ast.parse(source)):
        for name in ("id", "arg", "name", "attr"):
            if isinstance(found := getattr(node, name, None), str):
                yield found


def _parts(names: set[str]) -> set[str]:
    return {part for name in names for part in re.findall(r"[^\W\d_]+", name)}
