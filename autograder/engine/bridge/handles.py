"""Which object of the student's process a proxy stands for, and how to ask for it."""

import functools
import inspect
import weakref
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from autograder.engine.bridge.exceptions import NotComparable, ProcessStopped
from autograder.engine.bridge.requests import look_up, perform, perform_many
from autograder.engine.wire.frames import WireError
from autograder.engine.wire.unpack import Unpacker
from autograder.findings import Code, Finding, text
from autograder.findings.effort import Counted, Effort

if TYPE_CHECKING:
    from autograder.engine.bridge.student import Student

Description = dict[str, Any]
# So many calls share the time of one.
_TOGETHER = 10

_KINDS = (
    inspect.Parameter.POSITIONAL_ONLY,
    inspect.Parameter.POSITIONAL_OR_KEYWORD,
    inspect.Parameter.VAR_POSITIONAL,
    inspect.Parameter.KEYWORD_ONLY,
    inspect.Parameter.VAR_KEYWORD,
)


class Handle:
    """A numbered object of one process; one that has a name is found again in the next process.

    `what` names it in messages. `mixed` tells that it came of arithmetic with a test's own data.
    """

    def __init__(
        self, student: "Student", number: int, description: Description, name: str
    ) -> None:
        self._student, self._description, self._name = student, description, name
        self._generation, self._number = student.generation, number
        self.mixed = False
        self._kept: object = None
        kind = str(description.get("class", "object"))[:100]
        self.what = name or str(description.get("name") or f"a {kind}")[:100]

    @property
    def documentation(self) -> str | None:
        """The object's docstring."""
        found = self._description.get("doc")
        if isinstance(found, str):
            self._student.hear(found)
        return found if isinstance(found, str) else None

    @property
    def own_name(self) -> str:
        """The object's `__name__`, '' if it has none."""
        found = self._description.get("name")
        return found[:100] if isinstance(found, str) else ""

    def is_asked_for(self, operator: str, turned: bool) -> bool:
        """Return whether the assignment asks for this operator of a class (`turned`: `1 + it`)."""
        names = (f"__r{operator}__",) if turned else (f"__{operator}__", f"__i{operator}__")
        return not self._student.operators.isdisjoint(names)

    @property
    def module(self) -> str:
        """The object's `__module__`, '' if it has none."""
        found = self._description.get("module")
        return found[:100] if isinstance(found, str) else ""

    @property
    def cells(self) -> list[str]:
        """The sources of the cells that the object's process has run."""
        return self._student.sources

    def drop_with(self, proxy: object) -> None:
        """Let the process forget the object when nobody holds its proxy any more."""
        weakref.finalize(proxy, _forget, self._student, self._generation, self._number)

    def node(self) -> list[Any]:
        """Return the handle as a message holds it; ProcessStopped when the object is gone."""
        return ["o", self._current()]

    def call(self, args: Any, kwargs: Any) -> Any:  # noqa: ANN401 - any call
        """Call the object."""
        request = {"do": "call", "target": self._current()}
        return perform(self._student, self.what, request, args, kwargs)

    def call_many(self, calls: Sequence[Sequence[Any]]) -> list[Callable[[], Any]]:
        """Call the object many times; each of what returns gives a call's value or raises."""
        return [value for value, _ in self._many(calls, "")]

    def call_measured(
        self, calls: Sequence[Sequence[Any]], count: Counted
    ) -> list[Callable[[], tuple[Any, Effort]]]:
        """Do the same with what each call cost beside its value."""
        found = self._many(calls, count)
        return [functools.partial(_with_effort, value, reply) for value, reply in found]

    def _many(
        self, calls: Sequence[Sequence[Any]], count: str
    ) -> list[tuple[Callable[[], Any], Description]]:
        found: list[tuple[Callable[[], Any], Description]] = []
        for start in range(0, len(calls), _TOGETHER):
            few = calls[start : start + _TOGETHER]
            request = {"do": "calls", "target": self._current(), "count": count}
            found += perform_many(self._student, self.what, request, few)
        return found

    def operate(self, operator: str, *args: Any) -> Any:  # noqa: ANN401 - what the object says
        """Do something with objects, by the name of an operator."""
        what = f"{self.what}.{args[1]}" if operator == "getattr" else f"{operator} of {self.what}"
        return perform(self._student, what, {"do": "operate", "name": operator}, args, {})

    def method(self, name: str) -> Any:  # noqa: ANN401 - a function of the student's
        """Return a method of a class that this is the handle of."""
        request = {"do": "operate", "name": "getattr"}
        return perform(self._student, f"{self.what}.{name}", request, (self, name), {})

    def next_item(self, iterator: object) -> Any:  # noqa: ANN401 - any item
        """Return the next item of the object's proxy; StopIteration at the end.

        Raises NotComparable where its items came of a test's own data.
        """
        found = self.operate("next", iterator)
        if self.mixed:
            raise NotComparable(
                text("bridge.mixed-items", what=self.what, mixed=text("bridge.mixed"))
            )
        if not isinstance(found, list) or not found:
            raise StopIteration
        return found[0]

    def signature(self) -> inspect.Signature:
        """Return names and kinds of the parameters; raises ValueError when they aren't known."""
        found = self._description.get("parameters")
        try:
            if found is not None:
                returns = [_annotation(row) for row in found if row[1] == -1]
                parameters = [_parameter(*row) for row in found if row[1] != -1]
                return inspect.Signature(parameters, return_annotation=[*returns, _EMPTY][0])
        except (TypeError, ValueError, IndexError, WireError) as error:
            raise ValueError(text("bridge.no-signature", what=self.what)) from error
        raise ValueError(text("bridge.no-signature", what=self.what))

    def _current(self) -> int:
        """Return the object's number in the process that runs now."""
        if not self._student.ready(self._generation):
            if not self._name:
                raise ProcessStopped(Finding.of(Code.OBJECT_GONE, where=self.what))
            found = look_up(self._student, self._name)
            again = _handle_of(found)
            if not isinstance(again, Handle):
                raise WireError(text("reply.other-thing", name=self._name))
            self._generation, self._number = again._generation, again._number
            self._kept = found  # while it is there the process doesn't forget the object
        return self._number


def _with_effort(value: Callable[[], Any], reply: Description) -> tuple[Any, Effort]:
    found = reply.get("effort")
    if isinstance(found, list) and len(found) == 3 and all(type(n) is int for n in found):
        return value(), Effort(*found)
    return value(), Effort()


_EMPTY = inspect.Parameter.empty


def _parameter(name: str, kind: int, has_default: bool, *more: object) -> inspect.Parameter:
    """Return a parameter of a function; one whose default can't be told has None."""
    default = more[0] if more else None
    (value,) = Unpacker(b"").unpack(default) if default is not None else (None,)
    noted = _annotation([name, kind, has_default, *more])
    return inspect.Parameter(
        name, _KINDS[kind], default=value if has_default else _EMPTY, annotation=noted
    )


def _annotation(row: list[Any]) -> Any:  # noqa: ANN401 - a type or a text
    if len(row) < 5 or row[4] is None:
        return _EMPTY
    (noted,) = Unpacker(b"").unpack(row[4])
    return noted


def _handle_of(thing: Any) -> Any:  # noqa: ANN401 - a handle, None for what has none
    """Return the handle of a proxy or of a class that stands for one of the student's."""
    if isinstance(thing, type):
        return type.__dict__["__dict__"].__get__(thing).get("_own_handle")
    return getattr(type(thing), "_handle", None) and thing._handle


def _forget(student: "Student", generation: int, number: int) -> None:
    if student.generation == generation:
        student.forgotten.append(number)
