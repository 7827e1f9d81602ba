"""The hidden reference: the solution cells of the source notebook, executed into a namespace."""

import ast
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from typing import Any

from autograder.grading.course import CourseError, source_notebooks
from autograder.grading.notebook import read_cells

Namespace = dict[str, Any]

_UNDEFINED = "A test asks for {name}, and no solution cell of {assignment} defines it: mend one."


def load_reference(assignment: str) -> Namespace:
    """Return the names that the solution cells of `assignment` define.

    Raises CourseError when there is no source notebook, or one of its solution cells fails.
    """
    namespace: Namespace = {}
    for path in source_notebooks(assignment):
        namespace.update(_execute(path, path.stat().st_mtime_ns))
    return namespace


def reference_of(assignment: str, name: str) -> Callable[..., Any]:
    """Return what solution cells of `assignment` define as `name`; CourseError if none does."""
    found: Callable[..., Any] | None = load_reference(assignment).get(name)
    if found is None:
        raise CourseError(_UNDEFINED.format(assignment=assignment, name=name))
    return found


@lru_cache(maxsize=16)
def _execute(path: Path, _changed: int) -> Namespace:
    """Run imports and solution cells; `_changed` makes an edited notebook a new entry."""
    namespace: Namespace = {"__name__": f"reference of {path.parent.name}"}
    for cell in read_cells(path):
        if cell.kind != "code":
            continue
        source = cell.source if cell.solution else imports_only(cell.source)
        name = f"<{path.name}: {cell.id}>"
        try:
            exec(compile(source, name, "exec"), namespace)  # noqa: S102 - the instructor's own code
        except Exception as error:
            message = f"The solution cell {cell.id} of {path} fails: {error}. Run it and mend it."
            raise CourseError(message) from error
    return namespace


@lru_cache(maxsize=1000)
def imports_only(source: str) -> str:
    """Return the import statements at the top level of a cell, '' if it isn't plain Python."""
    try:
        tree = ast.parse(source)
    except SyntaxError:  # a magic, for example
        return ""
    kept = [
        ast.unparse(node) for node in tree.body if isinstance(node, ast.Import | ast.ImportFrom)
    ]
    return "\n".join(kept)
