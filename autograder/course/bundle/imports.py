"""Which modules of the kit a student needs: those that the notebooks import, and what those do."""

import ast
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from autograder.grading.course import CourseError

# What notebooks may import; nothing there knows a solution or a hidden test.
STUDENT_PACKAGES = ("checks", "data", "plots")
_OURS = "autograder"
_NOT_FOR_STUDENTS = (
    "{name} is needed by {by} and is not for students: they may import only {packages}. "
    "Take the import out."
)


@dataclass(frozen=True)
class Needed:
    """Modules of the kit by name with their files, and the top names of what else is imported."""

    modules: dict[str, Path]
    others: frozenset[str]


def needed_modules(package: Path, sources: Iterable[tuple[str, str]]) -> Needed:
    """Return all that code needs of the kit whose `autograder` folder is `package`.

    `sources` are pairs of a name to show and of Python text. The student packages are always
    there. Raises CourseError when something outside of them is imported.
    """
    modules: dict[str, Path] = {}
    others: set[str] = set()
    waiting = [(f"{_OURS}.{name}", "a bundle") for name in STUDENT_PACKAGES]
    waiting += [(name, by) for by, text in sources for name in imported_names(text)]
    while waiting:
        name, by = waiting.pop()
        if name.split(".")[0] != _OURS:
            others.add(name.split(".")[0])
            continue
        for module, path in _files_of(package, name):
            if module not in modules:
                _must_be_for_students(module, by)
                modules[module] = path
                waiting += [
                    (each, module) for each in imported_names(path.read_text(encoding="utf-8"))
                ]
    return Needed(dict(sorted(modules.items())), frozenset(others))


def imported_names(text: str) -> Iterator[str]:
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
    if len(parts) > 1 and parts[1] not in STUDENT_PACKAGES:
        packages = ", ".join(f"{_OURS}.{name}" for name in STUDENT_PACKAGES)
        raise CourseError(_NOT_FOR_STUDENTS.format(name=module, by=by, packages=packages))
