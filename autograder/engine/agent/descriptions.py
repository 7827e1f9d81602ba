"""What the grader is told of an object that stays here: its kind, names, parameters and class."""

import inspect
import types
from collections.abc import Callable, Iterator
from enum import Enum
from typing import Any

from autograder.engine.wire.frames import Unsendable
from autograder.engine.wire.pack import Packer

Description = dict[str, Any]
# Says a class to the grader: by its number, or by its name if it is a library's.
ClassNode = Callable[[type], Any]

SPECIAL = (
    *("eq", "ne", "lt", "le", "gt", "ge", "hash", "bool", "len", "iter", "next", "contains"),
    *("getitem", "setitem", "delitem", "call", "enter", "exit", "await", "missing", "str"),
    *("repr", "int", "float", "complex", "index", "abs", "neg", "pos", "invert", "round"),
)
_NATIVE = (
    *("function", "builtin_function_or_method", "method", "generator", "coroutine", "map", "zip"),
    *("filter", "enumerate", "reversed", "dict_keys", "dict_values", "dict_items", "code", "cell"),
    *("property", "list_iterator", "tuple_iterator", "async_generator"),
)
_SHAPES: tuple[type, ...] = (*(int, float, complex, str, bytes, tuple, frozenset, list, dict, set),)
_MOST_NAMES = 500


def describe(value: Any, class_node: ClassNode | None = None) -> Description:  # noqa: ANN401
    """Return kind, names, documentation, parameters and class of an object."""
    kind = _kind(value)
    described: Description = {
        "kind": kind,
        "class": type(value).__name__,
        "name": str(getattr(value, "__name__", "")),
        "doc": _text(getattr(value, "__doc__", None)),
        "callable": callable(value),
    }
    if kind == "exception class":
        described["bases"] = builtin_bases(value)
    if callable(value):
        described["parameters"] = _parameters(value)
        described["module"] = _text(getattr(value, "__module__", None))
    if class_node is not None:
        _add_class(described, value, class_node)
    return described


def _add_class(described: Description, value: Any, class_node: ClassNode) -> None:  # noqa: ANN401
    if isinstance(value, type):
        described["node"] = class_node(value)
    elif type(value).__module__ == "builtins" and type(value).__name__ in _NATIVE:
        described["native"] = type(value).__name__
        if inspect.isfunction(value):
            described["async"] = _asynchronous(value)
    else:
        described["type"] = class_node(type(value))


def _asynchronous(value: Any) -> str:  # noqa: ANN401 - a function
    """Return which kind of function it is besides: 'generator', 'coroutine' or none."""
    if inspect.isgeneratorfunction(value):
        return "generator"
    return "coroutine" if inspect.iscoroutinefunction(value) else ""


def describe_class(kind: type, class_node: ClassNode) -> Description:
    """Return what the grader needs to have a class of that name and those bases."""
    shape = next((each.__name__ for each in _SHAPES if issubclass(kind, each)), "")
    described: Description = {
        "name": kind.__name__,
        "qualname": kind.__qualname__,
        "module": kind.__module__,
        "doc": _text(kind.__dict__.get("__doc__")),
        "bases": [class_node(base) for base in kind.__bases__ if base is not object],
        "special": list(_special(kind)),
        "names": [name for name in kind.__dict__ if isinstance(name, str)][:_MOST_NAMES],
        "methods": [n for n, v in kind.__dict__.items() if callable(v)][:_MOST_NAMES],
        "abstract": sorted(map(str, getattr(kind, "__abstractmethods__", ()) or ())),
        "shape": shape,
        "parameters": _parameters(kind),
        "fields": [str(name) for name in getattr(kind, "__dataclass_fields__", ())],
    }
    if issubclass(kind, Enum):
        described |= _enum(kind)
    elif shape == "tuple" and hasattr(kind, "_fields"):
        described["named"] = [str(name) for name in kind._fields]
        described["defaults"] = _packed(list(getattr(kind, "_field_defaults", {}).items()))
    if issubclass(kind, BaseException):
        described["errors"] = builtin_bases(kind)
    return described


def _enum(kind: type[Enum]) -> Description:
    base = next(each.__name__ for each in kind.__mro__ if each.__module__ == "enum")
    members = [[name, member.value] for name, member in kind.__members__.items()]
    return {"enum": base, "members": _packed(members)}


def _packed(value: object) -> Any:  # noqa: ANN401 - a node, None if it needs more than that
    packer = Packer()
    try:
        node = packer.pack(value)
    except Unsendable:
        return None
    return None if packer.blob else node


def _special(kind: type) -> Iterator[str]:
    """Yield the special methods that a class has, but for those that every class has."""
    for name in SPECIAL:
        found = getattr(kind, f"__{name}__", None)
        if found is not None and found is not getattr(object, f"__{name}__", None):
            # A class's own methods, not its metaclass's: __call__, for one.
            own = any(f"__{name}__" in base.__dict__ for base in kind.__mro__)
            yield from [name] if own else []


def builtin_bases(kind: type) -> list[str]:
    """Return the names of the built-in exceptions that an exception class derives from."""
    return [base.__name__ for base in kind.__mro__ if base.__module__ == "builtins"]


def _kind(value: Any) -> str:  # noqa: ANN401 - any object
    if isinstance(value, type):
        return "exception class" if issubclass(value, BaseException) else "class"
    if isinstance(value, types.ModuleType):
        return "module"
    if inspect.isawaitable(value):
        return "awaitable"
    return "iterator" if hasattr(type(value), "__next__") else "instance"


def _parameters(value: Any) -> list[list[Any]] | None:  # noqa: ANN401 - a callable
    """Return [name, kind, has a default] of each parameter, None if that can't be told.

    A default and an annotation follow, as nodes, where there are any that can be told.
    """
    try:
        signature = inspect.signature(value)
        rows = [
            [p.name, int(p.kind), p.default is not p.empty, *_more(p.default, p.annotation)]
            for p in signature.parameters.values()
        ]
        if signature.return_annotation is not signature.empty:
            rows.append(["", -1, False, None, _packed([signature.return_annotation])])
    except Exception:  # built-in functions have none, a student's __signature__ may be anything
        return None
    return rows


def _more(default: object, annotation: object) -> list[Any]:
    empty = inspect.Parameter.empty
    if default is empty and annotation is empty:
        return []
    return [
        None if default is empty else _packed([default]),
        None if annotation is empty else _packed([annotation]),
    ]


def _text(value: object) -> str | None:
    return value[:5000] if isinstance(value, str) else None
