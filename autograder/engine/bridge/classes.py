"""Classes of the student's, as classes here: so `type(x)` and `isinstance` are Python's own.

An instance of one is a proxy; what it does is done in the student's process. A class that holds
data (an enum, a named tuple, a subclass of list) is a real one of its kind, and its instances cross
by what they hold: the student's process can't say that such data is equal to anything.
"""

import collections
import enum
from collections.abc import Callable
from types import FunctionType
from typing import TYPE_CHECKING, Any

from autograder.engine.bridge.code_guard import GUARD
from autograder.engine.bridge.exceptions import NotComparable
from autograder.engine.bridge.handles import Handle
from autograder.engine.wire.frames import WireError
from autograder.engine.wire.unpack import Unpacker
from autograder.findings import text

if TYPE_CHECKING:
    from autograder.engine.bridge.student import Student

_SHAPES: dict[str, type] = {
    each.__name__: each
    for each in (int, float, complex, str, bytes, tuple, frozenset, list, dict, set)
}
_NUMBERS = (int, float, complex)
_ENUMS: dict[str, Any] = {
    each.__name__: each for each in (enum.Enum, enum.IntEnum, enum.StrEnum, enum.Flag, enum.IntFlag)
}
# What an instance lacks if its class does: Python looks for these on the class, and so do the
# abstract classes of `collections.abc`.
_IF_THERE = ("iter", "len", "getitem", "setitem", "delitem", "enter", "exit", "await")
_MOST = 500
_READ_HERE = frozenset(("__class__", "_handle", "__doc__", "__module__", "__slots__"))
_OF_CLASSES = ("__name__", "__qualname__", "__module__", "__doc__")


_OURS = "autograder.engine.bridge"


def _bases(cls: Any) -> Any:  # noqa: ANN401 - a tuple of classes
    return _visible(cls, "bases", (object,))


def _mro(cls: Any) -> Any:  # noqa: ANN401 - a tuple of classes
    own = type.__dict__["__mro__"].__get__(cls)
    return tuple(each for each in own if not each.__module__.startswith(_OURS))


def _names_of(cls: Any) -> Any:  # noqa: ANN401 - a mapping; a value is looked up when it is asked
    return ClassNames(cls, _visible(cls, "names", ()))


class StudentClass(type):
    """The class of the student's classes; `_own_handle` of one asks the student's process."""

    _own_handle: Handle
    _visible: dict[str, Any]

    def __call__(cls, *args: Any, **kwargs: Any) -> Any:  # noqa: ANN401 - an instance
        """Make an instance there."""
        return handle_of(cls).call(args, kwargs)

    def __getattribute__(cls, name: str) -> Any:  # noqa: ANN401 - any attribute
        """Read an attribute; a special method of this kit's is the student's, or `object`'s own."""
        found = type.__getattribute__(cls, name)
        special = name.startswith("__")
        if special and not _is_ours(found):
            return found
        # A locked class, from which it derives, may have one of that name, too.
        asked = special or not name.startswith("_")
        if asked and any(name in _visible(each, "names", ()) for each in type.mro(cls)):
            return handle_of(cls).operate("getattr", cls, name)
        return getattr(object, name, found) if special else found

    def __getattr__(cls, name: str) -> Any:  # noqa: ANN401 - any attribute
        if name.startswith(("_repr_", "_ipython_")) or name in _HIDDEN:
            raise AttributeError(text("bridge.no-attribute", what=cls.__name__, name=name))
        if "_own_handle" not in type.__dict__["__dict__"].__get__(cls):
            raise AttributeError(name)
        return handle_of(cls).operate("getattr", cls, name)

    def __setattr__(cls, name: str, value: object) -> None:
        if name in _SET_HERE:
            type.__setattr__(cls, name, value)
        else:
            handle_of(cls).operate("setattr", cls, name, value)

    def __delattr__(cls, name: str) -> None:
        handle_of(cls).operate("delattr", cls, name)

    # As the student's own class has them, without this kit's part in it.
    __bases__ = property(_bases)
    __mro__ = property(_mro)
    __dict__ = property(_names_of)  # type: ignore[misc]

    def __dir__(cls) -> list[str]:
        return [str(name) for name in handle_of(cls).operate("dir", cls)]

    @property
    def __signature__(cls) -> Any:  # noqa: ANN401 - inspect.Signature
        """The parameters that it takes to make an instance."""
        return handle_of(cls).signature()


def _is_ours(found: object) -> bool:
    return type(found) is FunctionType and found.__module__.startswith(_OURS)


_HIDDEN = frozenset(("__wrapped__", "__text_signature__", "__origin__", "__args__"))
_SET_HERE = frozenset(
    ("_own_handle", "_visible_parts", "__abstractmethods__", "_abc_impl", "__doc__")
)


