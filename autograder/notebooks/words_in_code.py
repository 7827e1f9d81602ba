"""What of a cell's code people read: docstrings, comments and texts that it shows.

All else is code. Words in another language are proved to be no other code: the syntax trees are
equal but for a one-to-one renaming of texts, and an f-string has the same values, in any order.
"""

import ast
import io
import re
import textwrap
import tokenize
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from inspect import cleandoc
from typing import Literal

from autograder.findings.translation import has_words

# Which texts are words: none, those of several words, or single ones, too, where one is shown.
Texts = Literal["none", "sentences", "all"]

_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
# Arguments that are words on a picture, by their names; and options of a picture given as a dict.
_LABELS = ("title", "label", "xlabel", "ylabel", "caption")
_SHOWS = ("print", "plots")
_WORD = re.compile(r"[A-Za-z]{2}")
_SEVERAL = re.compile(r"\S\s+\S")
_PIECE = re.compile(r"""\s*([fF]?)("|')((?:\\.|(?!\2)[^\\\n])*)\2\s*""")


@dataclass(frozen=True)
class _Words:
    """Words and where they stand, as (line, column) from 0, with what stands around them.

    Around a comment is nothing: a docstring has quotes, and a text has them with its prefix.
    """

    start: tuple[int, int]
    end: tuple[int, int]
    said: str
    quotes: str = ""
    is_text: bool = False

    def written(self, text: str) -> str:
        """Return another text in its place."""
        if self.is_text:
            return f"{self.quotes}{text}{self.quotes[-1]}"
        if not self.quotes:
            return "# " + " ".join(text.split())
        if "\n" not in text:
            return f"{self.quotes}{text}{self.quotes}"
        indent = " " * self.start[1]
        return f"{self.quotes}{textwrap.indent(text, indent).lstrip()}\n{indent}{self.quotes}"


def words_of(source: str, which: Texts = "none") -> list[str]:
    """Return the docstrings and comments of a source in order, then each of its texts once.

    Of what is no plain Python there are none.
    """
    found = _all_words(source, which)
    texts = dict.fromkeys(each.said for each in found if each.is_text)
    return [each.said for each in found if not each.is_text] + list(texts)


def with_words(source: str, others: Sequence[str], which: Texts = "none") -> str:
    """Return a source with others in place of its words; ValueError if it would be other code."""
    known = words_of(source, which)
    if len(known) != len(others):
        raise ValueError(source)
    found = _all_words(source, which)
    count = sum(not each.is_text for each in found)
    texts = dict(zip(known[count:], others[count:], strict=True))
    comments = iter(others[:count])
    new = [(each, texts[each.said] if each.is_text else next(comments)) for each in found]
    lines = source.split("\n")
    for each, other in sorted(new, key=lambda pair: pair[0].start, reverse=True):
        (first, start), (last, end) = each.start, each.end
        whole = lines[first][:start] + each.written(other) + lines[last][end:]
        lines[first : last + 1] = whole.split("\n")
    made = "\n".join(lines)
    if not same_code(source, made, which) or len(words_of(made)) != count:
        raise ValueError(source)
    return made


def same_code(one: str, other: str, which: Texts = "none") -> bool:
    """Return whether two sources differ in nothing but docstrings, comments and such texts."""
    try:
        trees = _bare(one), _bare(other)
    except (SyntaxError, ValueError):
        return one == other
    return _Comparison(_texts_in(trees[0], which)).alike(*trees)


def _bare(source: str) -> ast.Module:
    """Return the syntax tree of a source with empty docstrings."""
    tree = ast.parse(source)
    for docstring in _docstrings(tree):
        docstring.value = ""
    return tree


class _Comparison:
    """Compares a tree with one in which `texts` may be others: equal ones equal, and vice versa."""

    def __init__(self, texts: set[object]) -> None:
        self._texts = texts
        self._renamed: dict[str, str] = {}
        self._named_so: dict[str, str] = {}

    def alike(self, one: object, other: object) -> bool:
        """Return whether two nodes, lists of nodes or values are the same but for texts."""
        if type(one) is not type(other):
            return False
        if isinstance(one, list) and isinstance(other, list):
            return len(one) == len(other) and all(map(self.alike, one, other))
        if isinstance(one, ast.JoinedStr) and one in self._texts and isinstance(other, ast.AST):
            return self._same_values(one, other)
        if isinstance(one, ast.Constant) and isinstance(other, ast.Constant):
            return self._constants(one.value, other.value) and one.kind == other.kind
        if isinstance(one, ast.AST):
            return all(self.alike(getattr(one, f), getattr(other, f)) for f in one._fields)
        return bool(one == other)

    def _same_values(self, one: ast.JoinedStr, other: ast.AST) -> bool:
        fields = (each for each in one.values if isinstance(each, ast.FormattedValue))
        kept = [text.value for each in fields for text in _strings(each)]
        return _values(one) == _values(other) and all(map(self._constants, kept, kept))

    def _constants(self, one: object, other: object) -> bool:
        if not isinstance(one, str) or not isinstance(other, str):
            return type(one) is type(other) and one == other
        if one != other and one not in self._texts:
            return False
        renamed = self._renamed.setdefault(one, other) == other
        return renamed and self._named_so.setdefault(other, one) == one


