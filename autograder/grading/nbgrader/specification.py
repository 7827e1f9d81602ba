"""All that a course knows of an assignment's notebooks, put together for grading."""

import ast
import json
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import nbformat
from nbgrader.api import Gradebook

from autograder.grading.course import (
    SOURCE_FOLDERS,
    CourseError,
    assignments,
    source_notebooks,
)
from autograder.grading.grade.material import Node, Specification
from autograder.grading.mistakes.own import FOLDER, file_of, own_mistakes
from autograder.grading.nbgrader.course import Course
from autograder.grading.nbgrader.handout import load_handout
from autograder.grading.nbgrader.language import must_be_python
from autograder.grading.nbgrader.places import Places
from autograder.grading.notebook import read_cells
from autograder.grading.running.settings import Settings
from autograder.grading.sandbox.isolation import Isolation
from autograder.grading.sandbox.view import View
from autograder.grading.submission.files import Files, read_files
from autograder.grading.submission.names import defined_names, imported_modules

_UNKNOWN = (
    "The gradebook knows no assignment {name}: generate it first with `autograder release {name}` "
    "or `nbgrader generate_assignment {name}`."
)


def specifications(course: Course, assignment: str) -> dict[str, Specification]:
    """Return what grading needs of each notebook of an assignment, by its name.

    Raises CourseError when the gradebook doesn't know the assignment, ValueError when a notebook
    is not in Python.
    """
    names = _notebooks(course, assignment)
    files, _ = read_files(course.folder("source", ".", assignment))
    theirs = course.config.Autograde.get("exclude_overwriting", {}).get(assignment, ())
    found = {name: _handout(course, assignment, name) for name in names}
    modules = tuple(sorted({m for handout in found.values() for m in _modules(handout)}))
    return {
        name: Specification(
            assignment=assignment,
            notebook=name,
            handout=handout,
            settings=replace(_settings(course, assignment), asked=_asked(handout), modules=modules),
            files=files,
            theirs=frozenset(Path(each).as_posix() for each in theirs),
            sources=_sources(course.root, [assignment, *_texts(_codes(handout))]),
            rules=course.rules(),
        )
        for name, handout in found.items()
    }


def _notebooks(course: Course, assignment: str) -> list[str]:
    directory = course.directory
    with Gradebook(directory.db_url, directory.course_id) as gradebook:
        for each in gradebook.assignments:
            if each.name == assignment:
                return sorted(notebook.name for notebook in each.notebooks)
    raise CourseError(_UNKNOWN.format(name=assignment))


def _handout(course: Course, assignment: str, name: str) -> Node:
    url = course.directory.db_url
    must_be_python(url, assignment, name)
    empty = nbformat.v4.new_notebook()
    handout = load_handout(course.directory, url, assignment, name, empty)
    with Gradebook(url, course.directory.course_id) as gradebook:
        kernel = gradebook.find_notebook(name, assignment).kernelspec
    if kernel and json.loads(kernel):
        handout.metadata.kernelspec = json.loads(kernel)
    plain: Node = json.loads(json.dumps(handout))
    return plain


def _settings(course: Course, assignment: str) -> Settings:
    execute = course.execute
    return Settings(
        limits=execute.limits(),
        isolation=Isolation(execute.isolation),
        view=View(
            hidden=Places(course.directory, assignment, ".").secret(),
            shown=tuple(map(Path, execute.extra_paths)),
        ),
    )


def _codes(handout: Node) -> list[str]:
    return [cell["source"] for cell in handout["cells"] if cell["cell_type"] == "code"]


def _modules(handout: Node) -> Iterator[str]:
    for source in _codes(handout):
        yield from imported_modules(source)


def _asked(handout: Node) -> frozenset[str]:
    cells: list[dict[str, Any]] = handout["cells"]
    solutions = (c for c in cells if c.get("metadata", {}).get("nbgrader", {}).get("solution"))
    return frozenset(name for cell in solutions for name in defined_names(cell["source"]))


def _sources(root: Path, mentioned: Iterable[str]) -> Files:
    """Return the source notebooks of the assignments mentioned, and those that these mention.

    With them come the course's own mistakes; raises CourseError when those can't be read.
    """
    known = set(assignments(root))
    waiting = [name for name in mentioned if name in known]
    found: Files = {}
    done: set[str] = set()
    while waiting:
        name = waiting.pop()
        if name in done:
            continue
        done.add(name)
        if own_mistakes(name, root):
            found[f"{FOLDER}/{name}.toml"] = file_of(name, root).read_bytes()
        for path in source_notebooks(name, root):
            found[f"{SOURCE_FOLDERS[0]}/{name}/{path.name}"] = path.read_bytes()
            sources = (cell.source for cell in read_cells(path) if cell.kind == "code")
            waiting += [text for text in _texts(sources) if text in known]
    return found


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