class ClassNames(collections.abc.Mapping[str, Any]):
    """The names in the body of a student's class."""

    def __init__(self, owner: Any, names: Any) -> None:  # noqa: ANN401 - a class and its names
        self._owner, self._names = owner, names

    def __getitem__(self, name: str) -> Any:  # noqa: ANN401 - any attribute
        if name not in self._names:
            raise KeyError(name)
        return getattr(self._owner, name)

    def __iter__(self) -> Any:  # noqa: ANN401 - an iterator
        return iter(self._names)

    def __len__(self) -> int:
        return len(self._names)


def handle_of(thing: Any) -> Handle:  # noqa: ANN401 - a class of the student's
    """Return which object of the student's a class stands for; raises NotComparable for others."""
    own = type.__dict__["__dict__"].__get__(thing)
    handle = own.get("_own_handle")
    if not isinstance(handle, Handle):
        raise NotComparable(text("bridge.subclass", name=thing.__name__))
    return handle


def _visible(cls: Any, name: str, default: Any) -> Any:  # noqa: ANN401 - what was described
    own = type.__dict__["__dict__"].__get__(cls)
    return own.get("_visible_parts", {}).get(name, default)


Foreign = Callable[[str], type | None]


class Classes:
    """The student's classes that tests have met; one has the same class here every time."""

    def __init__(self, student: "Student", proxy: type) -> None:
        self._student, self._proxy = student, proxy
        self._made: dict[tuple[int, int], Any] = {}
        self._handles: dict[Any, Handle] = {}

    def of(self, node: object, foreign: Foreign) -> Any:  # noqa: ANN401 - a class, None for none
        """Return the class of a node: a library's or a locked cell's by name, or the student's."""
        if isinstance(node, str):
            return foreign(node)
        if not isinstance(node, list) or not node or type(node[0]) is not int or len(node) > 2:
            raise WireError(text("reply.no-description"))
        key = self._student.generation, node[0]
        found = self._made.get(key)
        if found is None:
            described = node[1] if len(node) == 2 else None
            if not isinstance(described, dict):
                raise WireError(text("reply.no-description"))
            found = self._made[key] = self._new(node[0], described, foreign)
        return found

    def handle(self, kind: object) -> Handle | None:
        """Return which class of the student's stands behind one here, None if none does."""
        if isinstance(kind, StudentClass):
            return handle_of(kind)
        return self._handles.get(kind) if isinstance(kind, type) else None

    def _new(self, number: int, said: dict[str, Any], foreign: Foreign) -> Any:  # noqa: ANN401
        name = _identifier(said.get("name"))
        top = said.get("module") == "__main__" and said.get("qualname") == name
        described = {"class": "type", "name": name, "doc": said.get("doc")}
        described["parameters"] = said.get("parameters")
        handle = Handle(self._student, number, described, name if top else "")
        if isinstance(said.get("module"), str) and said["module"] != "__main__":
            own = foreign(f"{said['module']}:{said.get('qualname')}")
            if own is not None:
                return own
        bases = [self.of(base, foreign) for base in _list(said, "bases")]
        made = self._data_class(name, said, handle)
        if made is not None:
            self._handles[made] = handle
            self._student.shared.know(made, number)
            return made
        return self._object_class(name, said, handle, [each for each in bases if each])

    def _data_class(self, name: str, said: dict[str, Any], handle: Handle) -> Any:  # noqa: ANN401
        """Return a class of data, None for one of objects."""
        if said.get("enum") in _ENUMS:
            return _enum(name, said, handle)
        shape = _SHAPES.get(str(said.get("shape")))
        if shape is None:
            return None
        if shape is tuple and isinstance(said.get("named"), list):
            made: Any = _named_tuple(name, said)
        else:
            made = _DataClass(name, (shape,), {"__module__": "__main__", "_own_handle": handle})
        for method in _methods(said):
            if not method.startswith("_") or method in ("__missing__", "__call__", *_shown(shape)):
                type.__setattr__(made, method, _remote(method, handle))
        return made

    def _object_class(
        self, name: str, said: dict[str, Any], handle: Handle, bases: list[Any]
    ) -> Any:  # noqa: ANN401 - a class
        own = [base for base in bases if issubclass(base, self._proxy)]
        others = [base for base in bases if not issubclass(base, self._proxy)]
        body: dict[str, Any] = {
            **_missing(said),
            "__slots__": (),
            "__module__": "__main__",
            "__qualname__": str(said.get("qualname"))[:200],
            "__doc__": said.get("doc") if isinstance(said.get("doc"), str) else None,
        }
        if others:
            body["__getattribute__"] = _ask_there
        made = _class(name, (*(own or [self._proxy]), *others), body)
        if made is None:
            made = _class(name, tuple(own or [self._proxy]), body)
        if made is None:
            raise WireError(text("reply.no-description"))
        made._own_handle = handle
        made._visible_parts = {"bases": tuple(bases) or (object,), "names": _names(said, "names")}
        if hasattr(made, "__abstractmethods__") or said.get("abstract"):
            made.__abstractmethods__ = frozenset(_names(said, "abstract"))
        return made


