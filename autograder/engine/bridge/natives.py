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
_FUNCTIONS = (types.FunctionType, types.BuiltinFunctionType, types.MethodType)
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
        "__module__": property(lambda self: self._handle.module or native.__module__)
        if native in _FUNCTIONS
        else native.__module__,
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


# Exceptions of Python's own modules and of numpy, which a test names by their classes.
_ERRORS = frozenset(
    (
        *("numpy.linalg:LinAlgError", "numpy.exceptions:AxisError", "json.decoder:JSONDecodeError"),
        *("statistics:StatisticsError", "dataclasses:FrozenInstanceError", "zlib:error"),
        *("struct:error", "binascii:Error", "re:error", "_csv:Error", "queue:Full", "_queue:Empty"),
        *("decimal:InvalidOperation", "decimal:DivisionByZero", "decimal:Inexact"),
        *("sqlite3:Error", "sqlite3:IntegrityError", "sqlite3:OperationalError"),
        *("sqlite3:ProgrammingError", "configparser:NoSectionError", "configparser:NoOptionError"),
        *("subprocess:CalledProcessError", "subprocess:TimeoutExpired", "shutil:Error"),
        *("zoneinfo._common:ZoneInfoNotFoundError", "copy:Error", "urllib.error:URLError"),
    )
)


def library_error(node: str) -> type[Exception] | None:
    """Return an exception class of a library, if it is one of those above and imported here."""
    module, _, name = node.partition(":")
    found = getattr(sys.modules.get(module), name, None) if node in _ERRORS else None
    return found if isinstance(found, type) and issubclass(found, Exception) else None


def roots_of(modules: Iterable[str]) -> frozenset[str]:
    """Return the libraries among modules, without Python's own."""
    tops = {name.partition(".")[0] for name in modules}
    return frozenset(tops - sys.stdlib_module_names)
