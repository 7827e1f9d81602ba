"""The names that cells define and the modules that they import."""

import ast
from collections.abc import Iterator


def defined_names(source: str) -> Iterator[str]:
    """Yield the functions, classes and variables that a cell defines at its top level."""
    try:
        body = ast.parse(source).body
    except (SyntaxError, ValueError):  # a magic, or a stub that is no Python
        return
    for node in body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            yield node.name
        if isinstance(node, ast.Assign):
            yield from (target.id for target in node.targets if isinstance(target, ast.Name))


def imported_modules(source: str) -> Iterator[str]:
    """Yield the modules that a cell may import at its top level, `a.b` for `from a import b`."""
    try:
        body = ast.parse(source).body
    except (SyntaxError, ValueError):
        return
    for node in body:
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        if isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)
