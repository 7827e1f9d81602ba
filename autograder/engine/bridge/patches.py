"""What a test puts in the place of a library's function, for the student's code to call.

Which names those may be is read from the test: `patch("builtins.input")`, `time.time = ...`.
"""

import ast
import re
import sys
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

_PATH = re.compile(r"[A-Za-z_]\w*(\.[A-Za-z_]\w*)+")
# What is shown goes to the test's own streams anyway; the notebook's names are the namespace's.
_NOT = ("sys.stdout", "sys.stderr", "__main__.")
_ABSENT = object()


class Patches:
    """The names that a test may replace, with what they stood for when it began."""

    def __init__(self, source: str = "", names: dict[str, Any] | None = None) -> None:
        self._names = names or {}
        self._before = {path: self._value(path) for path in (_paths(source) if source else ())}

    def __bool__(self) -> bool:
        return bool(self._before)

    def now(self) -> Iterator[tuple[str, Any]]:
        """Yield the full name and the value of what is replaced now."""
        for path, before in self._before.items():
            value = self._value(path)
            if value is not before and value is not _ABSENT:
                yield self._full(path), value

    def _value(self, path: str) -> Any:  # noqa: ANN401 - any value
        found, *names = self._root(path.split("."))
        for name in names:
            found = getattr(found, name, _ABSENT)
        return found

    def _root(self, parts: list[str]) -> list[Any]:
        """Return the first module of a path and the names below it."""
        first = self._names.get(parts[0], sys.modules.get(parts[0]))
        return [first, *parts[1:]]

    def _full(self, path: str) -> str:
        first, _, rest = path.partition(".")
        module = self._names.get(first, sys.modules.get(first))
        return f"{getattr(module, '__name__', first)}.{rest}"


@lru_cache(maxsize=500)
def _paths(source: str) -> tuple[str, ...]:
    """Return the dotted names that a test cell may give another value."""
    try:
        nodes = list(ast.walk(ast.parse(source)))
    except (SyntaxError, ValueError):
        return ()
    found = dict.fromkeys(path for node in nodes for path in _paths_in(node))
    return tuple(p for p in found if _PATH.fullmatch(p) and not p.startswith(_NOT))


def _paths_in(node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.Assign):
        yield from (ast.unparse(each) for each in node.targets if isinstance(each, ast.Attribute))
    if isinstance(node, ast.Call):
        called = ast.unparse(node.func)
        given = [each.value for each in node.args if isinstance(each, ast.Constant)]
        texts = [each for each in given if isinstance(each, str)]
        if called.split(".")[-1] == "patch":
            yield from texts
        if called.endswith(("patch.object", "setattr")) and len(node.args) > 1 and texts:
            yield f"{ast.unparse(node.args[0])}.{texts[0]}"
