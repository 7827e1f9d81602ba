"""Slips in the terms of a classifier: sizes, labels, regularization, means, rows."""

import ast
import re
from collections.abc import Iterator

from autograder.instructors.audit.code_edits import (
    Code,
    array_of,
    called,
    constant,
    keyword,
)

_CLASS_COUNTS = ("3", "10")  # those of the examples at hand
_SIZE = re.compile(r"\w+\.shape\[[01]\]|len\(\w+\)")
_STRENGTH = re.compile(r"reg|lam|alpha|decay|strength")


def confused_sizes(code: Code) -> Iterator[str]:
    """The number of columns for that of rows, C for N, and so on."""
    for node in ast.walk(code.tree):
        if isinstance(node, ast.FunctionDef):
            yield from _confused_sizes(code, node)


def _confused_sizes(code: Code, function: ast.FunctionDef) -> Iterator[str]:
    named = _named_sizes(function)
    known = _shapes(code, function)
    for node in _inside(code, function):
        text = code.text(node)
        meaning = named.get(text, text)
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load) and text in named:
            others = [*named, *(each for each in known if each not in named.values())]
        elif text in known or _SIZE.fullmatch(text):
            others = known
        else:
            continue
        for other in others:
            if not _same_size(meaning, named.get(other, other)):
                yield code.put(node, other)


def _inside(code: Code, function: ast.FunctionDef) -> Iterator[ast.expr]:
    """Yield the expressions of a function, but for those of the functions in it."""
    for node in code.nodes(ast.expr):
        if code.function(node) is function:
            yield node


def _named_sizes(function: ast.FunctionDef) -> dict[str, str]:
    """Return what names stand for that are set to a size: N for X.shape[0]."""
    found: dict[str, str] = {}
    for node in ast.walk(function):
        match node:
            case ast.Assign(targets=[ast.Name(id=name)], value=value):
                found[name] = ast.unparse(value)
            case ast.Assign(targets=[ast.Tuple(elts=names)], value=ast.Tuple(elts=values)):
                pairs = zip(names, values, strict=False)
                found |= {ast.unparse(name): ast.unparse(value) for name, value in pairs}
            case ast.Assign(
                targets=[ast.Tuple(elts=names)], value=ast.Attribute(attr="shape") as shape
            ):
                sizes = enumerate(names)
                found |= {
                    ast.unparse(each): f"{ast.unparse(shape)}[{axis}]" for axis, each in sizes
                }
    return {name: text for name, text in found.items() if _SIZE.fullmatch(text)}


def _shapes(code: Code, function: ast.FunctionDef) -> list[str]:
    """Return N, D and C as shapes of the arrays that are multiplied, else those of any matrix."""
    parameters = [each.arg for each in function.args.args]
    for node in ast.walk(function):
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.MatMult):
            left, right = _base(node.left), _base(node.right)
            if left in parameters and right in parameters:
                return [f"{left}.shape[0]", f"{left}.shape[1]", f"{right}.shape[1]"]
    for node in ast.walk(function):
        if isinstance(node, ast.Call) and keyword(node, "axis"):
            array = _base(array_of(node))
            if array in parameters:
                return [f"{array}.shape[0]", f"{array}.shape[1]"]
    lengths = [code.text(node) for node in _inside(code, function) if called(node) == "len"]
    return list(dict.fromkeys(lengths))


def _base(node: ast.AST | None) -> str:
    """Return the name of an array or of an array's row."""
    match node:
        case ast.Name(id=name) | ast.Subscript(value=ast.Name(id=name), slice=ast.Name()):
            return name
    return ""


def _same_size(one: str, other: str) -> bool:
    """Return whether two texts give one size: a length is that of rows."""
    rows = all("shape[0]" in each or "len(" in each for each in (one, other))
    return one == other or (rows and ("len(" in one) != ("len(" in other))


def constant_class_count(code: Code) -> Iterator[str]:
    """3 or 10 for W.shape[1] and y.max() + 1; the number of labels in a batch for the latter."""
    for node in code.nodes(ast.expr):
        match node:
            case ast.Subscript(value=ast.Attribute(attr="shape"), slice=ast.Constant(value=1)):
                others: tuple[str, ...] = _CLASS_COUNTS
            case ast.BinOp(left=ast.Call() as call, op=ast.Add(), right=ast.Constant(value=1)):
                array = array_of(call) if called(call) == "max" else None
                labels = code.text(array) if array is not None else ""
                others = (*_CLASS_COUNTS, f"len(np.unique({labels}))") if labels else ()
            case _:
                continue
        for other in others:
            yield code.put(node, other)


