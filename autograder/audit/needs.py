"""Which cells of a notebook others need: whoever defines the names that they use."""

import ast
import builtins
import symtable
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass

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


def needed(cells: Sequence[Names | None], roots: Iterable[int]) -> set[int]:
    """Return the numbers of the cells that the roots need, directly or not, and of the roots."""
    found: set[int] = set()
    waiting = list(roots)
    while waiting:
        number = waiting.pop()
        if number not in found:
            found.add(number)
            names = cells[number]
            waiting += givers(cells, names.takes) if names else ()
    return found


def givers(cells: Sequence[Names | None], wanted: Collection[str]) -> list[int]:
    """Return the numbers of the cells that define one of the names."""
    return [n for n, names in enumerate(cells) if names and not names.gives.isdisjoint(wanted)]


def _inner(table: symtable.SymbolTable) -> Iterator[symtable.SymbolTable]:
    for child in table.get_children():
        yield child
        yield from _inner(child)
