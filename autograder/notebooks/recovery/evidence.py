"""What a cell shows of what it is, whatever an editor has done to it: names, words, headings."""

import ast
import contextlib
import keyword
import re
import textwrap
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from itertools import pairwise

_MOST_PARSED = 200_000  # characters: what is longer, nobody has typed
_MOST_READ = 20_000  # of a text, for its words
_HEAD = re.compile(r"^(?:async\s+)?(?i:def|class)\s+(\w+)", re.MULTILINE)
_DEFINES = re.compile(
    r"^[ \t]*(?:(?:async |)def |class |\w+(?:, ?\w+)* ?(?::[^=\n]+)?= ?\S)", re.MULTILINE
)
_HEADING = re.compile(r"^#{1,6}[ \t]+(.*)$", re.MULTILINE)
_QUOTES = str.maketrans("\u2018\u2019\u201c\u201d\u2013\u2014", "''\"\"--")
_HIDDEN = re.compile(r"[\u200b-\u200f\u2060\ufeff]")
_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
_WORD = re.compile(r"[^\W_]{2,}")
FEWEST_WORDS = 4
_FENCE = re.compile(r"[ \t]*(`{3,}|~{3,})")
_THREE_WORDS = re.compile(r"\W*(\w+)[,;:]? [\w'\u2019]+[,;:]? [\w'\u2019]+")


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
            found[node.name] = "\n".join(lines[_first_line(node) - 1 : node.end_lineno])
    return found


def assigned(source: str) -> frozenset[str]:
    """Return the names that a cell assigns at its top level, one by one or several at once."""
    return frozenset(name for node in _body(source) or () for name in _targets(node))


def callables(source: str) -> frozenset[str]:
    """Return what a cell defines that can be called: a variable may be a lambda, or made of one."""
    known = definitions(source)
    found = set(known)
    for node in _body(source) or ():
        value = node.value if isinstance(node, ast.Assign | ast.AnnAssign) else None
        parts = [value, *value.args] if isinstance(value, ast.Call) else [value]
        if any(
            isinstance(each, ast.Lambda) or (isinstance(each, ast.Name) and each.id in known)
            for each in parts
        ):
            found |= set(_targets(node))
    return frozenset(found)


def part_of(source: str, names: frozenset[str]) -> str:
    """Return the lines of a cell that define some names: functions, classes and variables."""
    parsed = _parsed(source)
    if parsed is None:
        known = _by_heads(source)
        return "\n\n\n".join(known[name] for name in known if name in names)
    body, lines = parsed
    return "\n\n\n".join(
        "\n".join(lines[_first_line(node) - 1 : node.end_lineno])
        for node in body
        if names & {*_targets(node), getattr(node, "name", "")}
    )


def _targets(node: ast.stmt) -> Iterator[str]:
    """Yield the names to which a statement assigns."""
    targets: list[ast.expr] = []
    if isinstance(node, ast.Assign):
        targets = list(node.targets)
    elif isinstance(node, ast.AnnAssign) and node.value is not None:
        targets = [node.target]
    while targets:
        target = targets.pop()
        if isinstance(target, ast.Name):
            yield target.id
        elif isinstance(target, ast.Tuple | ast.List):
            targets += target.elts


def _first_line(node: ast.stmt) -> int:
    decorators: list[ast.expr] = getattr(node, "decorator_list", [])
    return min([node.lineno, *(each.lineno for each in decorators)])


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
        or (isinstance(node, ast.Raise) and _says_not_implemented(node))
        or (isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant))
        for node in function.body
    )


def _says_not_implemented(node: ast.Raise) -> bool:
    """Walk, and don't unparse: that calls itself, and what a student writes may be deep."""
    inner = ast.walk(node)
    return any(isinstance(each, ast.Name) and each.id == "NotImplementedError" for each in inner)


def code_in_text(source: str) -> str:
    """Return the code in a text: what stands between fences, or else all of it."""
    found, fence, fenced = list[str](), "", False
    for line in source[:_MOST_PARSED].splitlines():
        mark = _FENCE.match(line)
        if mark and not fence:
            fence, fenced = mark[1], True
        elif fence and line.strip() == fence:
            fence = ""
        elif fence:
            found.append(line)
    return "\n".join(found) if fenced else source


def is_fenced(source: str) -> bool:
    """Return whether a text holds code between fences."""
    return code_in_text(source) != source


def defines(source: str) -> bool:
    """Return whether a text has a line that begins a function or a class, or assigns a variable."""
    return len(source) <= _MOST_PARSED and bool(_DEFINES.search(source))


def is_python(source: str) -> bool:
    """Return whether a text is Python, and says something."""
    return bool(_body(source))


def can_be_python(source: str) -> bool:
    """Return whether a text is Python, if only white space or comments."""
    return _parsed(source) is not None


def is_prose(source: str) -> bool:
    """Return whether what stands in a code cell is no code, but begins as a sentence does."""
    found = _THREE_WORDS.match(source.lstrip()[:_MOST_READ])
    if found is None or keyword.iskeyword(found[1]):
        return False
    return _parsed(source) is None


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
    if min(len(first), len(second)) < FEWEST_WORDS:
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
