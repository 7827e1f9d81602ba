"""Where each test of a notebook runs, and what its neighbours then need of it.

A test that runs with the student's code leaves no name behind, and finds none that earlier tests
have left: their imports, functions and values are run for it, and its own for those that stay
apart.
"""

import ast
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from autograder.engine.submission.cell_runs import CellToRun, Place
from autograder.engine.submission.handout_names import Statement, statements

# What a specification may say of a test that doesn't run apart.
TOGETHER: tuple[Place, ...] = ("after", "within")


def placed(cells: Sequence[CellToRun], places: Mapping[str, Place]) -> tuple[CellToRun, ...]:
    """Return the cells with their places, by the keys of tests; the rest runs as it did."""
    if not places:
        return tuple(cells)
    moved = [
        replace(cell, place=places.get(cell.key, "apart")) if cell.role == "test" else cell
        for cell in cells
    ]
    parts = [list(statements(cell.source)) if cell.role == "test" else [] for cell in moved]
    return tuple(
        cell if cell.role != "test" else _with_names(number, moved, parts)
        for number, cell in enumerate(moved)
    )


def _with_names(
    number: int, cells: Sequence[CellToRun], parts: Sequence[Sequence[Statement]]
) -> CellToRun:
    cell = cells[number]
    if cell.apart or cell.place == "kernel":
        return cell
    before = [each for earlier in parts[:number] for each in earlier]
    behind = zip(cells[number + 1 :], parts[number + 1 :], strict=True)
    later = {name for other, its in behind if other.apart for name in _taken(its)}
    if cell.place == "ruled":
        before = []
    wanted = _taken(parts[number])
    return replace(cell, before=_giving(before, wanted), needed=_giving(parts[number], later))


def _taken(parts: Iterable[Statement]) -> set[str]:
    """Return the names that a cell takes from others: not those that it binds before."""
    own, found = set[str](), set[str]()
    for each in parts:
        (node,) = ast.parse(each.source).body
        bound = each.gives if isinstance(node, ast.For | ast.With) else frozenset[str]()
        found |= each.takes - own - bound
        own |= each.gives
    return found


def _defines(each: Statement) -> bool:
    """Return whether a statement is run for its names, and not for what it does."""
    (node,) = ast.parse(each.source).body
    return not isinstance(node, ast.For | ast.While | ast.Try | ast.With | ast.If | ast.Assert)


def _giving(known: Sequence[Statement], names: Iterable[str]) -> str:
    """Return the statements that give the names, and what these need of one another, as code."""
    known = [each for each in known if _defines(each)]
    wanted, found = set(names), set[int]()
    own = {name for each in known if not each.imports for name in each.gives}
    before = -1
    while len(found) > before:
        before = len(found)
        for number, each in enumerate(known):
            if not wanted.isdisjoint(each.gives | (each.touches & own)):
                found.add(number)
                wanted |= each.takes
    return "\n".join(known[number].source for number in sorted(found))