class _DataClass(type):
    """A class of data whose instances are made by the student's own class."""

    def __call__(cls, *args: Any, **kwargs: Any) -> Any:  # noqa: ANN401 - an instance
        return handle_of(cls).call(args, kwargs)


def _class(name: str, bases: tuple[Any, ...], body: dict[str, Any]) -> Any:  # noqa: ANN401
    metas = [type(base) for base in bases if not issubclass(StudentClass, type(base))]
    meta: Any = StudentClass
    try:
        for other in metas:
            if issubclass(other, meta):
                meta = other
            elif not issubclass(meta, other):
                meta = type("StudentClass", (meta, other), {"__module__": _OURS})
        return (
            meta(name, bases, dict(body))
            if meta is StudentClass
            else _made_by(meta, name, bases, body)
        )
    except Exception:  # bases that don't go together here
        return None


def _made_by(meta: Any, name: str, bases: tuple[Any, ...], body: dict[str, Any]) -> Any:  # noqa: ANN401
    return meta.__new__(meta, name, bases, dict(body))


def _missing(said: dict[str, Any]) -> dict[str, Any]:
    """Return what a class lacks, as Python says so of a class."""
    special = set(_names(said, "special"))
    there = special | ({"iter"} if "getitem" in special else set())
    found: dict[str, Any] = {f"__{name}__": None for name in _IF_THERE if name not in there}
    if "contains" not in special and not special & {"iter", "getitem"}:
        found["__contains__"] = None
    if "bool" not in special and "len" not in special:
        found["__bool__"] = lambda _: True
    if "next" in special:
        found["__next__"] = _next
    return found | _identity(special)


def _identity(special: set[str]) -> dict[str, Any]:
    """Return how instances are compared: as objects, if their class has no equality of its own."""
    if "eq" in special:
        return {} if "hash" in special else {"__hash__": None}
    same = {"__eq__": object.__eq__, "__ne__": object.__ne__}
    return same if "hash" in special else {**same, "__hash__": object.__hash__}


def _next(self: Any) -> Any:  # noqa: ANN401 - any item
    return self._handle.next_item(self)


def _ask_there(self: Any, name: str) -> Any:  # noqa: ANN401 - any attribute
    """Read an attribute there: the class here has a locked class's methods, too."""
    if name in _READ_HERE or (name.startswith("__") and name not in ("__dict__",)):
        return object.__getattribute__(self, name)
    return self.__getattr__(name)


def _enum(name: str, said: dict[str, Any], handle: Handle) -> Any:  # noqa: ANN401 - a class
    found = Unpacker(b"").unpack(said.get("members"))
    if not isinstance(found, list) or len(found) > _MOST:
        raise WireError(text("reply.no-description"))
    members = [(str(each[0]), each[1]) for each in found if isinstance(each, list) and each]
    try:
        made = _ENUMS[said["enum"]](name, members, module="__main__")
    except (TypeError, ValueError) as error:
        raise WireError(text("reply.no-description")) from error
    for method in _names(said, "methods"):
        if not method.startswith("_") and method not in made.__members__:
            setattr(made, method, _remote(method, handle))
    return made


def _named_tuple(name: str, said: dict[str, Any]) -> Any:  # noqa: ANN401 - a class
    defaults = Unpacker(b"").unpack(said.get("defaults"))
    known = {str(k): v for k, v in defaults or ()} if isinstance(defaults, list | None) else {}
    fields = _names(said, "named")
    last = [known[field] for field in fields if field in known]
    try:
        with GUARD.rests():  # it checks the names
            return collections.namedtuple(name, fields, defaults=last, module="__main__")
    except (TypeError, ValueError) as error:
        raise WireError(text("reply.no-description")) from error


def _remote(method: str, handle: Handle) -> Callable[..., Any]:
    """Return a method that calls the student's, with the instance by what it holds."""

    def call(self: Any, *args: Any, **kwargs: Any) -> Any:  # noqa: ANN401 - any call
        return handle.method(method)(self, *args, **kwargs)

    call.__name__ = call.__qualname__ = method
    return call


def _methods(said: dict[str, Any]) -> list[str]:
    own = _names(said, "methods")
    return own if "named" not in said else [name for name in own if name not in dir(tuple)]


def _shown(shape: type) -> tuple[str, ...]:
    return () if shape in _NUMBERS else ("__str__", "__repr__")


def _list(said: dict[str, Any], name: str) -> list[Any]:
    found = said.get(name)
    if not isinstance(found, list) or len(found) > _MOST:
        raise WireError(text("reply.no-description"))
    return found


def _names(said: dict[str, Any], name: str) -> list[str]:
    return [each for each in _list(said, name) if isinstance(each, str)]


def _identifier(name: object) -> str:
    return name[:100] if isinstance(name, str) and name.isidentifier() else "Unnamed"
