"""The cells of a marimo notebook: a Python file in which each is a function.

`marimo/_ast/codegen.py` of marimo-team/marimo: `@app.cell` above `def _(names):`, what the cell
shares in a `return` at its end; texts are calls of `mo.md`. `@app.function` and
`@app.class_definition` stand above what a cell defines, and `with app.setup:` before all; what is
no Python is a text in `app._unparsable_cell`.
"""

import ast
import contextlib
import re
import textwrap
from collections.abc import Iterator

_MADE = re.compile(r"^app = marimo\.App\(", re.MULTILINE)


def is_marimo(source: str) -> bool:
    """Return whether a script begins as a notebook of marimo's does."""
    return bool(_MADE.search(source))


def cells_of_marimo(source: str) -> list[tuple[str, str]]:
    """Return the kind and source of each cell, none if it is no notebook of marimo's, or broken."""
    if not is_marimo(source):
        return []
    with contextlib.suppress(SyntaxError, ValueError, RecursionError, MemoryError):
        lines = source.split("\n")
        return [cell for node in ast.parse(source).body for cell in _cells(node, lines)]
    return []


def _cells(node: ast.stmt, lines: list[str]) -> Iterator[tuple[str, str]]:
    if isinstance(node, ast.With) and any(_is_of_app(each.context_expr) for each in node.items):
        yield "code", _lines_of(node.body, lines)
        return
    broken = node.value if isinstance(node, ast.Expr) else None
    if isinstance(broken, ast.Call) and _is_of_app(broken.func):
        source = _constant(broken)
        yield from [] if source is None else [("code", source)]
        return
    if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        return
    if not any(map(_is_of_app, node.decorator_list)):
        return
    if node.name != "_" and not any("cell" in ast.dump(each) for each in node.decorator_list):
        yield "code", "\n".join(lines[node.lineno - 1 : node.end_lineno])
        return
    body = node.body[:-1] if isinstance(node.body[-1], ast.Return) else node.body
    text = _text(body[0]) if len(body) == 1 else None
    yield ("code", _lines_of(body, lines)) if text is None else ("markdown", text)


def _is_of_app(node: ast.expr) -> bool:
    """Return whether something is `app.cell`, `app.function(...)` or the like."""
    named = node.func if isinstance(node, ast.Call) else node
    return (
        isinstance(named, ast.Attribute)
        and isinstance(named.value, ast.Name)
        and named.value.id == "app"
    )


def _text(node: ast.stmt) -> str | None:
    """Return what a call of `mo.md` says, None if it is none."""
    call = node.value if isinstance(node, ast.Expr) else None
    if not isinstance(call, ast.Call) or not isinstance(call.func, ast.Attribute):
        return None
    return _constant(call) if call.func.attr == "md" else None


def _constant(call: ast.Call) -> str | None:
    """Return the text that a call is given first, None if that is no text."""
    said = call.args[0] if call.args else None
    if isinstance(said, ast.Constant) and isinstance(said.value, str):
        return textwrap.dedent(said.value).strip()
    return None


def _lines_of(body: list[ast.stmt], lines: list[str]) -> str:
    """Return the lines of statements, with what stands above the first one, further out."""
    if not body:
        return ""
    decorated: list[ast.expr] = getattr(body[0], "decorator_list", [])
    first = min([body[0].lineno, *(each.lineno for each in decorated)])
    return textwrap.dedent("\n".join(lines[first - 1 : body[-1].end_lineno]))
