"""Tell test cells that leave nothing behind: those that only call the kit's own checks.

Such a notebook needs no process of its own on the grader's side: nothing of the student's runs
there, and the kit's checks change nothing that the next notebook could see.
"""

import ast
from collections.abc import Iterable
from functools import lru_cache

from autograder.grading.running.cells import RunCell

_CALLS = {"autograder.checks": "check_", "autograder.grading": "grade_"}
_MODULES = ("autograder", "numpy", "scipy", "matplotlib", "math")


def leave_nothing(cells: Iterable[RunCell]) -> bool:
    """Return whether what the grader's side runs of these cells leaves nothing behind."""
    ours = [cell for cell in cells if cell.role in ("test", "given") or cell.imports]
    sources = tuple(
        cell.source if cell.role in ("test", "given") else cell.imports for cell in ours
    )
    return _leave_nothing(sources)


@lru_cache(maxsize=256)
def _leave_nothing(sources: tuple[str, ...]) -> bool:
    try:
        trees = [ast.parse(source) for source in sources]
    except (SyntaxError, ValueError):  # a magic, for one
        return False
    statements = [statement for tree in trees for statement in tree.body]
    names = _Names(statements)
    return all(map(names.allow, statements))


class _Names:
    """The names that the cells import: checks that may be called, modules that may be read."""

    def __init__(self, statements: Iterable[ast.stmt]) -> None:
        self._checks: set[str] = set()
        self._others: set[str] = set()
        for statement in statements:
            if isinstance(statement, ast.ImportFrom):
                self._add(statement)

    def allow(self, statement: ast.stmt) -> bool:
        """Return whether a statement is an import of a known library, or a call of a check."""
        if isinstance(statement, ast.Import):
            return all(_known(alias.name) for alias in statement.names)
        if isinstance(statement, ast.ImportFrom):
            plain = all(alias.name != "*" for alias in statement.names)
            return plain and not statement.level and _known(statement.module or "")
        return (
            isinstance(statement, ast.Expr)
            and isinstance(statement.value, ast.Call)
            and isinstance(statement.value.func, ast.Name)
            and statement.value.func.id in self._checks - self._others
            and self._arguments(statement.value)
        )

    def _add(self, statement: ast.ImportFrom) -> None:
        start = _CALLS.get(statement.module or "")
        for alias in statement.names:
            checks = start is not None and alias.name.startswith(start) and alias.asname is None
            (self._checks if checks else self._others).add(alias.asname or alias.name)

    def _arguments(self, call: ast.Call) -> bool:
        values = [*call.args, *(keyword.value for keyword in call.keywords)]
        return all(keyword.arg for keyword in call.keywords) and all(map(self._value, values))

    def _value(self, node: ast.expr) -> bool:
        if isinstance(node, ast.Constant | ast.Name):
            return True
        if isinstance(node, ast.Dict):
            return all(key is not None and self._value(key) for key in node.keys) and all(
                map(self._value, node.values)
            )
        if isinstance(node, ast.Tuple | ast.List):
            return all(map(self._value, node.elts))
        return isinstance(node, ast.Call) and (_is_globals(node) or self._dataset(node))

    def _dataset(self, call: ast.Call) -> bool:
        """Return whether a call is one of the kit's `data`, such as data.load().rows()."""
        if call.args or call.keywords or not isinstance(call.func, ast.Attribute):
            return False
        inner = call.func.value
        if isinstance(inner, ast.Name):
            return inner.id == "data" and "data" in self._others
        return isinstance(inner, ast.Call) and self._dataset(inner)


def _is_globals(call: ast.Call) -> bool:
    return isinstance(call.func, ast.Name) and call.func.id == "globals" and not call.args


def _known(module: str) -> bool:
    return module.split(".")[0] in _MODULES
