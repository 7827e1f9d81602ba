"""What Rebuild tells ExecuteApart about a cell, in the metadata of the notebook between them."""

from collections.abc import Iterable, Iterator

from nbformat import NotebookNode

from autograder.grading.running.cells import ROLES, RunCell
from autograder.grading.submission.names import defined_names
from autograder.grading.submission.rebuild import RebuiltCell

_MARK = "autograder"


def mark_cell(node: NotebookNode, part: RebuiltCell) -> None:
    """Write down a cell's role and the imports that the handout has in it."""
    node.metadata[_MARK] = {"role": part.role, "imports": part.imports}


def mark_notebook(node: NotebookNode, solution_sources: Iterable[str]) -> None:
    """Write down the names that the handout's solution cells define."""
    names = {name for source in solution_sources for name in defined_names(source)}
    node.metadata[_MARK] = {"asked": sorted(names)}


def take_mark(nb: NotebookNode) -> frozenset[str]:
    """Remove the notebook's mark; return the names in it."""
    return frozenset(nb.metadata.pop(_MARK, {}).get("asked", ()))


def take_cells(nb: NotebookNode) -> Iterator[tuple[NotebookNode, RunCell]]:
    """Remove the marks of all code cells; yield each with the cell to run.

    A cell without a mark, which Rebuild has not seen, counts by its flags.
    """
    for cell in nb.cells:
        mark = cell.metadata.pop(_MARK, {})
        if cell.cell_type == "code":
            role = mark.get("role")
            key = cell.metadata.get("nbgrader", {}).get("grade_id") or cell.get("id", "")
            if role not in ROLES:
                role = _role_by_flags(cell)
            yield cell, RunCell(key, cell.source, role, mark.get("imports", ""))


def _role_by_flags(cell: NotebookNode) -> str:
    flags = cell.metadata.get("nbgrader", {})
    if flags.get("solution"):
        return "answer"
    if flags.get("grade"):
        return "test"
    return "given" if flags.get("locked") else "extra"
