"""The source notebooks that the tests of an assignment read references from."""

import ast
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from autograder.course.files import Files
from autograder.course.folders import SOURCE_FOLDERS, assignments, source_notebooks
from autograder.engine.agent.local_modules import modules_in
from autograder.engine.agent.preload import all_offered
from autograder.notebooks.cells import read_source_cells
from autograder.notebooks.code import imported_modules


def sources_of(root: Path, assignment: str, handout: Iterable[dict[str, Any]]) -> Files:
    """Return the source notebooks of an assignment and of those that its cells mention, and so on.

    With them comes what the modules that its cells import say by a function `belongings`: files of
    the course, and more assignments. Raises CourseError when those can't be read.
    """
    known = set(assignments(root))
    codes = code_of(handout)
    modules = modules_of(codes)
    waiting = [name for name in (assignment, *_texts(codes)) if name in known]
    found: Files = {}
    done: set[str] = set()
    while waiting:
        name = waiting.pop()
        if name in done:
            continue
        done.add(name)
        for belongings in all_offered(modules, "belongings"):
            files, others = belongings(name, root)
            found |= {path.relative_to(root).as_posix(): path.read_bytes() for path in files}
            waiting += [other for other in others if other in known]
        for path in source_notebooks(name, root):
            found[f"{SOURCE_FOLDERS[0]}/{name}/{path.name}"] = path.read_bytes()
            sources = (cell.source for cell in read_source_cells(path) if cell.kind == "code")
            waiting += [text for text in _texts(sources) if text in known]
    return found


def code_of(handout: Iterable[dict[str, Any]]) -> list[str]:
    """Return the sources of a handout's code cells."""
    return [cell["source"] for cell in handout if cell["cell_type"] == "code"]


def modules_of(codes: Iterable[str], beside: Iterable[str] = ()) -> tuple[str, ...]:
    """Return the modules that cells may import, by name: what a worker imports ahead.

    Not those that lie `beside` the notebook, as files by their names: these are the course's.
    """
    local = modules_in(beside)
    names = {name for source in codes for name in imported_modules(source)}
    return tuple(sorted(name for name in names if name.partition(".")[0] not in local))


def _texts(sources: Iterable[str]) -> Iterator[str]:
    """Yield the texts that stand in code: a test names the assignment of its reference."""
    for source in sources:
        try:
            tree = ast.parse(source)
        except (SyntaxError, ValueError):  # a magic
            continue
        for node in ast.walk(tree):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                yield node.value
