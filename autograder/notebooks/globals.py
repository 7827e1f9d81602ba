"""Which global names the functions of code read, bind and change, told from its syntax tree."""

import ast
import symtable
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache


@dataclass(frozen=True)
class Globals:
    """Names of a notebook that code uses: `read` and `bound` by its functions, once they run.

    `touched` are those whose object is written into, or whose method is called as a statement,
    anywhere; `given` those that statements at the top level bind, but for imports and definitions.
    """

    read: frozenset[str] = frozenset()
    bound: frozenset[str] = frozenset()
    touched: frozenset[str] = frozenset()
    given: frozenset[str] = frozenset()


@lru_cache(maxsize=500)
def globals_of(source: str) -> Globals:
    """Return the names of a cell, none for one that is no plain Python."""
    try:
        table, tree = symtable.symtable(source, "cell", "exec"), ast.parse(source)
    except (SyntaxError, ValueError):
        return Globals()
    inner = [each for child in table.get_children() for each in _tables(child)]
    symbols = [symbol for each in inner for symbol in each.get_symbols() if symbol.is_global()]
    local = {s.get_name() for each in inner for s in each.get_symbols() if s.is_local()}
    defined = {node.name for node in tree.body if isinstance(node, _DEFINITIONS)}
    imported = {s.get_name() for s in table.get_symbols() if s.is_imported()}
    assigned = {s.get_name() for s in table.get_symbols() if s.is_assigned()}
    return Globals(
        frozenset(symbol.get_name() for symbol in symbols if symbol.is_referenced()),
        frozenset(symbol.get_name() for symbol in symbols if symbol.is_assigned()),
        frozenset(set(_touched(tree)) - local - imported),
        frozenset(assigned - imported - defined),
    )


_DEFINITIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)


def _tables(table: symtable.SymbolTable) -> Iterator[symtable.SymbolTable]:
    yield table
    for child in table.get_children():
        yield from _tables(child)


def _touched(tree: ast.AST) -> Iterator[str]:
    """Yield the names that code writes into, or calls a method of as a statement."""
    for node in ast.walk(tree):
        stored = isinstance(node, ast.Attribute | ast.Subscript) and not isinstance(
            node.ctx, ast.Load
        )
        if stored or (isinstance(node, ast.Expr) and isinstance(node.value, ast.Call)):
            yield from _root(node.value.func if isinstance(node, ast.Expr) else node)  # type: ignore[attr-defined,arg-type]


def _root(node: ast.expr) -> Iterator[str]:
    """Yield the name that an attribute or an item of it is reached from."""
    inner = node
    while isinstance(inner, ast.Attribute | ast.Subscript):
        inner = inner.value
    if isinstance(inner, ast.Name) and inner is not node:
        yield inner.id
