"""Slips in numpy's own words: reductions, axes, indices, products, masks, dtypes."""

import ast
from collections.abc import Iterator

from autograder.instructors.audit.code_edits import (
    Code,
    array_of,
    call_text,
    called,
    constant,
    in_namespace,
    is_method,
    keyword,
    names_in,
)

# Each group holds functions that are taken for one another.
_ALIKE = (
    ("max", "min", "mean", "sum"),
    ("argmax", "argmin"),
    ("maximum", "minimum"),
)
_NEW_AXES = ("np.newaxis", "numpy.newaxis", "None")
_BUILT_IN = ("max", "min", "sum")
_REDUCTIONS = {"max", "min", "mean", "sum", "argmax", "argmin", "prod", "std", "logsumexp"}


def other_reduction(code: Code) -> Iterator[str]:
    """max, min, mean and sum for one another; argmin for argmax; minimum for maximum."""
    for call in code.nodes(ast.Call):
        name = called(call)
        for group in _ALIKE:
            known = group if isinstance(call.func, ast.Attribute) else _BUILT_IN
            for other in group:
                if name in group and name in known and other in known and other != name:
                    function = code.text(call.func).removesuffix(name) + other
                    yield code.replaced(call.func, function)


def other_axis(code: Code) -> Iterator[str]:
    """axis=0 for axis=1 and the reverse, none for either; 1 for none in a reduction.

    0 for none only where the code shows that the array is a matrix: a vector has no other axis.
    """
    for call in code.nodes(ast.Call):
        given = keyword(call, "axis")
        if given and constant(given.value) in (0, 1, -1):
            other = "1" if constant(given.value) == 0 else "0"
            yield code.replaced(call, call_text(code, call, axis=other))
            yield code.replaced(call, call_text(code, call, axis=None))
        elif not given and called(call) in _REDUCTIONS and _without_arguments(call):
            for axis in ("0", "1") if _of_matrix(code, call) else ("1",):
                yield code.replaced(call, call_text(code, call, axis=axis))


def _of_matrix(code: Code, call: ast.Call) -> bool:
    """Return whether an array, or what it is computed from, has columns elsewhere."""
    array = array_of(call)
    if array is None or any(isinstance(each, ast.Subscript) for each in ast.walk(array)):
        return False
    return bool(names_in(array) & _matrices(code.function(call) or code.tree))


def _matrices(function: ast.AST) -> set[str]:
    """Return the names that have columns: x[i, j], x.T, x.shape[1], x.sum(axis=1)."""
    found = set()
    for node in ast.walk(function):
        match node:
            case (
                ast.Subscript(value=ast.Name(id=name), slice=ast.Tuple())
                | ast.Attribute(value=ast.Name(id=name), attr="T")
                | ast.Subscript(
                    value=ast.Attribute(value=ast.Name(id=name), attr="shape"),
                    slice=ast.Constant(value=1),
                )
            ):
                found.add(name)
            case ast.Call(keywords=[*_, ast.keyword(arg="axis", value=ast.Constant(value=1))]):
                found |= names_in(array_of(node) or node)
    return found


def axis_given_without_its_name(code: Code) -> Iterator[str]:
    """The same for sum(1) and np.sum(x, 1)."""
    for call in code.nodes(ast.Call):
        place = 0 if is_method(call) else 1
        full = in_namespace(call) or is_method(call)
        if full and called(call) in _REDUCTIONS and len(call.args) == place + 1:
            axis = call.args[place]
            if constant(axis) in (0, 1, -1):
                yield code.replaced(axis, "1" if constant(axis) == 0 else "0")
                yield code.replaced(axis, "None")


def _without_arguments(call: ast.Call) -> bool:
    full = in_namespace(call) or is_method(call)
    return full and not call.keywords and len(call.args) == (0 if is_method(call) else 1)


def keepdims_dropped(code: Code) -> Iterator[str]:
    """No keepdims=True."""
    for call in code.nodes(ast.Call):
        given = keyword(call, "keepdims")
        if given and constant(given.value) is True:
            yield code.replaced(call, call_text(code, call, keepdims=None))


def new_axis_dropped(code: Code) -> Iterator[str]:
    """No [:, np.newaxis] or [:, None]."""
    for node in code.nodes(ast.Subscript):
        match node.slice:
            case ast.Tuple(
                elts=[ast.Slice(), ast.Attribute(attr="newaxis") | ast.Constant(value=None)]
            ):
                yield code.replaced(node, code.operand(node.value))


def epsilon_in_the_logarithm(code: Code) -> Iterator[str]:
    """log(x + 1e-8) and log of a clipped x."""
    for call in code.nodes(ast.Call):
        if called(call) == "log" and len(call.args) == 1:
            (of,) = call.args
            function = code.text(call.func)
            yield code.replaced(call, f"{function}({code.operand(of)} + 1e-8)")
            yield code.replaced(call, f"{function}(np.clip({code.text(of)}, 1e-8, 1.0))")
        elif called(call) == "log_softmax":
            softmax = code.text(call).replace("log_softmax", "softmax", 1)
            yield code.replaced(call, f"np.log({softmax})")
            yield code.replaced(call, f"np.log({softmax} + 1e-8)")
            yield code.replaced(call, f"np.log(np.clip({softmax}, 1e-8, 1.0))")


