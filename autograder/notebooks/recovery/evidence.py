"""What a cell shows of what it is, whatever an editor has done to it: names, words, headings."""

import ast
import contextlib
import re
import textwrap
import unicodedata
from functools import lru_cache
from itertools import pairwise

_MOST_PARSED = 200_000  # characters: what is longer, nobody has typed
_MOST_READ = 20_000  # of a text, for its words
_HEAD = re.compile(r"^(?:async\s+)?(?i:def|class)\s+(\w+)", re.MULTILINE)
_HEADING = re.compile(r"^#{1,6}[ \t]+(.*)$", re.MULTILINE)
_QUOTES = str.maketrans("\u2018\u2019\u201c\u201d\u2013\u2014", "''\"\"--")
_HIDDEN = re.compile(r"[\u200b-\u200f\u2060\ufeff]")
_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
_WORD = re.compile(r"[^\W_]{2,}")
_FEWEST_WORDS = 4


def plain_python(source: str) -> str:
    """Return code without what only a notebook has: magics become comments, line by line."""
    lines = textwrap.dedent(source).splitlines()
    return "\n".join(f"# {line}" if _is_magic(line) else line for line in lines)


def _is_magic(line: str) -> bool:
    return line.lstrip().startswith(("%", "!", "?")) or line.rstrip().endswith("?")


@lru_cache(maxsize=1000)
def definitions(source: str) -> dict[str, str]:
    """Return the functions and classes at a cell's top level by name, each with its lines.

    Code that is no Python is looked through for lines that begin one: a slip costs no name.
    """
    parsed = _parsed(source)
    if parsed is None:
        return _by_heads(source)
    found = {}
    body, lines = parsed
    for node in body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            first = min([node.lineno, *(each.lineno for each in node.decorator_list)])
            found[node.name] = "\n".join(lines[first - 1 : node.end_lineno])
    return found


def assigned(source: str) -> frozenset[str]:
    """Return the names that a cell assigns at its top level, one by one."""
    found = set()
    for node in _body(source) or ():
        targets = node.targets if isinstance(node, ast.Assign) else []
        found |= {target.id for target in targets if isinstance(target, ast.Name)}
    return frozenset(found)


def docstrings(source: str) -> frozenset[str]:
    """Return the first lines of the docstrings of a cell's functions and classes."""
    found = (
        ast.get_docstring(node)
        for node in _body(source) or ()
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef)
    )
    return frozenset(text.splitlines()[0] for text in found if text)


def is_stub(source: str) -> bool:
    """Return whether a cell's functions do nothing yet: they raise NotImplementedError, or pass."""
    body = _body(source) or []
    functions = [node for node in body if isinstance(node, _FUNCTIONS)]
    return bool(body) and len(functions) == len(body) and all(map(_is_open, functions))


def _is_open(function: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    return all(
        isinstance(node, ast.Pass)
        or (isinstance(node, ast.Raise) and "NotImplementedError" in ast.unparse(node))
        or (isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant))
        for node in function.body
    )


@lru_cache(maxsize=1000)
def plain_text(source: str) -> str:
    """Return a text without what editors change in it: white space, quotes, hidden characters."""
    text = unicodedata.normalize("NFKC", source[:_MOST_PARSED].translate(_QUOTES))
    return " ".join(_HIDDEN.sub("", text).split())


@lru_cache(maxsize=1000)
def words_in(source: str) -> frozenset[str]:
    """Return the words of a text."""
    return frozenset(_WORD.findall(plain_text(source[:_MOST_READ]).casefold()))


def headings(source: str) -> tuple[str, ...]:
    """Return the headings in a Markdown text."""
    found = _HEADING.findall(source[:_MOST_PARSED])
    return tuple(plain_text(each.rstrip("# \t\r")) for each in found)


def likeness(one: str, other: str) -> float:
    """Return the share of words that two texts have in common; 0 where there are few of them."""
    return share(words_in(one), words_in(other), plain_text(one) == plain_text(other))


def share(first: frozenset[str], second: frozenset[str], same: bool) -> float:
    """Return the share of words in common; of a few words, whether the texts are the `same`."""
    if min(len(first), len(second)) < _FEWEST_WORDS:
        return float(same)
    common = len(first & second)
    return common / (len(first) + len(second) - common)


def _body(source: str) -> list[ast.stmt] | None:
    parsed = _parsed(source)
    return parsed[0] if parsed else None


@lru_cache(maxsize=300)
def _parsed(source: str) -> tuple[list[ast.stmt], list[str]] | None:
    """Return the statements of a cell and the lines that they count, None if it is no Python."""
    if len(source) > _MOST_PARSED:
        return None
    for code in (textwrap.dedent(source), plain_python(source)):
        with contextlib.suppress(SyntaxError, ValueError, RecursionError, MemoryError):
            return ast.parse(code).body, code.split("\n")
    return None


def _by_heads(source: str) -> dict[str, str]:
    text = plain_python(source[:_MOST_PARSED])
    heads = list(_HEAD.finditer(text))
    ends = [*(head.start() for head in heads), len(text)]
    return {
        head[1]: text[start:end].rstrip()
        for head, (start, end) in zip(heads, pairwise(ends), strict=True)
    }