def _strings(node: ast.AST) -> Iterator[ast.Constant]:
    for each in ast.walk(node):
        if isinstance(each, ast.Constant) and isinstance(each.value, str):
            yield each


def _values(node: ast.AST) -> list[str]:
    found = node.values if isinstance(node, ast.JoinedStr) else []
    return sorted(ast.dump(each) for each in found if isinstance(each, ast.FormattedValue))


def _docstrings(tree: ast.AST) -> Iterator[ast.Constant]:
    """Yield what is the docstring of a function or class."""
    for node in ast.walk(tree):
        if isinstance(node, _FUNCTIONS):
            match node.body[0]:
                case ast.Expr(value=ast.Constant(value=str()) as docstring):
                    yield docstring


@lru_cache(maxsize=256)  # of a cell they are asked for several times in a row
def _all_words(source: str, which: Texts) -> tuple[_Words, ...]:
    """Return docstrings and comments with words, then texts, as often as they stand there."""
    try:
        tree = ast.parse(source)
        tokens = list(tokenize.generate_tokens(io.StringIO(source).readline))
    except (SyntaxError, ValueError, tokenize.TokenError):
        return ()
    starts = {each.lineno for each in _docstrings(tree)}
    found = (_words(token, starts) for token in tokens)
    for docstring in _docstrings(tree):
        docstring.value = ""
    return (
        *(each for each in found if each and has_words(each.said)),
        *_texts(source, tree, which),
    )


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


def _texts(source: str, tree: ast.AST, which: Texts) -> Iterator[_Words]:
    """Yield the texts of a source that are words, each where it stands."""
    wanted, lines = _texts_in(tree, which), source.split("\n")
    for node, _ in _literals(tree):
        if (node.value if isinstance(node, ast.Constant) else node) not in wanted:
            continue
        piece = _piece(ast.get_source_segment(source, node) or "")
        if piece:
            assert node.end_lineno is not None and node.end_col_offset is not None  # noqa: S101
            start = node.lineno - 1, _column(lines[node.lineno - 1], node.col_offset)
            end = node.end_lineno - 1, _column(lines[node.end_lineno - 1], node.end_col_offset)
            yield _Words(start, end, *piece, is_text=True)


def _column(line: str, offset: int) -> int:
    return len(line.encode()[:offset].decode())


def _piece(literal: str) -> tuple[str, str] | None:
    """Return what stands between a literal's quotes, and what before; None for one of no such kind.

    One of several pieces comes as one.
    """
    pieces, place = [], 0
    while place < len(literal):
        found = _PIECE.match(literal, place)
        if not found:
            return None
        pieces.append(found)
        place = found.end()
    if not pieces:
        return None
    prefix = "f" if any(each[1] for each in pieces) else ""
    said = (
        each[3] if each[1] or not prefix else each[3].replace("{", "{{").replace("}", "}}")
        for each in pieces
    )
    return "".join(said), f"{prefix}{pieces[0][2]}"


def _literals(tree: ast.AST) -> Iterator[tuple[ast.Constant | ast.JoinedStr, ast.AST]]:
    """Yield the texts of a tree with the nodes that they stand in, none within an f-string."""
    waiting: list[tuple[ast.AST, ast.AST]] = [(tree, tree)]
    while waiting:
        node, above = waiting.pop(0)
        if isinstance(node, ast.JoinedStr) or (
            isinstance(node, ast.Constant) and isinstance(node.value, str)
        ):
            yield node, above
            continue
        waiting[:0] = [(each, node) for each in ast.iter_child_nodes(node)]


def _texts_in(tree: ast.AST, which: Texts) -> set[object]:
    """Return the texts of a tree that are words: plain ones as they are, f-strings as nodes."""
    found: set[object] = set()
    for node, above in _literals(tree) if which != "none" else ():
        if isinstance(node, ast.JoinedStr):
            plain = (n.value for n in node.values if isinstance(n, ast.Constant))
            if _WORD.search(" ".join(map(str, plain))):
                found.add(node)
        elif _WORD.search(str(node.value)) and has_words(str(node.value)):
            shown = which == "all" and _is_shown(node, above)
            if shown or _has_sentence([node]) or _is_listed_with_sentence(above):
                found.add(node.value)
    return found


def _has_sentence(nodes: Sequence[ast.AST]) -> bool:
    return any(isinstance(n, ast.Constant) and _SEVERAL.search(str(n.value)) for n in nodes)


def _is_listed_with_sentence(above: ast.AST) -> bool:
    """Return whether a list of nothing but texts has one of several words: then all are words."""
    if not isinstance(above, ast.List | ast.Tuple):
        return False
    texts = all(isinstance(n, ast.Constant) and isinstance(n.value, str) for n in above.elts)
    return texts and _has_sentence(above.elts)


def _is_shown(node: ast.Constant, above: ast.AST) -> bool:
    """Return whether a single word stands where people read it, and is no option of a function."""
    match above:
        case ast.keyword(arg=name):
            return name in _LABELS
        case ast.Dict():
            return node.value not in _LABELS
        case ast.Call(func=ast.Name(id=name) | ast.Attribute(value=ast.Name(id=name))):
            return name in _SHOWS
        case ast.Subscript() | ast.Call():
            return False
    return True
