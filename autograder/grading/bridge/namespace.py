"""The names of a test cell: its own, then built-in ones, then what the student's cells define."""

import builtins
import sys
from types import ModuleType
from typing import Any

from autograder.grading.bridge.requests import assign, delete, look
from autograder.grading.bridge.stand_ins import Module, StandIns
from autograder.grading.bridge.student import Student


class TestNamespace(dict[str, Any]):
    """A namespace that asks the student's process for names it doesn't hold.

    `asked` are the names that the assignment asks students to define. Only of those is a built-in
    name the student's (a function `sum`, say); and only those can a test delete or replace by a
    function in the student's process, to see who calls it.
    """

    __test__ = False  # for pytest, which collects classes of this name

    def __init__(self, student: Student, asked: frozenset[str] = frozenset()) -> None:
        super().__init__()
        self._student, self._asked = student, asked
        self._copies: dict[str, tuple[int, Any]] = {}
        self._stand_ins = StandIns(student)

    def __missing__(self, name: str) -> Any:  # noqa: ANN401 - any value
        builtin = hasattr(builtins, name) and name not in self._asked
        if builtin or name.startswith("__") or not name.isidentifier():  # IPython looks for "1"
            raise KeyError(name)
        asked, copy = self._copies.get(name, (-1, None))
        if asked == self._student.asked:  # the test may have changed its copy of a list
            return copy
        found = self._look(name)
        self._copies[name] = self._student.asked, found
        return found

    def _look(self, name: str) -> Any:  # noqa: ANN401 - any value
        self._stand_ins.name = name
        try:
            found = look(self._student, name)
        finally:
            self._stand_ins.name = ""
        return _own_module(found) if isinstance(found, Module) else found

    def __setitem__(self, name: str, value: Any) -> None:  # noqa: ANN401 - any value
        if name in self._asked and not super().__contains__(name) and callable(value):
            self._copies.pop(name, None)
            assign(self._student, name, value)
        else:
            super().__setitem__(name, value)

    def __delitem__(self, name: str) -> None:
        if super().__contains__(name) or name not in self._asked:
            super().__delitem__(name)
        else:
            self._copies.pop(name, None)
            delete(self._student, name)

    def __contains__(self, name: object) -> bool:
        if super().__contains__(name):
            return True
        return isinstance(name, str) and self.get(name, _ABSENT) is not _ABSENT

    def get(self, name: str, default: Any = None) -> Any:  # noqa: ANN401 - any value
        """Return the value of a name, the student's too, or the default."""
        try:
            return self[name]
        except KeyError:
            return default


_ABSENT = object()


def _own_module(found: Module) -> ModuleType:
    """Return the grader's module of that name; it is not imported on the student's word."""
    module = sys.modules.get(found.name)
    if module is None:
        raise NameError(
            f"the module {found.name} is imported in the student's cells only: import it in the "
            "test cell or in a locked cell"
        )
    return module