def labels_from_one(code: Code) -> Iterator[str]:
    """Labels less 1: y - 1 for y as an index or beside ==, in one place and in all."""
    everywhere: dict[str, list[ast.expr]] = {}
    for node in code.nodes(ast.expr):
        if label := _label(code, node):
            everywhere.setdefault(label, []).append(node)
            yield code.put(node, f"{code.text(node)} - 1")
    for nodes in (each for each in everywhere.values() if len(each) > 1):
        yield code.put_all([(node, f"{code.text(node)} - 1") for node in nodes])


def _label(code: Code, node: ast.expr) -> str:
    """Return the parameter that an index or one side of == is or is taken from; or ''."""
    name = _base(node)
    if name not in code.parameters(node) or not name:
        return ""
    parent = code.parent(node)
    if isinstance(parent, ast.Tuple):
        node, parent = parent, code.parent(parent)
    index = isinstance(parent, ast.Subscript) and parent.slice is node
    equal = isinstance(parent, ast.Compare) and isinstance(parent.ops[0], ast.Eq | ast.NotEq)
    return name if index or equal else ""


def factor_dropped(code: Code) -> Iterator[str]:
    """The term without reg, without its 0.5, without the learning rate; a sum that no N divides."""
    for node in code.nodes(ast.BinOp):
        if isinstance(node.op, ast.Mult):
            for one, rest in ((node.left, node.right), (node.right, node.left)):
                if constant(one) is not None or _base(one) in code.parameters(node):
                    yield code.put(node, code.text(rest))
        elif isinstance(node.op, ast.Div):
            yield code.put(node, code.text(node.left))


def term_dropped(code: Code) -> Iterator[str]:
    """The loss or dW without the regularization, scores without b; or nothing else than that."""
    for node in code.nodes(ast.BinOp):
        if isinstance(node.op, ast.Add | ast.Sub):
            for kept in (node.left, node.right):
                if not _is_set_to(code, node, kept):
                    yield code.put(node, code.text(kept))


def _is_set_to(code: Code, node: ast.expr, kept: ast.expr) -> bool:
    """Return whether a line would set a name to itself: another operator drops such lines."""
    match code.parent(node):
        case ast.Assign(targets=[target], value=value):
            return value is node and ast.unparse(target) == ast.unparse(kept)
    return False


def other_convention_in_one_place(code: Code) -> Iterator[str]:
    """2 * reg * W for reg * W; the loss without its 0.5 is a factor dropped."""
    for node in code.nodes(ast.BinOp):
        parent = code.parent(node)
        top = not (isinstance(parent, ast.BinOp) and isinstance(parent.op, ast.Mult | ast.Div))
        if isinstance(node.op, ast.Mult) and top:
            factors = list(_factors(node))
            plain = all(constant(each) is None for each in factors)
            names = {each.id for each in factors if isinstance(each, ast.Name)}
            if plain and any(map(_STRENGTH.match, names & set(code.parameters(node)))):
                yield code.replaced(node, f"2 * {code.text(node)}")


def _factors(node: ast.expr) -> Iterator[ast.expr]:
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mult):
        yield from _factors(node.left)
        yield from _factors(node.right)
    else:
        yield node


def mean_of_means(code: Code) -> Iterator[str]:
    """The mean of the classes' means; that of the columns' means for a sum."""
    for call in code.nodes(ast.Call):
        array = array_of(call)
        if array is None or keyword(call, "axis") or not isinstance(call.func, ast.Attribute):
            continue
        text = code.operand(array)
        labels = [name for name in code.parameters(call) if name in ("y", "labels", "targets")]
        if called(call) == "mean":
            for y in labels:
                each = f"{text}[{y} == c].mean() for c in np.unique({y})"
                yield code.put(call, f"np.mean([{each}])")
        elif called(call) == "sum":
            yield code.put(call, f"{text}.mean(axis=0).sum()")
            yield code.put(call, f"{text}.mean(axis=1).mean()")


def one_row_for_all(code: Code) -> Iterator[str]:
    """The maximum, the sum or the label's entry of the first row, in all rows."""
    for call in code.nodes(ast.Call):
        axis, array = keyword(call, "axis"), array_of(call)
        if axis and array is not None and constant(axis.value) in (1, -1):
            for rows in ("[:1]", "[-1:]"):
                yield code.replaced(array, f"{code.operand(array)}{rows}")
    loops = {
        each.target.id
        for each in ast.walk(code.tree)
        if isinstance(each, ast.For) and isinstance(each.target, ast.Name)
    }
    for node in code.nodes(ast.Subscript):
        match node.slice:
            case ast.Tuple(elts=[ast.Name() | ast.Call() as row, ast.expr()]):
                yield code.replaced(row, "0")
            case ast.Name(id=name) if name in loops:
                yield code.replaced(node.slice, "0")


CLASSIFIER = (
    confused_sizes,
    constant_class_count,
    labels_from_one,
    factor_dropped,
    term_dropped,
    other_convention_in_one_place,
    mean_of_means,
    one_row_for_all,
)