def other_logarithm(code: Code) -> Iterator[str]:
    """No logarithm, log2 and log1p for log; softmax for log_softmax."""
    for call in code.nodes(ast.Call):
        if called(call) == "log" and len(call.args) == 1:
            function = code.text(call.func)
            yield code.put(call, code.text(call.args[0]))
            yield code.replaced(call.func, f"{function}2")
            yield code.replaced(call.func, f"{function}1p")
        elif called(call) == "log_softmax":
            function = code.text(call.func).replace("log_softmax", "softmax")
            yield code.replaced(call.func, function)


def all_rows_for_pairs(code: Code) -> Iterator[str]:
    """[:, y] and [y] for [np.arange(N), y]."""
    for node, _, column in _pairs(code):
        array = code.operand(node.value)
        yield code.replaced(node, f"{array}[:, {code.text(column)}]")
        yield code.replaced(node, f"{array}[{code.text(column)}]")


def swapped_indices(code: Code) -> Iterator[str]:
    """[y, np.arange(N)] for [np.arange(N), y]."""
    for node, row, column in _pairs(code):
        indices = f"{code.text(column)}, {code.text(row)}"
        yield code.replaced(node, f"{code.operand(node.value)}[{indices}]")


def _pairs(code: Code) -> Iterator[tuple[ast.Subscript, ast.expr, ast.expr]]:
    """Yield indices of a row and a column, each of which is computed or a name."""
    for node in code.nodes(ast.Subscript):
        match node.slice:
            case ast.Tuple(elts=[row, column]):
                if not any(isinstance(each, ast.Slice | ast.Constant) for each in (row, column)):
                    yield node, row, column


def row_for_column(code: Code) -> Iterator[str]:
    """[k] for [:, k]."""
    for node in code.nodes(ast.Subscript):
        match node.slice:
            case ast.Tuple(elts=[ast.Slice(lower=None, upper=None), ast.Name() as column]):
                yield code.replaced(node, f"{code.operand(node.value)}[{column.id}]")


def swapped_operands(code: Code) -> Iterator[str]:
    """W @ X for X @ W; np.dot and np.outer the other way round."""
    for node in code.nodes(ast.BinOp):
        if isinstance(node.op, ast.MatMult):
            left, right = code.operand(node.left), code.operand(node.right)
            yield code.replaced(node, f"{right} @ {left}")
    for call in code.nodes(ast.Call):
        if called(call) in ("dot", "outer", "matmul") and len(call.args) == 2:
            first, second = map(code.text, call.args)
            yield code.replaced(call, f"{code.text(call.func)}({second}, {first})")


def transpose_dropped(code: Code) -> Iterator[str]:
    """X for X.T."""
    for node in code.nodes(ast.Attribute):
        if node.attr == "T":
            yield code.replaced(node, code.operand(node.value))


def entrywise_product(code: Code) -> Iterator[str]:
    """* for @."""
    for node in code.nodes(ast.BinOp):
        if isinstance(node.op, ast.MatMult):
            yield code.replaced(node, f"{code.operand(node.left)} * {code.operand(node.right)}")


def integers_and_booleans(code: Code) -> Iterator[str]:
    """dtype=int and dtype=bool of new arrays; astype(int) and astype(bool)."""
    for call in code.nodes(ast.Call):
        name = called(call)
        if name in ("zeros", "zeros_like", "ones", "empty") and not keyword(call, "dtype"):
            for dtype in ("int", "bool"):
                yield code.replaced(call, call_text(code, call, dtype=dtype))
        elif name == "astype" and is_method(call) and len(call.args) == 1:
            for dtype in ("int", "bool"):
                yield code.replaced(call.args[0], dtype)


def mask_of_another_array(code: Code) -> Iterator[str]:
    """(dout > 0) for (Z > 0): any other array that is there by then."""
    for node in code.nodes(ast.Compare):
        left = node.left
        if isinstance(left, ast.Name) and not isinstance(code.parent(node), ast.If | ast.While):
            for name in _arrays_before(code, node):
                if name != left.id:
                    yield code.replaced(left, name)


def _arrays_before(code: Code, node: ast.expr) -> list[str]:
    """Return the names that the function has before a line, in their order."""
    function = code.function(node)
    body = ast.walk(function) if function else ()
    stored = [
        (each.lineno, each.col_offset, each.id)
        for each in body
        if isinstance(each, ast.Name) and isinstance(each.ctx, ast.Store)
    ]
    earlier = [name for line, _, name in sorted(stored) if line < node.lineno]
    return list(dict.fromkeys([*code.parameters(node), *earlier]))


def mask_dropped(code: Code) -> Iterator[str]:
    """All of p for p[used], where used is a comparison."""
    masks = {
        target.id
        for each in code.nodes(ast.Assign)
        for target in each.targets
        if isinstance(target, ast.Name) and isinstance(each.value, ast.Compare)
    }
    for node in code.nodes(ast.Subscript):
        if isinstance(node.slice, ast.Name) and node.slice.id in masks:
            yield code.replaced(node, code.operand(node.value))


NUMPY = (
    other_reduction,
    other_axis,
    axis_given_without_its_name,
    keepdims_dropped,
    new_axis_dropped,
    epsilon_in_the_logarithm,
    other_logarithm,
    all_rows_for_pairs,
    swapped_indices,
    row_for_column,
    swapped_operands,
    transpose_dropped,
    entrywise_product,
    integers_and_booleans,
    mask_of_another_array,
    mask_dropped,
)
