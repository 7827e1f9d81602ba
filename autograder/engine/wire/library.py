"""Objects of libraries that cross as plain data: what they hold goes over, and is made anew there.

No library reads bytes of the other side: a table is its columns, an expression its parts. A library
is imported only when one of its objects comes, and only one of those named here.
"""

import importlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

_PACKAGE = "autograder.engine.wire"
# Which module of ours knows the objects of which library, by the library's name.
_MODULES = {
    **dict.fromkeys(
        ("collections", "datetime", "decimal", "fractions", "pathlib", "types", "uuid"),
        "standard_values",
    ),
    **dict.fromkeys(("random", "_io", "io", "builtins", "re", "functools"), "standard_values"),
    "typing": "annotations",
    "numpy": "numpy_values",
    "pandas": "tables",
    "sympy": "symbols",
    "scipy": "scientific",
    "networkx": "scientific",
}
_loaded: set[str] = set()


@dataclass(frozen=True)
class Codec:
    """A type of a library's, and how its objects become plain data and come of it again.

    `made` believes nothing: it raises TypeError, ValueError or KeyError for other data than
    `plain` gives. `filled` makes an object equal to another one in place, where it can be changed.
    """

    kind: type
    plain: Callable[[Any], Any]
    made: Callable[[Any], Any]
    filled: Callable[[Any, Any], None] | None = None
    name: str = ""


_by_type: dict[type, Codec] = {}
_by_name: dict[str, Codec] = {}


def register(name: str, codec: Codec) -> None:
    """Let objects of exactly the codec's type cross under a name, which starts with a library's."""
    named = Codec(codec.kind, codec.plain, codec.made, codec.filled, name)
    _by_type[codec.kind] = _by_name[name] = named


def codec_of(value: object) -> Codec | None:
    """Return how an object crosses as plain data, None if it doesn't."""
    kind = type(value)
    found = _by_type.get(kind)
    if found is None and _load(kind.__module__):
        found = _by_type.get(kind)
    if found is None and type(kind).__module__ == "sympy.core.function":
        return codec_named("sympy.Symbol")  # f(x), whose type is f
    return found


def codec_of_base(value: object) -> Codec | None:
    """Return how an object of a class derived from a library's type crosses: as that type."""
    for kind in type(value).__mro__[1:-1]:
        found = codec_of_type(kind)
        if found is not None:
            return found
    return None


def codec_of_type(kind: type) -> Codec | None:
    """Return how objects of a type cross, None if they don't; arrays cross in their own way."""
    if kind not in _by_type:
        _load(kind.__module__)
    found = _by_type.get(kind)
    return None if found is None or found.name == "numpy.ndarray" else found


def codec_named(name: object) -> Codec | None:
    """Return how objects of that name are made."""
    if not isinstance(name, str):
        return None
    if name not in _by_name:
        _load(name)
    return _by_name.get(name)


def name_of_type(kind: type) -> str:
    """Return the name under which a library's type crosses itself, '' if it doesn't."""
    if kind not in _by_type:
        _load(kind.__module__)
    found = _by_type.get(kind)
    return found.name if found else ""


def type_named(name: str) -> type | None:
    """Return the type of that name."""
    found = codec_named(name)
    return found.kind if found else None


def _load(name: object) -> bool:
    """Import what knows a library's objects; return whether there is something new."""
    library = name.partition(".")[0] if isinstance(name, str) else ""
    module = _MODULES.get(library)
    if module is None or f"{module} {library}" in _loaded:
        return False
    _loaded.add(f"{module} {library}")
    try:
        found = importlib.import_module(f"{_PACKAGE}.{module}")
        found.load(library)
    except ImportError:  # the library is not there, or another version of it
        return False
    return True
