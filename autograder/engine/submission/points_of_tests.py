"""The points of a test cell, by its outputs and its last expression."""

import ast
import numbers
from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import numpy as np

from autograder.engine.agent.together import number_of_points
from autograder.engine.bridge.proxies import ObjectProxy
from autograder.engine.submission.cell_runs import grader_error
from autograder.findings import text as say

if TYPE_CHECKING:
    from autograder.engine.submission.cell_runs import Output

_ROUNDING = 1e-9


def checked_points(
    outputs: Sequence["Output"],
    value: object,
    source: str = "",
    is_students: Callable[[str], bool] = lambda _: False,
) -> list["Output"]:
    """Return a test's outputs with its value as nbgrader reads it, or with an error instead.

    An object of the student's, or an array that is nobody's but theirs, is no number: such a test
    has all points, as in nbgrader, since they could as well have returned these. An array that a
    test computes from an answer has none: it may be what becomes of a wrong one.
    """
    if isinstance(value, ObjectProxy):
        return (
            [*_without_result(outputs), _error(value)]
            if value._handle.mixed
            else checked_text(outputs)
        )
    if not any(output.get("output_type") == "execute_result" for output in outputs):
        return list(outputs)
    if isinstance(value, np.ndarray) and value.ndim == 0:
        value = value[()]
    if isinstance(value, np.bool_ | bool) or _is_theirs_alone(value, source, is_students):
        return list(outputs)
    if isinstance(value, numbers.Real | Decimal):
        number = number_of_points(value)
        if number is not None:
            return [_with_text(output, repr(number)) for output in outputs]
    elif not isinstance(value, np.ndarray | np.generic | complex):
        return list(outputs)
    return [*_without_result(outputs), _error(value)]


def _is_theirs_alone(value: object, source: str, is_students: Callable[[str], bool]) -> bool:
    return isinstance(value, np.ndarray) and ends_with_theirs(source, is_students)


def _with_text(output: "Output", text: str) -> "Output":
    if output.get("output_type") != "execute_result":
        return output
    return {**output, "data": {**output["data"], "text/plain": text}}


def _without_result(outputs: Sequence["Output"]) -> list["Output"]:
    return [each for each in outputs if each.get("output_type") != "execute_result"]


def checked_text(outputs: Sequence["Output"]) -> list["Output"]:
    """Return outputs of a test that ran with the student's code, with an error for odd points."""
    for output in outputs:
        if output.get("output_type") == "execute_result":
            try:
                found = float(str(output["data"].get("text/plain")))
            except ValueError:
                continue
            if number_of_points(found) is None:
                return [*_without_result(outputs), _error(found)]
    return list(outputs)


def limit(outputs: Sequence["Output"], points: float) -> list["Output"]:
    """Return a test's outputs with an error for a number of points that is more than there are."""
    for number, output in enumerate(outputs):
        if output.get("output_type") == "execute_result":
            try:
                found = float(str(output["data"].get("text/plain")))
            except ValueError:
                continue
            if found > points + _ROUNDING:
                text = say("test-points.too-many", found=found, points=points)
                return [*_without_result(outputs), _failed(text)]
            if found > points:
                return [*outputs[:number], _with_text(output, repr(points)), *outputs[number + 1 :]]
    return list(outputs)


def _error(value: Any) -> "Output":  # noqa: ANN401 - any value
    theirs = isinstance(value, ObjectProxy)
    what = say("test-points.students-object") if theirs else _shown(value)
    return _failed(say("test-points.no-number", what=what))


def _shown(value: object) -> str:
    try:
        return " ".join(repr(value).split())[:80]
    except Exception:  # Python writes no number of over 4,300 digits
        return type(value).__name__


def with_refusal(outputs: Sequence["Output"]) -> list["Output"]:
    """Return the outputs of a test that has tried to run a student's text, with an error for it."""
    error = grader_error("RuntimeError", say("bridge.no-code"))
    return [*_without_result(outputs), error]


def _failed(text: str) -> "Output":
    return grader_error("NoPoints", text)


def ends_with_theirs(source: str, is_students: Callable[[str], bool]) -> bool:
    """Return whether a test's last expression is something of the student's, as it came.

    That is a name of theirs, or a call, an item or an attribute of one; or a name that the test
    gives such a value and no other.
    """
    try:
        tree = ast.parse(source)
    except (SyntaxError, ValueError):
        return False
    last = tree.body[-1] if tree.body else None
    return isinstance(last, ast.Expr) and _is_theirs(last.value, _bound(tree), is_students)


def _is_theirs(
    value: ast.expr, bound: dict[str, ast.expr | None], is_students: Callable[[str], bool]
) -> bool:
    while not isinstance(value, ast.Name):
        if isinstance(value, ast.Call):
            value = value.func
        elif isinstance(value, ast.Subscript) or (
            isinstance(value, ast.Attribute) and not value.attr.startswith("__")
        ):
            value = value.value
        else:
            return False
    if value.id not in bound:
        return is_students(value.id)
    given = bound[value.id]
    others = {name: each for name, each in bound.items() if name != value.id}
    return given is not None and _is_theirs(given, others, is_students)


def _bound(tree: ast.Module) -> dict[str, ast.expr | None]:
    """Return the names that a test binds, with what they stand for if that is told at one place."""
    names = [n.id for n in ast.walk(tree) if isinstance(n, ast.Name) and _is_bound(n)]
    found: dict[str, ast.expr | None] = dict.fromkeys(names)
    for each in tree.body:
        if isinstance(each, ast.Assign) and len(each.targets) == 1:
            target = each.targets[0]
            if isinstance(target, ast.Name) and names.count(target.id) == 1:
                found[target.id] = each.value
    return found


def _is_bound(name: ast.Name) -> bool:
    return not isinstance(name.ctx, ast.Load)
