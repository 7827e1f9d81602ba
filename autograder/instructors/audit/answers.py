"""Solution cells as a student hands them in, and functions pasted from another assignment."""

import ast
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from autograder.course.folders import source_notebooks
from autograder.notebooks.cells import Cell, read_cells, reference_source
from autograder.notebooks.code import definers, dependencies, names_of
from autograder.notebooks.marks import marked_lines, without_marks


@dataclass(frozen=True)
class Answer:
    """The answer in a solution cell; `lines` (from 1) are those that students write."""

    cell: str
    source: str
    lines: frozenset[int]


def answers_of(cells: Sequence[Cell]) -> list[Answer]:
    """Return the answers in code that tests grade; what a person grades has none of their tests."""
    return [_answer(cell) for cell in cells if is_answer(cell) and not cell.grade]


def is_answer(cell: Cell) -> bool:
    """Return whether students write code in this cell."""
    return cell.kind == "code" and cell.solution


def _answer(cell: Cell) -> Answer:
    lines = list(marked_lines(cell.source))
    inside = {number for number, (_, within) in enumerate(lines, start=1) if within}
    everything = range(1, len(lines) + 1)  # without marks students get an empty cell
    return Answer(cell.key, without_marks(cell.source), frozenset(inside or everything))


_LOAD, _FROM = "load_reference", "autograder.judging"


def pasted(source: str, root: Path) -> str:
    """Return a solution with what it takes by load_reference("...")["..."] put before it.

    A student's process knows no reference, and no student has one. Raises CourseError.
    """
    if _LOAD not in source:
        return source
    paste = _PasteReferences()
    tree = ast.fix_missing_locations(paste.visit(ast.parse(source)))
    parts = [text for each in paste.referenced for text in _definition(root, *each)]
    return "\n\n".join([*dict.fromkeys(parts), ast.unparse(tree)])


class _PasteReferences(ast.NodeTransformer):
    """Puts the function's own name wherever it is loaded."""

    def __init__(self) -> None:
        self.referenced: list[tuple[str, str]] = []

    def visit_Subscript(self, node: ast.Subscript) -> ast.AST:
        call, name = node.value, node.slice
        if isinstance(call, ast.Call) and isinstance(name, ast.Constant) and _is_reference(call):
            (of,) = call.args
            if isinstance(of, ast.Constant):
                self.referenced.append((str(of.value), str(name.value)))
                return ast.Name(str(name.value), ast.Load())
        return self.generic_visit(node)

    def visit_ImportFrom(self, node: ast.ImportFrom) -> ast.AST:
        ours = (node.module or "").startswith(_FROM)
        return ast.Pass() if ours and any(each.name == _LOAD for each in node.names) else node


def _is_reference(call: ast.Call) -> bool:
    return isinstance(call.func, ast.Name) and call.func.id == _LOAD and len(call.args) == 1


@lru_cache(maxsize=100)
def _definition(root: Path, assignment: str, name: str) -> tuple[str, ...]:
    """Return the sources of the cells that define a function, with the imports that they use."""
    cells = [cell for path in source_notebooks(assignment, root) for cell in read_cells(path)]
    sources = list(_sources(cells))
    names = [names_of(source) for source in sources]
    return tuple(sources[number] for number in sorted(dependencies(names, definers(names, [name]))))


def _sources(cells: Sequence[Cell]) -> Iterator[str]:
    for cell in cells:
        if cell.kind == "code":
            yield without_marks(cell.source) if is_answer(cell) else reference_source(cell)
