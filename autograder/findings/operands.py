"""The two arrays whose shapes did not fit, as the student wrote them, with their shapes."""

import ast
import contextlib
import linecache
import re
from collections.abc import Sequence
from traceback import FrameSummary
from types import CodeType, FrameType, TracebackType
from typing import Any, NamedTuple

import numpy as np

_MISFIT = re.compile(
    r"^matmul: |^shapes .* not aligned|could not be broadcast together|^dot: |^Dimension"
)
# Looked up and indexed again, at the moment of the error: nothing here calls a function of the
# student's, but for the methods of their own classes that index.
_PLAIN = (
    *(ast.Name, ast.Subscript, ast.Slice, ast.Constant, ast.Tuple, ast.UnaryOp, ast.USub),
    *(ast.Load, ast.Attribute, ast.BinOp, ast.Add, ast.Sub),
)
_ATTRIBUTES = ("T", "newaxis", "shape")
_LONGEST = 60


class Operands(NamedTuple):
    """Two operands and their shapes, as texts."""

    left: str
    left_shape: str
    right: str
    right_shape: str


def operands_of(error: BaseException) -> Operands | None:
    """Return the operands of the operation that raised, None if they can't be told.

    An exception that comes from another process brings them along, as `operands`.
    """
    brought = getattr(error, "operands", ...)
    if brought is not ...:
        return brought if isinstance(brought, Operands) else None
    with contextlib.suppress(Exception):  # what a student's objects do is theirs
        if isinstance(error, ValueError) and _MISFIT.search(str(error)):
            return _found(error.__traceback__)
    return None


def _found(trace: TracebackType | None) -> Operands | None:
    innermost = None
    while trace is not None:
        innermost, trace = trace, trace.tb_next
    if innermost is None or not is_cell(innermost.tb_frame.f_code.co_filename):
        return None
    frame = innermost.tb_frame
    source = _expression(frame.f_code, innermost.tb_lasti)
    pair = _pair(ast.parse(source, mode="eval").body) if source else None
    if pair is None:
        return None
    left, right = (_shape(each, frame) for each in pair)
    if not (left and right):
        return None
    texts = [ast.unparse(each)[:_LONGEST] for each in pair]
    return Operands(texts[0], left, texts[1], right)


def is_cell(filename: str) -> bool:
    """Return whether code of this file stands in a notebook."""
    return "ipykernel" in filename or filename.startswith("<")


def function_of(frames: Sequence[FrameSummary]) -> str:
    """Return the innermost name that students know: a comprehension's is that of its function."""
    named = (frame.name for frame in reversed(frames) if not frame.name.startswith("<"))
    return next(named, frames[-1].name)


def _expression(code: CodeType, instruction: int) -> str:
    """Return the source of the expression that an instruction belongs to, '' if it is not kept."""
    positions = list(code.co_positions())[instruction // 2]
    if None in positions:
        return ""
    first, last, start, end = (int(each or 0) for each in positions)
    lines = [linecache.getline(code.co_filename, n).encode() for n in range(first, last + 1)]
    if not all(lines):
        return ""
    lines[-1] = lines[-1][:end]  # columns count bytes; the end first: it may be the same line
    lines[0] = lines[0][start:]
    return b"".join(lines).decode().replace("\n", " ")


def _pair(node: ast.expr) -> tuple[ast.expr, ast.expr] | None:
    """Return the two sides of an operation, or the two arguments of np.dot and its like."""
    if isinstance(node, ast.BinOp):
        return node.left, node.right
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and not node.keywords:
        if node.func.attr in ("dot", "matmul") and len(node.args) == 2:
            return node.args[0], node.args[1]
        if node.func.attr == "dot" and len(node.args) == 1:
            return node.func.value, node.args[0]
    return None


def _shape(node: ast.expr, frame: FrameType) -> str:
    """Return the shape of a part that is plain to look up, '' for others."""
    if not all(_is_plain(each) for each in ast.walk(node)):
        return ""
    names: dict[str, Any] = {**frame.f_globals, **frame.f_locals}
    value = eval(compile(ast.Expression(node), "<operand>", "eval"), names)  # noqa: S307
    return str(np.shape(value))


def _is_plain(node: ast.AST) -> bool:
    if isinstance(node, ast.Attribute):
        return node.attr in _ATTRIBUTES
    return isinstance(node, _PLAIN)
