"""A handout in another language: prose, docstrings and comments are other ones, the code is not.

An entry's key is its cell's id. Of a text cell it holds the whole; of a code cell the docstrings
and comments, with a line `---` between one and the next: no code stands in a translation.
"""

import ast
import io
import textwrap
import tokenize
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from inspect import cleandoc
from pathlib import Path
from typing import Any

from autograder.course.folders import assignments
from autograder.findings.language import About, languages
from autograder.findings.translation import Entry, has_words, read_entries, state_of
from autograder.notebooks.cells import Cell, read_cell
from autograder.notebooks.marks import without_hidden_tests

TRANSLATIONS_FOLDER = "translations"
# In a notebook's metadata, the language of its handout.
KEY = "autograder_language"
_BETWEEN = "\n---\n"


class OtherCode(Exception):  # noqa: N818 - what it says of a translation is no error of a program
    """A translation that would change more of a cell than its docstrings and comments."""


@dataclass(frozen=True)
class _Words:
    """A docstring or comment: where it stands, as (line, column) from 0, and what it says."""

    start: tuple[int, int]
    end: tuple[int, int]
    said: str
    quotes: str = ""  # of a docstring

    def written(self, text: str) -> str:
        """Return another text in its place."""
        if not self.quotes:
            return "# " + " ".join(text.split())
        if "\n" not in text:
            return f"{self.quotes}{text}{self.quotes}"
        indent = " " * self.start[1]
        return f"{self.quotes}{textwrap.indent(text, indent).lstrip()}\n{indent}{self.quotes}"


def english_of(cell: Cell) -> str:
    """Return what of a cell is translated, '' for nothing."""
    source = without_hidden_tests(cell.source)
    if cell.kind != "code":
        return source if cell.kind == "markdown" and has_words(source) else ""
    return _BETWEEN.join(each.said for each in _words_of(source))


def translated_source(cell: Cell, text: str) -> str:
    """Return a cell's source with a translation of `english_of` it; raises OtherCode."""
    source = without_hidden_tests(cell.source)
    if cell.kind != "code":
        return text
    words, texts = _words_of(source), text.split(_BETWEEN)
    if len(words) != len(texts):
        raise OtherCode(cell.key)
    lines = source.split("\n")
    for each, other in reversed(list(zip(words, texts, strict=True))):
        (first, start), (last, end) = each.start, each.end
        new = lines[first][:start] + each.written(other) + lines[last][end:]
        lines[first : last + 1] = new.split("\n")
    found = "\n".join(lines)
    if not same_code(source, found) or len(_words_of(found)) != len(words):
        raise OtherCode(cell.key)
    return found


def same_code(one: str, other: str) -> bool:
    """Return whether two sources differ in nothing but docstrings and comments."""
    try:
        return _bare(one) == _bare(other)
    except (SyntaxError, ValueError):
        return one == other


def _bare(source: str) -> str:
    tree = ast.parse(source)
    for docstring in _docstrings(tree):
        docstring.value = ""
    return ast.dump(tree)


def _docstrings(tree: ast.AST) -> Iterator[ast.Constant]:
    """Yield what is the docstring of a function or class."""
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            match node.body[0]:
                case ast.Expr(value=ast.Constant(value=str()) as docstring):
                    yield docstring


def _words_of(source: str) -> list[_Words]:
    """Return the docstrings and comments of a source in order, none of what is no plain Python."""
    try:
        starts = {each.lineno for each in _docstrings(ast.parse(source))}
        tokens = list(tokenize.generate_tokens(io.StringIO(source).readline))
    except (SyntaxError, ValueError, tokenize.TokenError):
        return []
    found = (_words(token, starts) for token in tokens)
    return [each for each in found if each and has_words(each.said)]


def _words(token: tokenize.TokenInfo, docstrings: set[int]) -> _Words | None:
    start, end = (token.start[0] - 1, token.start[1]), (token.end[0] - 1, token.end[1])
    if token.type == tokenize.COMMENT:
        return _Words(start, end, token.string.lstrip("#").strip())
    if token.type != tokenize.STRING or token.start[0] not in docstrings:
        return None
    quotes = token.string[:3] if token.string[:3] in ('"""', "'''") else token.string[:1]
    if quotes not in ('"""', "'''", '"', "'"):  # a raw string
        return None
    return _Words(start, end, cleandoc(token.string[len(quotes) : -len(quotes)]), quotes)


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


def translated_mistakes(root: Path, assignment: str) -> list[Path]:
    """Return all files that have words of an assignment's mistakes in some language."""
    return sorted((root / TRANSLATIONS_FOLDER).glob(f"*/mistakes/{assignment}.toml"))


def in_source_language(
    root: Path, assignment: str, handout: Sequence[Mapping[str, Any]]
) -> dict[str, str]:
    """Return, by a cell's source in any language that the course has, what it is in English.

    What a student has left as it was handed out is then known, whichever handout it was.
    """
    cells = [read_cell(dict(node)) for node in handout]
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
