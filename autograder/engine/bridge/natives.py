"""Which type a proxy says that it is: a function's is that of functions, a library's its own.

`isinstance` asks for `__class__`, and so do most tests; nothing of such a type is ever called.
"""

import inspect
import sys
import types
from collections.abc import Iterable
from functools import lru_cache
from typing import Any

_KINDS: tuple[type, ...] = (
    *(types.FunctionType, types.BuiltinFunctionType, types.MethodType, types.GeneratorType),
    *(types.CoroutineType, types.CodeType, types.CellType, map, zip, filter, enumerate),
    *(reversed, property, type({}.keys()), type({}.values()), type({}.items())),
    *(type(iter([])), type(iter(())), types.AsyncGeneratorType),
)
NATIVE: dict[str, type] = {each.__name__: each for each in _KINDS}
# Bases of the standard library's that say only what a class has.
_NOMINAL = frozenset(("abc", "collections.abc", "numbers"))
_NEVER = frozenset(("numpy",))  # what it has crosses as data


class NativeKind(type):
    """A class of proxies that is equal to the type for which it stands."""

    def __eq__(cls, other: object) -> bool:
        native = cls.__dict__.get("_native")
        same = native is not None and getattr(other, "_native", other) is native
        return cls is other or same

    def __hash__(cls) -> int:
        return hash(cls.__dict__.get("_native", id(cls)))

    @property
    def __signature__(cls) -> inspect.Signature:
        """None that anybody could call it by."""
        return inspect.Signature()


@lru_cache(maxsize=500)
def native_class(native: type, base: type) -> Any:  # noqa: ANN401 - a class of proxies
    """Return a class of proxies whose instances say that they are of the native type."""
    body: dict[str, Any] = {
        "__slots__": (),
        "_native": native,
        "__class__": property(lambda _: native),
        "__module__": native.__module__,
        "__doc__": base.__dict__.get("__doc__"),
    }
    return NativeKind(native.__name__, (base,), body)


def library_class(node: str, roots: frozenset[str]) -> type | None:
    """Return a class that this process has imported, by 'module:name', None if it isn't to be had.

    `roots` are the libraries that the course's own cells import.
    """
    module, _, qualname = node.partition(":")
    root = module.partition(".")[0]
    known = module in _NOMINAL or (root in roots and root not in _NEVER)
    found: Any = sys.modules.get(module) if known else None
    for part in qualname.split("."):
        found = getattr(found, "__dict__", {}).get(part)
    return found if isinstance(found, type) else None


def roots_of(modules: Iterable[str]) -> frozenset[str]:
    """Return the libraries among modules, without Python's own."""
    tops = {name.partition(".")[0] for name in modules}
    return frozenset(tops - sys.stdlib_module_names)
