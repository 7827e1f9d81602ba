"""Code as a row of tokens in which names that a student chose are all the same."""

import ast
import builtins
import io
import keyword
import tokenize
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

_MOST_CHARACTERS = 100_000
_BUILTIN = frozenset(dir(builtins))
_LAYOUT = {tokenize.NEWLINE, tokenize.INDENT, tokenize.DEDENT}
_NOTHING = {tokenize.COMMENT, tokenize.NL, tokenize.ENDMARKER, tokenize.ENCODING}
_TEXTS = {"FSTRING_START", "FSTRING_MIDDLE", "FSTRING_END", "STRING"}
NAME, TEXT = "name", "text"


@dataclass(frozen=True)
class Token:
    """A token as it is compared, and the line where it stands, from 1."""

    text: str
    line: int


def tokens_of(source: str, known: frozenset[str] = frozenset()) -> list[Token]:
    """Return the tokens of a cell without comments, docstrings and layout.

    Names become one word but for keywords, built-in ones, attributes, and those `known`; texts
    become one word; numbers are compared by value. What comes behind an error is left out.
    """
    found: list[Token] = []
    before, start = "", True
    raw = list(_raw(source[:_MOST_CHARACTERS]))
    for place, token in enumerate(raw):
        if token.type in _LAYOUT:
            start = True
            continue
        following = raw[place + 1].type if place + 1 < len(raw) else tokenize.NEWLINE
        docstring = start and token.type == tokenize.STRING and following in _LAYOUT
        if not docstring:
            found.append(Token(_word(token, before, known), token.start[0]))
        before, start = token.string, False
    return found


def import_bindings(sources: Iterable[str]) -> frozenset[str]:
    """Return the names that imports bind in cells, those after `as`."""
    names = set()
    for source in sources:
        try:
            tree = ast.parse(source)
        except (SyntaxError, ValueError, RecursionError):  # a magic, or a stub that is no Python
            continue
        for node in ast.walk(tree):
            if isinstance(node, ast.Import | ast.ImportFrom):
                names |= {(each.asname or each.name).partition(".")[0] for each in node.names}
    return frozenset(names)


def _raw(source: str) -> Iterator[tokenize.TokenInfo]:
    try:
        for token in tokenize.generate_tokens(io.StringIO(source).readline):
            if token.type not in _NOTHING:
                yield token
    except (tokenize.TokenError, SyntaxError, ValueError):  # the rest is no Python
        return


def _word(token: tokenize.TokenInfo, before: str, known: frozenset[str]) -> str:
    if tokenize.tok_name[token.type] in _TEXTS:
        return TEXT
    if token.type == tokenize.NUMBER:
        return _number(token.string)
    if token.type != tokenize.NAME:
        return token.string
    fixed = keyword.iskeyword(token.string) or token.string in _BUILTIN or token.string in known
    return token.string if fixed or before == "." else NAME


def _number(text: str) -> str:
    try:
        return repr(float(text.replace("_", "")))
    except ValueError:  # hexadecimal, or imaginary
        return text
