"""How much of the course is there in another language, and what of it is stale or still English?

    python benchmarks/languages.py [LANGUAGE] [--json]

`messages` are those that students read; `translated`, `missing` and `stale` count all texts of the
files that the language has. A page is a handout: it is mixed if a sentence in it is English, in its
prose or in a text that its code shows. Those of code are counted by themselves, too
(`sentences_in_code`).
"""

import argparse
import ast
import json
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from autograder.course.folders import RELEASE_FOLDER, source_notebooks
from autograder.findings.language import languages
from autograder.findings.translation import read_entries
from autograder.gradebook.translated_handout import in_language
from autograder.instructors.authoring.translations import MESSAGES, parts, troubles
from autograder.notebooks.cells import Cell, parse_cells
from autograder.notebooks.translation import (
    english_of,
    translated_assignments,
    translation_file,
)

ROOT = Path(__file__).resolve().parents[1]
SENTENCE = re.compile(r"\b[A-Za-z][a-z']+,? [a-z]{2,}\b|\b[a-z]{2,},? [A-Za-z][a-z']+\b")
NO_PROSE = re.compile(
    r"\$\$.*?\$\$|\$[^$]*\$|`[^`]*`|<[^<>]*>|\]\([^)]*\)|\w+\([^()]*\)|{[^{}]*}", re.DOTALL
)


def in_prose(cell: Cell) -> bool:
    """Return whether a text cell, a docstring or a comment holds an English sentence."""
    said = cell.source if cell.kind == "markdown" else english_of(cell)
    return bool(SENTENCE.search(_said(said)))


def _said(text: str) -> str:
    """Return a text without code, formulas and values."""
    return NO_PROSE.sub(" | ", text)


def in_code(cell: Cell) -> Iterator[str]:
    """Yield the English sentences in a code cell's texts, without its docstrings."""
    try:
        tree = ast.parse(cell.source if cell.kind == "code" else "")
    except SyntaxError:  # a magic
        return
    docstrings = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef | ast.ClassDef) and isinstance(node.body[0], ast.Expr)
    }
    for node in ast.walk(tree):
        shown = isinstance(node, ast.Constant) and id(node) not in docstrings
        if shown and isinstance(node.value, str) and SENTENCE.search(_said(node.value)):
            yield node.value


def handouts(language: str) -> Iterator[tuple[str, list[Cell]]]:
    """Yield the cells of each translated notebook, as a student gets them."""
    about = languages()[language]
    for name in translated_assignments(ROOT, language):
        entries = read_entries(translation_file(ROOT, language, name))
        for source in source_notebooks(name, ROOT):
            released = ROOT / RELEASE_FOLDER / name / source.name
            yield (
                source.stem,
                parse_cells(in_language(released.read_bytes(), language, entries, about)),
            )


def measured(language: str) -> dict[str, Any]:
    """Return the figures of a language."""
    found = parts(ROOT, language)
    states = Counter(state for part in found for state in part.states().values())
    pages = {
        name: ([c.key for c in cells if in_prose(c)], [t for c in cells for t in in_code(c)])
        for name, cells in handouts(language)
    }
    return {
        "language": language,
        "messages": sum(len(part.wanted) for part in found if part.name == MESSAGES),
        "texts": sum(states.values()),
        "translated": states["translated"],
        "missing": states["missing"],
        "stale": states["stale"],
        "troubles": sum(len(troubles(part)) for part in found),
        "pages": len(pages),
        "mixed_prose": sum(bool(prose) for prose, _ in pages.values()),
        "mixed_pages": sum(bool(prose or code) for prose, code in pages.values()),
        "sentences_in_code": {name: len(code) for name, (_, code) in pages.items()},
        "parts": {part.name: list(part.states().values()).count("translated") for part in found},
    }


def main() -> None:
    """Measure one language, and print it."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("language", nargs="?", default="zh")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    given = parser.parse_args()
    figures = measured(given.language)
    if given.json:
        print(json.dumps(figures, ensure_ascii=False))
        return
    table = Table("figure", given.language)
    for name, value in figures.items():
        table.add_row(name, json.dumps(value, ensure_ascii=False))
    Console().print(table)


if __name__ == "__main__":
    main()
