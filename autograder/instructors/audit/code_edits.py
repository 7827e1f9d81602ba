"""Python source in which nodes of its syntax tree are replaced; all other text keeps its form."""

import ast
from collections.abc import Iterator, Sequence
from functools import cached_property
from itertools import accumulate
from typing import TypeVar

Node = TypeVar("Node", bound=ast.AST)
Place = ast.expr | ast.stmt | ast.keyword

_NAMESPACES = {"np", "numpy", "scipy", "sp"}
_BINDS = (ast.BinOp, ast.UnaryOp, ast.Compare, ast.Attribute, ast.BoolOp)
_LOOSE = (ast.BinOp, ast.UnaryOp, ast.Compare, ast.BoolOp, ast.IfExp, ast.Lambda)


class Code:
    """A source, its tree, and the `lines` (from 1) in which it may be changed.

    Raises SyntaxError for what is no Python.
    """

    def __init__(self, source: str, lines: frozenset[int]) -> None:
        self.source = source
        self.lines = lines
        self.tree = ast.parse(source)
        self._rows = source.splitlines(keepends=True)
        self._starts = list(accumulate((len(row) for row in self._rows), initial=0))

    @cached_property
    def _parents(self) -> dict[ast.AST, ast.AST]:
        nodes = ast.walk(self.tree)
        return {child: node for node in nodes for child in ast.iter_child_nodes(node)}

    def nodes(self, kind: type[Node]) -> Iterator[Node]:
        """Yield the nodes of a kind that begin in the lines, as they stand in the source."""
        found = [node for node in ast.walk(self.tree) if isinstance(node, kind)]
        inside = [node for node in found if getattr(node, "lineno", 0) in self.lines]
        yield from sorted(inside, key=_position)

    def parent(self, node: ast.AST) -> ast.AST:
        """Return what a node is a part of; a module is a part of itself."""
        return self._parents.get(node, node)

    def function(self, node: ast.AST) -> ast.FunctionDef | None:
        """Return the innermost function around a node."""
        while not isinstance(node, ast.FunctionDef | ast.Module):
            node = self.parent(node)
        return node if isinstance(node, ast.FunctionDef) else None

    def parameters(self, node: ast.AST) -> list[str]:
        """Return the parameters of the function around a node, without self."""
        function = self.function(node)
        names = [each.arg for each in function.args.args] if function else []
        return [name for name in names if name != "self"]

    def text(self, node: Place) -> str:
        """Return a node's text, without parentheses around it."""
        start, end = self._span(node)
        return self.source[start:end]

    def operand(self, node: ast.expr) -> str:
        """Return a node's text, in parentheses where an operator beside it would divide it."""
        return f"({self.text(node)})" if isinstance(node, _LOOSE) else self.text(node)

    def replaced(self, node: Place, text: str) -> str:
        """Return the source with other text for a node."""
        start, end = self._span(node)
        return self.source[:start] + text + self.source[end:]

    def put(self, node: ast.expr, text: str) -> str:
        """Return the source with another expression for a node, in parentheses if need be."""
        return self.put_all([(node, text)])

    def put_all(self, edits: Sequence[tuple[ast.expr, str]]) -> str:
        """Return the source with other expressions for nodes of which none holds another."""
        source = self.source
        for node, text in sorted(edits, key=lambda edit: _position(edit[0]), reverse=True):
            start, end = self._span(node)
            parent = self.parent(node)
            inner = isinstance(parent, ast.Subscript) and parent.value is node
            loose = isinstance(ast.parse(text, mode="eval").body, _LOOSE)
            tight = loose and (inner or isinstance(parent, _BINDS))
            source = source[:start] + (f"({text})" if tight else text) + source[end:]
        return source

    def _span(self, node: Place) -> tuple[int, int]:
        start = self._offset(node.lineno, node.col_offset)
        line, column = node.end_lineno or node.lineno, node.end_col_offset or node.col_offset
        return start, self._offset(line, column)

    def _offset(self, line: int, column: int) -> int:
        """Return the place in the text; columns of a tree count bytes of UTF-8."""
        row = self._rows[line - 1].encode()[:column]
        return self._starts[line - 1] + len(row.decode())


def _position(node: ast.AST) -> tuple[int, int]:
    return getattr(node, "lineno", 0), getattr(node, "col_offset", 0)


def called(node: ast.AST) -> str:
    """Return the last part of what is called, 'max' for np.max(x), x.max() and max(x); or ''."""
    match node:
        case ast.Call(func=ast.Attribute(attr=name) | ast.Name(id=name)):
            return name
    return ""


def is_method(call: ast.Call) -> bool:
    """Return whether an array's method is called, x.max() and neither np.max(x) nor max(x)."""
    return isinstance(call.func, ast.Attribute) and not in_namespace(call)


def in_namespace(call: ast.Call) -> bool:
    """Return whether a function of numpy or scipy is called by its full name."""
    node: ast.expr = call.func
    while isinstance(node, ast.Attribute):
        node = node.value
    full = isinstance(call.func, ast.Attribute)
    return full and isinstance(node, ast.Name) and node.id in _NAMESPACES


def array_of(call: ast.Call) -> ast.expr | None:
    """Return the array that a function or a method is asked about."""
    if is_method(call) and isinstance(call.func, ast.Attribute):
        return call.func.value
    return call.args[0] if call.args else None


def keyword(call: ast.Call, name: str) -> ast.keyword | None:
    """Return an argument that is given by its name."""
    return next((each for each in call.keywords if each.arg == name), None)


def constant(node: ast.AST | None) -> object:
    """Return the value of a constant, also of a negative number; None for all else."""
    match node:
        case ast.Constant(value=value):
            return value
        case ast.UnaryOp(op=ast.USub(), operand=ast.Constant(value=int() | float() as value)):
            return -value
    return None


def call_text(code: Code, call: ast.Call, **changed: str | None) -> str:
    """Return a call with other arguments by name: None takes one away."""
    given = [code.text(each) for each in call.args]
    for each in call.keywords:
        if each.arg not in changed:
            given.append(code.text(each))
        elif changed[each.arg] is not None:
            given.append(f"{each.arg}={changed[each.arg]}")
    named = {each.arg for each in call.keywords}
    added = {name: value for name, value in changed.items() if name not in named}
    given += [f"{name}={value}" for name, value in added.items() if value is not None]
    return f"{code.text(call.func)}({', '.join(given)})"


def names_in(node: ast.AST) -> set[str]:
    """Return all names that a node reads or sets."""
    return {each.id for each in ast.walk(node) if isinstance(each, ast.Name)}
