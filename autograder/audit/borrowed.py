"""Solutions that borrow a function of another assignment, which students paste."""

import ast
from collections.abc import Iterator, Sequence
from functools import lru_cache
from pathlib import Path

from autograder.audit.answers import is_answer
from autograder.audit.needs import givers, names_of, needed
from autograder.grading.course import source_notebooks
from autograder.grading.marks import without_marks
from autograder.grading.reference import imports_only
from autograder.grading.submission.cells import Cell, read_cells

_BORROW, _FROM = "load_reference", "autograder.grading"


def pasted(source: str, root: Path) -> str:
    """Return a solution with what it borrows by load_reference("...")["..."] put before it.

    A student's process knows no reference, and no student has one. Raises CourseError.
    """
    if _BORROW not in source:
        return source
    borrower = _Borrower()
    tree = ast.fix_missing_locations(borrower.visit(ast.parse(source)))
    parts = [text for each in borrower.borrowed for text in _definition(root, *each)]
    return "\n\n".join([*dict.fromkeys(parts), ast.unparse(tree)])


class _Borrower(ast.NodeTransformer):
    """Puts the function's own name wherever one is borrowed."""

    def __init__(self) -> None:
        self.borrowed: list[tuple[str, str]] = []

    def visit_Subscript(self, node: ast.Subscript) -> ast.AST:
        call, name = node.value, node.slice
        if isinstance(call, ast.Call) and isinstance(name, ast.Constant) and _borrows(call):
            (of,) = call.args
            if isinstance(of, ast.Constant):
                self.borrowed.append((str(of.value), str(name.value)))
                return ast.Name(str(name.value), ast.Load())
        return self.generic_visit(node)

    def visit_ImportFrom(self, node: ast.ImportFrom) -> ast.AST:
        ours = (node.module or "").startswith(_FROM)
        return ast.Pass() if ours and any(each.name == _BORROW for each in node.names) else node


def _borrows(call: ast.Call) -> bool:
    return isinstance(call.func, ast.Name) and call.func.id == _BORROW and len(call.args) == 1


@lru_cache(maxsize=100)
def _definition(root: Path, assignment: str, name: str) -> tuple[str, ...]:
    """Return the sources of the cells that define a function, with the imports that they use."""
    cells = [cell for path in source_notebooks(assignment, root) for cell in read_cells(path)]
    sources = list(_sources(cells))
    names = [names_of(source) for source in sources]
    return tuple(sources[number] for number in sorted(needed(names, givers(names, [name]))))


def _sources(cells: Sequence[Cell]) -> Iterator[str]:
    for cell in cells:
        if cell.kind == "code":
            yield without_marks(cell.source) if is_answer(cell) else imports_only(cell.source)
