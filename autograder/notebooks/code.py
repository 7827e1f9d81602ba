"""What code defines, imports and uses, told from its syntax tree."""

import ast
import builtins
import symtable
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any


def defined_names(source: str) -> Iterator[str]:
    """Yield the functions, classes and variables that a cell defines at its top level."""
    try:
        body = ast.parse(source).body
    except (SyntaxError, ValueError):  # a magic, or a stub that is no Python
        return
    for node in body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            yield node.name
        if isinstance(node, ast.Assign):
            yield from (target.id for target in node.targets if isinstance(target, ast.Name))


def imported_modules(source: str) -> Iterator[str]:
    """Yield the modules that a cell may import at its top level, `a.b` for `from a import b`."""
    try:
        body = ast.parse(source).body
    except (SyntaxError, ValueError):
        return
    for node in body:
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        if isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


_BUILT_IN = frozenset(dir(builtins))


@dataclass(frozen=True)
class Names:
    """Names that a cell gives to others, and those that it takes from others."""

    gives: frozenset[str] = frozenset()
    takes: frozenset[str] = frozenset()


def names_of(source: str) -> Names | None:
    """Return a cell's names, None for one that is no plain Python (a magic)."""
    try:
        table = symtable.symtable(source, "cell", "exec")
    except (SyntaxError, ValueError):
        return None
    top = table.get_symbols()
    gives = {each.get_name() for each in top if each.is_assigned() or each.is_imported()}
    takes = {each.get_name() for each in top if each.is_referenced()}
    for inner in _inner(table):
        for each in inner.get_symbols():
            if each.is_global() and each.is_referenced():
                takes.add(each.get_name())
            if each.is_declared_global() and each.is_assigned():
                gives.add(each.get_name())
    return Names(frozenset(gives), frozenset(takes - _BUILT_IN))


def texts_in(source: str) -> set[str]:
    """Return the texts in a cell: a test names the functions that it grades."""
    try:
        nodes = ast.walk(ast.parse(source))
    except (SyntaxError, ValueError):
        return set()
    found = (node.value for node in nodes if isinstance(node, ast.Constant))
    return {value for value in found if isinstance(value, str)}


def dependencies(cells: Sequence[Names | None], roots: Iterable[int]) -> set[int]:
    """Return the numbers of the cells that the roots need, directly or not, and of the roots."""
    found: set[int] = set()
    waiting = list(roots)
    while waiting:
        number = waiting.pop()
        if number not in found:
            found.add(number)
            names = cells[number]
            waiting += definers(cells, names.takes) if names else ()
    return found


def definers(cells: Sequence[Names | None], wanted: Collection[str]) -> list[int]:
    """Return the numbers of the cells that define one of the names."""
    return [n for n, names in enumerate(cells) if names and not names.gives.isdisjoint(wanted)]


def _inner(table: symtable.SymbolTable) -> Iterator[symtable.SymbolTable]:
    for child in table.get_children():
        yield child
        yield from _inner(child)


@lru_cache(maxsize=1000)
def imports_only(source: str) -> str:
    """Return the import statements at the top level of a cell, '' if it isn't plain Python."""
    return _kept(source, ast.Import | ast.ImportFrom)


@lru_cache(maxsize=1000)
def imports_and_definitions(source: str) -> str:
    """Return a cell's imports, functions and classes, '' if it isn't plain Python."""
    definitions = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef
    return _kept(source, ast.Import | ast.ImportFrom | definitions)


def _kept(source: str, kinds: Any) -> str:  # noqa: ANN401 - what isinstance takes
    try:
        tree = ast.parse(source)
    except SyntaxError:  # a magic, for example
        return ""
    return "\n".join(ast.unparse(node) for node in tree.body if isinstance(node, kinds))
