"""Slips with whole lines: out of a loop, into an if, in place where a copy was meant."""

import ast
from collections.abc import Iterator, Sequence

from autograder.instructors.audit.code_edits import Code, array_of, called, in_namespace, names_in

_Block = ast.For | ast.While | ast.If
_JUMPS = (ast.Return, ast.Continue, ast.Break, ast.Raise)
_COPIES = ("copy", "array", "astype", "zeros_like", "empty_like", "ones_like", "asarray")
_IN_PLACE = {ast.Add: "+=", ast.Sub: "-=", ast.Mult: "*=", ast.Div: "/="}
_WITH_OUT = ("maximum", "minimum", "exp", "abs", "clip", "square", "negative")


def line_dropped(code: Code) -> Iterator[str]:
    """No line that changes what is there already: x += 1, x[i] = 0, x = x / N, x.append(1)."""
    for node in code.nodes(ast.stmt):
        match node:
            case ast.AugAssign() | ast.Assign(targets=[ast.Subscript()]) | ast.Expr(ast.Call()):
                yield code.replaced(node, "pass")
            case ast.Assign(targets=[ast.Name(id=name)], value=value) if name in names_in(value):
                yield code.replaced(node, "pass")


def other_assignment(code: Code) -> Iterator[str]:
    """= and -= for +=, = and += for -=."""
    for node in code.nodes(ast.AugAssign):
        target, value = code.text(node.target), code.text(node.value)
        other = {"Add": "-=", "Sub": "+="}.get(type(node.op).__name__)
        for sign in ("=", other):
            if sign:
                yield code.replaced(node, f"{target} {sign} {value}")


def line_moved_out(code: Code) -> Iterator[str]:
    """A line of a loop or an if after it; the first before it."""
    for block in _blocks(code):
        if len(block.body) < 2:
            continue
        for statement in block.body:
            if not isinstance(statement, _JUMPS):
                yield _moved(code, statement, block, "after")
        first = block.body[0]
        stays = isinstance(first, _JUMPS) or names_in(first) & _targets(block)
        if not (stays or _is_elif(code, block)):
            yield _moved(code, first, block, "before")


def line_moved_in(code: Code) -> Iterator[str]:
    """A line before or after a loop or an if in it, where that can mean something else."""
    for block in _blocks(code):
        before, after = _neighbours(code, block)
        for statement in before:
            if _matters_at_the_start(statement, block):
                yield _moved(code, statement, block, "start")
        for statement in after if not isinstance(block.body[-1], _JUMPS) else ():
            if _matters_at_the_end(statement, block):
                yield _moved(code, statement, block, "end")


def _blocks(code: Code) -> Iterator[_Block]:
    for node in code.nodes(ast.stmt):
        if isinstance(node, _Block) and not node.orelse and node.body[0].lineno > node.lineno:
            yield node


def _neighbours(code: Code, block: ast.stmt) -> tuple[Sequence[ast.stmt], Sequence[ast.stmt]]:
    """Return the plain lines before and after a block, of those that may be changed."""
    parent = code.parent(block)
    lists = (getattr(parent, name, []) for name in ("body", "orelse", "finalbody"))
    body: list[ast.stmt] = next((each for each in lists if block in each), [block])
    place = body.index(block)
    parts = body[:place], body[place + 1 :]
    before, after = (
        [each for each in part if each.lineno in code.lines and not isinstance(each, _Block)]
        for part in parts
    )
    return before, after


def _is_elif(code: Code, block: _Block) -> bool:
    row = code.source.splitlines()[block.lineno - 1]
    return row[block.col_offset :].startswith("elif")


def _matters_at_the_start(statement: ast.stmt, block: _Block) -> bool:
    """Return whether a block changes what a line before it sets or reads, and can begin without it.

    Else each turn of a loop would do the same again.
    """
    if isinstance(block, ast.If):
        return not names_in(block.test) & _stored(statement)
    header = block.iter if isinstance(block, ast.For) else block.test
    return not names_in(header) & _stored(statement) and bool(names_in(statement) & _changed(block))


def _matters_at_the_end(statement: ast.stmt, block: _Block) -> bool:
    """Return whether the last turn alone would not do the same as the line after a loop."""
    if not isinstance(statement, ast.Assign) or isinstance(block, ast.If):
        return True
    loops = (each for each in ast.walk(block) if isinstance(each, ast.For))
    own = set[str]().union(*(names_in(each.target) for each in loops))  # each turn sets them
    return bool(_stored(statement) & names_in(block) - own)


def _stored(node: ast.AST) -> set[str]:
    names = (each for each in ast.walk(node) if isinstance(each, ast.Name))
    return {each.id for each in names if isinstance(each.ctx, ast.Store)}


