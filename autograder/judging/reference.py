"""The hidden reference: solution cells of the source notebook, executed into a namespace."""

from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from typing import Any

from autograder.course.folders import CourseError, source_notebooks
from autograder.findings import text
from autograder.judging.reference_state import Memory
from autograder.notebooks.cells import read_source_cells, reference_source

Namespace = dict[str, Any]
_memories: dict[Path, Memory] = {}  # of each reference, as it was when it had been executed


def load_reference(assignment: str) -> Namespace:
    """Return what the solution cells of `assignment` define, and given ones that they may use.

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
        raise CourseError(text("judging.undefined", assignment=assignment, name=name))
    return found


def changed_state() -> list[str]:
    """Return the references of this process that no longer are as they were at first."""
    return [str(path) for path, memory in _memories.items() if memory.changed()]


@lru_cache(maxsize=16)
def _execute(path: Path, _changed: int) -> Namespace:
    """Run solution cells and what they need; `_changed` makes an edited notebook a new entry."""
    namespace: Namespace = {"__name__": f"reference of {path.parent.name}"}
    for cell in read_source_cells(path):
        if cell.kind != "code":
            continue
        name = f"<{path.name}: {cell.id}>"
        try:
            code = compile(reference_source(cell), name, "exec")
            exec(code, namespace)  # noqa: S102 - the instructor's own code
        except Exception as error:
            if cell.is_given and not isinstance(error, ImportError):
                continue  # a solution that needs what it defines will say so
            message = text("judging.solution-fails", id=cell.id, path=path, error=error)
            raise CourseError(message) from error
    _memories[path] = Memory(namespace)
    return namespace
