"""Which object of the student's process a stand-in stands for, and how to ask for it."""

import inspect
import weakref
from collections.abc import Callable, Sequence
from typing import Any

from autograder.grading.bridge.errors import Stopped
from autograder.grading.bridge.requests import look, perform, perform_many
from autograder.grading.bridge.student import Student
from autograder.wire.errors import WireError

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


class Reference:
    """A numbered object of one process; one that has a name is found again in the next process.

    `what` names it in messages. `mixed` tells that it came of arithmetic with a test's own data.
    """

    def __init__(self, student: Student, number: int, description: Description, name: str) -> None:
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
        return found if isinstance(found, str) else None

    @property
    def own_name(self) -> str:
        """The object's `__name__`, '' if it has none."""
        found = self._description.get("name")
        return found[:100] if isinstance(found, str) else ""

    def drop_with(self, stand_in: object) -> None:
        """Let the process forget the object when nobody holds its stand-in any more."""
        weakref.finalize(stand_in, _forget, self._student, self._generation, self._number)

    def node(self) -> list[Any]:
        """Return the reference as a message holds it; raises Stopped when the object is gone."""
        return ["o", self._current()]

    def call(self, args: Any, kwargs: Any) -> Any:  # noqa: ANN401 - any call
        """Call the object."""
        return self._call(args, kwargs)[0]

    def call_counting(self, args: Any) -> tuple[Any, int]:  # noqa: ANN401 - any call
        """Call the object; return its value and the number of lines executed."""
        value, reply = self._call(args, {}, count=True)
        steps = reply.get("steps")
        return value, steps if type(steps) is int and steps >= 0 else 0

    def call_many(self, calls: Sequence[Sequence[Any]]) -> list[Callable[[], Any]]:
        """Call the object many times; each of what returns gives a call's value or raises."""
        found: list[Callable[[], Any]] = []
        for start in range(0, len(calls), _TOGETHER):
            few = calls[start : start + _TOGETHER]
            request = {"do": "calls", "target": self._current()}
            found += perform_many(self._student, self.what, request, few)
        return found

    def operate(self, operator: str, *args: Any) -> Any:  # noqa: ANN401 - what the object says
        """Do something with objects, by the name of an operator."""
        what = f"{self.what}.{args[1]}" if operator == "getattr" else f"{operator} of {self.what}"
        return perform(self._student, what, {"do": "operate", "name": operator}, args, {})[0]

    def signature(self) -> inspect.Signature:
        """Return names and kinds of the parameters; raises ValueError when they aren't known."""
        found = self._description.get("parameters")
        try:
            parameters = [
                inspect.Parameter(name, _KINDS[kind], default=None if default else inspect._empty)
                for name, kind, default in found or ()
            ]
            if found is not None:
                return inspect.Signature(parameters)
        except (TypeError, ValueError, IndexError) as error:
            raise ValueError(f"no signature of {self.what}") from error
        raise ValueError(f"no signature of {self.what}")

    def _call(self, args: Any, kwargs: Any, count: bool = False) -> tuple[Any, Description]:  # noqa: ANN401
        request = {"do": "call", "target": self._current(), "count": count}
        return perform(self._student, self.what, request, args, kwargs)

    def _current(self) -> int:
        """Return the object's number in the process that runs now."""
        if not self._student.ready(self._generation):
            if not self._name:
                raise Stopped(f"{self.what} is gone with the process that it was in")
            found = look(self._student, self._name)
            again = getattr(type(found), "_reference", None) and found._reference
            if not isinstance(again, Reference):
                raise WireError(f"{self._name} is another thing now")
            self._generation, self._number = again._generation, again._number
            self._kept = found  # while it is there the process doesn't forget the object
        return self._number


def _forget(student: Student, generation: int, number: int) -> None:
    if student.generation == generation:
        student.forgotten.append(number)