def _changed(node: ast.AST) -> set[str]:
    """Return the names that are set, also in part, or whose methods are called as a line."""
    found = _stored(node)
    for each in ast.walk(node):
        match each:
            case ast.Subscript(value=ast.Name(id=name), ctx=ast.Store()):
                found.add(name)
            case ast.Expr(value=ast.Call(func=ast.Attribute(value=ast.Name(id=name)))):
                found.add(name)
            case ast.Expr(value=ast.Call(args=args)):
                found |= set().union(*map(names_in, args))
    return found


def _targets(block: _Block) -> set[str]:
    return names_in(block.target) if isinstance(block, ast.For) else set()


def _moved(code: Code, statement: ast.stmt, block: _Block, to: str) -> str:
    """Return the source with a line at another place, as far in as the lines there."""
    rows = code.source.splitlines()
    start, end = statement.lineno - 1, statement.end_lineno or statement.lineno
    beside = block.body[0] if to in ("start", "end") else block
    shift = beside.col_offset - statement.col_offset
    put = [_indented(row, shift) for row in rows[start:end]]
    at = {
        "before": block.lineno - 1,
        "after": block.end_lineno or block.lineno,
        "start": block.body[0].lineno - 1,
        "end": block.end_lineno or block.lineno,
    }[to]
    kept = [None if start <= number < end else row for number, row in enumerate(rows)]
    placed = [*kept[:at], *put, *kept[at:]]
    return "\n".join(row for row in placed if row is not None)


def _indented(row: str, shift: int) -> str:
    return " " * shift + row if shift >= 0 else row[-shift:]


def in_place_for_a_copy(code: Code) -> Iterator[str]:
    """W -= step for W = W - step where W was given; W -= step before V = W; out=Z."""
    for node in code.nodes(ast.Assign):
        match node:
            case ast.Assign(targets=[target], value=ast.BinOp() as value):
                yield from _in_place(code, node, target, value)
            case ast.Assign(targets=[ast.Tuple(elts=targets)], value=ast.Tuple(elts=values)):
                rows = [_both(code, *pair) for pair in zip(targets, values, strict=False)]
                if all(rows):
                    yield code.replaced(node, ("\n" + " " * node.col_offset).join(rows))
    for call in code.nodes(ast.Call):
        array = next((each for each in call.args if _given(code, each)), None)
        if called(call) in _WITH_OUT and in_namespace(call) and array is not None:
            yield code.replaced(call, f"{code.text(call)[:-1]}, out={code.text(array)})")


def _in_place(code: Code, node: ast.Assign, target: ast.expr, value: ast.BinOp) -> Iterator[str]:
    number = isinstance(value.right, ast.Constant)  # x + 1 says nothing of x: it may be a number
    if number or not _given(code, value.left) or type(value.op) not in _IN_PLACE:
        return
    row = _both(code, value.left, value)
    if code.text(target) != code.text(value.left):
        row += f"\n{' ' * node.col_offset}{code.text(target)} = {code.text(value.left)}"
    yield code.replaced(node, row)


def _both(code: Code, target: ast.expr, value: ast.expr) -> str:
    """Return target = target - x as one that works in place, '' for all else."""
    operator = _IN_PLACE.get(type(value.op)) if isinstance(value, ast.BinOp) else None
    if not isinstance(value, ast.BinOp) or not operator or not _given(code, target):
        return ""
    same = code.text(target) == code.text(value.left)
    return f"{code.text(target)} {operator} {code.text(value.right)}" if same else ""


def _given(code: Code, node: ast.expr) -> bool:
    """Return whether others may hold this array too: a parameter, an attribute of self."""
    match node:
        case ast.Name(id=name):
            return name in code.parameters(node)
        case ast.Attribute(value=ast.Name(id="self")):
            return True
    return False


def alias_for_a_copy(code: Code) -> Iterator[str]:
    """W for np.zeros_like(W), np.array(W), W.copy() and W.astype(float)."""
    for call in code.nodes(ast.Call):
        array = array_of(call)
        if called(call) in _COPIES and isinstance(array, ast.expr):
            yield code.put(call, code.text(array))


def one_array_for_two(code: Code) -> Iterator[str]:
    """One array under two names: a = b = x.copy() for a, b = x.copy(), x.copy()."""
    for node in code.nodes(ast.Assign):
        match node:
            case ast.Assign(
                targets=[ast.Tuple(elts=[a, b])], value=ast.Tuple(elts=[ast.Call() as one, other])
            ):
                if ast.dump(one) == ast.dump(other):
                    yield code.replaced(node, f"{code.text(a)} = {code.text(b)} = {code.text(one)}")


LINES = (
    line_dropped,
    other_assignment,
    line_moved_out,
    line_moved_in,
    in_place_for_a_copy,
    alias_for_a_copy,
    one_array_for_two,
)
