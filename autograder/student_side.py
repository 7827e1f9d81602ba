"""What of the kit a student may have, in one list, and which modules code needs.

The sandbox shows what is listed here, a bundle ships what its notebooks need of it, and
import-linter holds that nothing in it imports the rest of the kit.
"""

import ast
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from autograder.course.folders import CourseError
from autograder.findings import text as say

# What notebooks may import; nothing there knows a solution or a hidden test.
FOR_NOTEBOOKS = ("checks", "data", "plots")
# What a bundle may hold: that, and what it is made of.
SHIPPED = (*FOR_NOTEBOOKS, "findings")
# What the sandbox shows: that, and the process that runs the student's cells.
SHOWN = ("__init__.py", "py.typed", *SHIPPED, "engine/__init__.py", "engine/agent", "engine/wire")
_OURS = "autograder"


@dataclass(frozen=True)
class Needed:
    """Modules of the kit by name with their files, and the top names of what else is imported."""

    modules: dict[str, Path]
    others: frozenset[str]


def needed_modules(package: Path, sources: Iterable[tuple[str, str]]) -> Needed:
    """Return all that code needs of the kit whose `autograder` folder is `package`.

    `sources` are pairs of a name to show and of Python text. What notebooks may import is always
    there. Raises CourseError when something is imported that is not for students.
    """
    waiting = [(f"{_OURS}.{name}", say("bundle.a-bundle")) for name in FOR_NOTEBOOKS]
    waiting += [(name, by) for by, text in sources for name in required_imports(text)]
    return _closure(package, waiting, _must_be_for_students)


def closure(package: Path, names: Iterable[str]) -> Needed:
    """Return these modules of the kit, the packages that they lie in, and all that they import."""
    return _closure(package, [(name, name) for name in names], lambda *_: None)


def _closure(
    package: Path, waiting: list[tuple[str, str]], check: Callable[[str, str], None]
) -> Needed:
    modules: dict[str, Path] = {}
    others: set[str] = set()
    while waiting:
        name, by = waiting.pop()
        if name.split(".")[0] != _OURS:
            others.add(name.split(".")[0])
            continue
        for module, path in _files_of(package, name):
            if module not in modules:
                check(module, by)
                modules[module] = path
                waiting += [
                    (each, module) for each in required_imports(path.read_text(encoding="utf-8"))
                ]
    return Needed(dict(sorted(modules.items())), frozenset(others))


def required_imports(text: str) -> Iterator[str]:
    """Yield what Python code imports, at the top and in functions; `a.b` for `from a import b`.

    Lines that are not Python (a notebook's magics) are passed over, and so is what the code can
    do without: imports in a `try` that catches their failure.
    """
    lines = (line for line in text.splitlines() if not line.lstrip().startswith(("%", "!")))
    try:
        tree = ast.parse("\n".join(lines))
    except SyntaxError:
        return
    optional = {id(each) for node in ast.walk(tree) for each in _optional(node)}
    for node in ast.walk(tree):
        if id(node) in optional:
            continue
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def _optional(node: ast.AST) -> Iterator[ast.AST]:
    """Yield what lies in a `try` that catches a failing import."""
    if isinstance(node, ast.Try) and any(_catches(handler) for handler in node.handlers):
        for statement in node.body:
            yield from ast.walk(statement)


def _catches(handler: ast.ExceptHandler) -> bool:
    caught = {each.id for each in ast.walk(handler.type or handler) if isinstance(each, ast.Name)}
    return bool(caught & {"ImportError", "ModuleNotFoundError"})


def _files_of(package: Path, name: str) -> Iterator[tuple[str, Path]]:
    """Yield a module and the packages that it lies in, each with its file."""
    parts = name.split(".")
    for count in range(1, len(parts) + 1):
        place = package.joinpath(*parts[1:count])
        for path in (place / "__init__.py", place.with_suffix(".py")):
            if path.is_file() and (count > 1 or path.name == "__init__.py"):
                yield ".".join(parts[:count]), path
                break


def _must_be_for_students(module: str, by: str) -> None:
    parts = module.split(".")
    if len(parts) > 1 and parts[1] not in SHIPPED:
        packages = ", ".join(f"{_OURS}.{name}" for name in FOR_NOTEBOOKS)
        raise CourseError(say("bundle.not-for-students", name=module, by=by, packages=packages))
