"""How a right answer goes about it, by its syntax tree: loops, einsum, log-sum-exp and the like."""

import ast
from collections.abc import Iterator
from functools import lru_cache

from autograder.findings import text

Seen = tuple[int | None, tuple[str, ...]]
_LOOPS = (ast.For, ast.While)
# What a call of these names means, by the name that the catalogue has words for.
_CALLS = {
    "einsum": "approach.einsum",
    "tensordot": "approach.einsum",
    "logsumexp": "approach.log-sum-exp",
    "logaddexp": "approach.log-sum-exp",
    "log_softmax": "approach.log-sum-exp",
    "eye": "approach.one-hot",
    "one_hot": "approach.one-hot",
    "add.at": "approach.add-at",
    "bincount": "approach.add-at",
    "outer": "approach.outer",
    "vectorize": "approach.vectorize",
    "apply_along_axis": "approach.vectorize",
    "matrix": "approach.matrix-class",
}
_PRODUCTS = ("dot", "matmul")


def approach_of(source: str) -> tuple[str, ...]:
    """Return what an answer's code does, each in a few words, its loops first.

    Code that can't be read has no approach. Names of variables and the order of lines don't count.
    """
    return in_words(seen_in(source))


def in_words(seen: Seen) -> tuple[str, ...]:
    """Return what is seen in code as people read it."""
    depth, features = seen
    return () if depth is None else (_loops(depth), *map(text, features))


@lru_cache(maxsize=4096)  # many hand in the same code, and a page is asked for again and again
def seen_in(source: str) -> Seen:
    """Return how deep loops stand in one another, None for what is no code; and what else is."""
    try:
        tree = ast.parse(source)
        return _depth(tree), tuple(sorted(set(_features(tree))))
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None, ()


def _loops(depth: int) -> str:
    names = ("approach.no-loop", "approach.one-loop", "approach.two-loops")
    return text(names[depth]) if depth < len(names) else text("approach.loops", depth=depth)


def _depth(node: ast.AST) -> int:
    """Return how deep loops stand in one another."""
    deepest, waiting = 0, [(node, 0)]
    while waiting:
        each, depth = waiting.pop()
        if isinstance(each, _COMPREHENSIONS):
            depth += len(each.generators)
        elif isinstance(each, _LOOPS):
            depth += 1
        deepest = max(deepest, depth)
        waiting += [(child, depth) for child in ast.iter_child_nodes(each)]
    return deepest


_COMPREHENSIONS = (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)


def _features(tree: ast.AST) -> Iterator[str]:
    calls = set[str]()
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            calls.update(_called(node.func))
        elif isinstance(node, ast.BinOp) and isinstance(node.op, ast.MatMult):
            calls.add("dot")
        elif isinstance(node, ast.Subscript) and _picks(node):
            yield "approach.fancy-index"
    yield from (_CALLS[each] for each in calls if each in _CALLS)
    if calls.intersection(_PRODUCTS):
        yield "approach.products"
    if "exp" in calls and calls.intersection(("max", "amax", "maximum.reduce")):
        yield "approach.shifted-exp"
    if _recursive(tree, calls):
        yield "approach.recursion"


def _called(node: ast.expr) -> Iterator[str]:
    if isinstance(node, ast.Name):
        yield node.id
    elif isinstance(node, ast.Attribute):
        yield node.attr
        if isinstance(node.value, ast.Attribute | ast.Name):
            before = node.value.attr if isinstance(node.value, ast.Attribute) else node.value.id
            yield f"{before}.{node.attr}"


def _picks(node: ast.Subscript) -> bool:
    """Return whether entries are picked by two lists of indices, as in `S[np.arange(N), y]`."""
    parts = node.slice.elts if isinstance(node.slice, ast.Tuple) else []
    ranges = (each for each in parts if isinstance(each, ast.Call))
    return any({"arange", "range"}.intersection(_called(each.func)) for each in ranges)


def _recursive(tree: ast.AST, calls: set[str]) -> bool:
    return any(
        isinstance(inner, ast.Call) and isinstance(inner.func, ast.Name) and inner.func.id == f.name
        for f in ast.walk(tree)
        if isinstance(f, ast.FunctionDef) and f.name in calls
        for statement in f.body
        for inner in ast.walk(statement)
    )
