"""What in a test may be why it scores otherwise apart, as far as its syntax tree shows."""

import ast
from collections.abc import Callable, Iterable, Iterator

from autograder.notebooks.code import names_of

_PATCHES = ("patch", "monkeypatch", "MagicMock")
_LOOKS = ("getsource", "getsourcelines", "signature", "getfullargspec", "getdoc", "getmembers")
_PARTS = (
    "__code__",
    "__globals__",
    "__defaults__",
    "__wrapped__",
    "__annotations__",
    "__bases__",
    "__dict__",
)
_NAMES = ("globals", "locals", "vars", "dir", "get_ipython", "In", "Out", "exec", "eval")
_TYPES = ("isinstance", "issubclass", "type", "__class__", "id")
_FILES = ("open", "exists", "isfile", "listdir", "remove", "read_csv", "getsize", "loadtxt")
_RANDOM = ("seed", "default_rng", "RandomState")


def construct_of(test: str, solutions: Iterable[str]) -> str:
    """Return the name of the first construct that a test holds, "other" if none is known."""
    try:
        nodes = list(ast.walk(ast.parse(test)))
    except (SyntaxError, ValueError):
        return "magic"
    names = set(_names(nodes))
    return next((each for each, holds in _RULES if holds(nodes, names)), "") or (
        "binds" if _binds(test, solutions) else "other"
    )


Holds = Callable[[list[ast.AST], set[str]], bool]


def _any_of(known: Iterable[str]) -> Holds:
    return lambda _, names: not names.isdisjoint(known)


def _assigns_attribute(nodes: list[ast.AST], _: set[str]) -> bool:
    return any(isinstance(n, ast.Attribute) and isinstance(n.ctx, ast.Store) for n in nodes)


def _deletes(nodes: list[ast.AST], _: set[str]) -> bool:
    return any(isinstance(n, ast.Name) and isinstance(n.ctx, ast.Del) for n in nodes)


def _asks_which(nodes: list[ast.AST], _: set[str]) -> bool:
    """Return whether it compares by identity with something else than None, True or False."""
    return any(
        isinstance(op, ast.Is | ast.IsNot) and not isinstance(right, ast.Constant)
        for n in nodes
        if isinstance(n, ast.Compare)
        for op, right in zip(n.ops, n.comparators, strict=True)
    )


_RULES: tuple[tuple[str, Holds], ...] = (
    ("patches", _any_of(_PATCHES)),
    ("looks-into", _any_of((*_LOOKS, *_PARTS))),
    ("names", _any_of(_NAMES)),
    ("deletes", _deletes),
    ("types", _any_of(_TYPES)),
    ("identity", _asks_which),
    ("patches", _assigns_attribute),
    ("files", _any_of(_FILES)),
    ("random", _any_of(_RANDOM)),
)
CONSTRUCTS = tuple(dict.fromkeys([*(name for name, _ in _RULES), "binds", "magic", "other"]))


def _names(nodes: Iterable[ast.AST]) -> Iterator[str]:
    for node in nodes:
        if isinstance(node, ast.Name):
            yield node.id
        elif isinstance(node, ast.Attribute):
            yield node.attr


def _binds(test: str, solutions: Iterable[str]) -> bool:
    """Return whether a test binds a name that the instructor's own solution reads."""
    own = names_of(test)
    theirs = [each.takes for each in map(names_of, solutions) if each]
    return bool(own) and any(not own.gives.isdisjoint(takes) for takes in theirs) if own else False
