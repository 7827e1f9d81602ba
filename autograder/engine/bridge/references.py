"""What stands for a reference of the student's process here, and for an object of ours there."""

import builtins
from types import ModuleType
from typing import TYPE_CHECKING, Any

from autograder.engine.bridge.classes import Classes, StudentClass
from autograder.engine.bridge.handles import Handle
from autograder.engine.bridge.natives import NATIVE, library_class, library_error, native_class
from autograder.engine.bridge.proxies import FunctionProxy, ObjectProxy, StudentIterator
from autograder.engine.bridge.requests import exception_class, filled_error
from autograder.engine.wire.frames import Unsendable, WireError
from autograder.engine.wire.pack import Packer, packed_range
from autograder.engine.wire.unpack import Unpacker
from autograder.findings import text

if TYPE_CHECKING:
    from autograder.engine.bridge.student import Student

Description = dict[str, Any]


class Module:
    """A module that the student's code imported, by name: a test uses the grader's own."""

    def __init__(self, name: str) -> None:
        self.name = name


class Proxies:
    """Knows the student's objects that tests hold; `name` is that of the name being looked up."""

    def __init__(self, student: "Student") -> None:
        self._student = student
        self._errors: dict[tuple[int, int], type[Exception]] = {}
        self._classes = Classes(student, ObjectProxy)
        self.name = ""
        student.refer, student.own, student.resolve = self.refer, self.own, self.resolve

    def refer(self, value: Any) -> list[Any]:  # noqa: ANN401 - any object
        """Return the reference of a proxy, or to a function or iterator of the test's."""
        if isinstance(value, ObjectProxy):
            return value._handle.node()
        if isinstance(value, Handle):
            return value.node()
        if isinstance(value, type):
            found = self._class_node(value)
            if found is not None:
                return found
        if isinstance(value, ModuleType):
            return ["M", value.__name__]
        if isinstance(value, range):
            return packed_range(value)
        return self._student.callbacks.refer(value)

    def own(self, value: Any, packer: Packer) -> list[Any] | None:  # noqa: ANN401 - any object
        """Return an object of a class that both sides know by what it holds, None for others."""
        if isinstance(value, Exception):
            return self._exception(value, packer)
        return self._student.shared.pack(value, packer)

    def resolve(self, node: list[Any], unpacker: Unpacker) -> Any:  # noqa: ANN401 - a proxy
        """Return the proxy for a reference of the student's process."""
        if node[0] in ("u", "v", "w"):
            return self._student.shared.unpack(node, unpacker)
        if node[0] == "k" and len(node) == 3 and isinstance(node[2], list):
            self._classes.of(node[1], self._foreign)
            return unpacker.part(node[2])
        if node[0] == "E" and len(node) == 5:
            kind, *parts = (unpacker.part(each) for each in node[1:])
            return filled_error(kind, *parts)
        if node[0] == "F" and len(node) == 2:
            return self._student.callbacks.given(node[1])
        if len(node) != 3 or node[0] != "o" or type(node[1]) is not int:
            raise WireError(text("reply.unknown-kind", kind=str(node[0])[:20]))
        description = node[2]
        if not isinstance(description, dict):
            raise WireError(text("reply.no-description"))
        return self._referred(node[1], description)

    def _referred(self, number: int, description: Description) -> Any:  # noqa: ANN401 - a proxy
        kind = description.get("kind")
        if kind == "exception class":
            return self._error_class(number, description)
        if kind == "module":
            return Module(str(description.get("name")))
        if kind == "class" and "node" in description:
            found = self._classes.of(description["node"], self._foreign)
            if found is not None:
                return found
        return self._object(number, description)

    def _error_class(self, number: int, description: Description) -> type[Exception]:
        """Return the class of an exception of the student's: a locked cell's is the cell's own."""
        key = self._student.generation, number
        if key not in self._errors:
            node, parents = description.get("node"), tuple[type[Exception], ...]()
            found = (self._foreign(node) or library_error(node)) if isinstance(node, str) else None
            if found is not None and issubclass(found, Exception):
                return self._errors.setdefault(key, found)
            if isinstance(node, list) and len(node) == 2 and isinstance(node[1], dict):
                parents = self._parents(node[1])
            self._errors[key] = exception_class(description, parents)
            self._by_number(node, self._errors[key])
        return self._errors[key]

    def _parents(self, described: Description) -> tuple[type[Exception], ...]:
        """Return the student's own, and the locked cells', exceptions that one derives from."""
        found = []
        for base in described.get("bases") or ():
            if isinstance(base, str):
                kind = self._foreign(base) or library_error(base)
                if isinstance(kind, type) and issubclass(kind, Exception):
                    found.append(kind)
            elif isinstance(base, list) and base and type(base[0]) is int:
                said = base[1] if len(base) == 2 and isinstance(base[1], dict) else {}
                more = {"bases": said.get("errors"), "name": said.get("name"), "node": base}
                found.append(self._error_class(base[0], more))
        return tuple(found)

    def _by_number(self, node: Any, kind: type[Exception]) -> None:  # noqa: ANN401
        if isinstance(node, list) and node and type(node[0]) is int:
            self._errors[self._student.generation, node[0]] = kind

    def _class_node(self, kind: type) -> list[Any] | None:
        """Return what names a class to the student's process, None for one that it can't know."""
        handle = self._classes.handle(kind)
        if handle is not None:
            return handle.node()
        key = self._student.shared.keys.get(kind)
        if key is not None:
            return ["K", key]
        for (generation, number), each in self._errors.items():
            if each is kind and generation == self._student.generation:
                return ["o", number]
        return None

    def _exception(self, error: Exception, packer: Packer) -> list[Any]:
        """Return an exception of the test's: of its nearest class that both sides know."""
        known = (each for each in type(error).__mro__ if self._is_known(each))
        kind = next(known, RuntimeError)
        try:
            args = packer.pack(list(error.args))
        except Unsendable:
            args = packer.pack([str(error)])
        return ["E", packer.pack(kind), args]

    def _is_known(self, kind: type) -> bool:
        builtin = issubclass(kind, Exception) and getattr(builtins, kind.__name__, None) is kind
        return builtin or self._class_node(kind) is not None

    def _foreign(self, node: str) -> type | None:
        """Return a class that is not the student's own: a locked cell's or a library's."""
        found = self._student.shared.classes.get(node)
        return found or library_class(node, self._student.roots)

    def _object(self, number: int, description: Description) -> Any:  # noqa: ANN401 - a proxy
        key = self._student.generation, number
        known = self._student.held.get(key)
        if known is not None:  # one object is one proxy; the process counts what it has named
            self._student.forgotten.append(number)
            return known
        handle = Handle(self._student, number, description, self.name)
        kind = self._kind(description)
        made = object.__new__(kind)
        ObjectProxy.__init__(made, handle)
        handle.drop_with(made)
        self._student.held[key] = made
        return made

    def _kind(self, description: Description) -> Any:  # noqa: ANN401 - a class of proxies
        """Return the class of a proxy: the student's own, or one that says which it stands for."""
        plain: type = FunctionProxy if description.get("callable") is True else ObjectProxy
        if description.get("kind") == "iterator":
            plain = StudentIterator
        native = NATIVE.get(str(description.get("native")))
        if native is not None:
            return native_class(native, plain)
        node = description.get("type")
        found = None if node is None else self._classes.of(node, self._foreign)
        if isinstance(found, StudentClass):
            return self._with_call(found) if description.get("callable") is True else found
        return plain if found is None else native_class(found, plain)

    def _with_call(self, kind: Any) -> Any:  # noqa: ANN401 - a class of the student's
        """Let instances of a class be called: a metaclass's own `__call__` makes instances."""
        if type.__dict__["__dict__"].__get__(kind).get("__call__") is not _call:
            type.__setattr__(kind, "__call__", _call)
        return kind


def _call(self: Any, *args: Any, **kwargs: Any) -> Any:  # noqa: ANN401 - any call
    return self._handle.call(args, kwargs)
